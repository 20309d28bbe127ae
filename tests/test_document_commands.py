"""Documents on the command line: added, listed, shown, verified, exported and removed."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.errors import DocumentUnknown, NotAdded
from index.errors import LibraryMissing
from tests.conftest import CORPUS

pytestmark = pytest.mark.model
Quoth = Callable[..., Result]
TEXT = (
    "The lighthouse\n\n"
    "Date: 2023-02-01\n\n"
    "The lighthouse was lit for the first time in 1866. It has 212 steps of grey stone.\n"
)


@pytest.fixture
def quoth(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Quoth:
    """Run a command over a library of the small corpus; what it raises is raised here."""
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("QUOTH_CORPUS__FOLDER", str(folder))
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)

    def run(*arguments: str, said: str = "") -> Result:
        done = CliRunner().invoke(app, list(arguments), input=said)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


@pytest.fixture
def lighthouse(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "lighthouse.txt"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


def rows(quoth: Quoth, *options: str) -> dict[str, dict[str, object]]:
    return {row["path"]: row for row in json.loads(quoth("list", "--json", *options).stdout)}


def test_what_is_added_is_answered_from_listed_and_gone_when_it_is_removed(
    quoth: Quoth, lighthouse: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "home" / "added" / "coast" / "lighthouse.txt"
    added = quoth("add", str(lighthouse), "--collection", "coast")
    assert added.exit_code == 0
    assert added.stdout == (
        "coast/lighthouse.txt: The lighthouse, 1 passage\nAdded 1 document, 1 passage.\n"
    )
    assert kept.read_text() == TEXT
    assert rows(quoth).keys() == {*CORPUS, "coast/lighthouse.txt"}
    assert rows(quoth, "--collection", "coast")["coast/lighthouse.txt"] == {
        "path": "coast/lighthouse.txt",
        "title": "The lighthouse",
        "collection": "coast",
        "date": "2023-02-01",
        "passages": 1,
        "from": "added",
    }
    assert rows(quoth)["ferry.txt"]["from"] == "folder"
    asked = json.loads(quoth("ask", "--json", "When was the lighthouse lit?").stdout)
    assert asked["matches"][0]["document"] == "coast/lighthouse.txt"

    assert "stays" in quoth("remove", "lighthouse", said="n\n").stdout
    assert kept.exists()
    assert quoth("remove", "Lighthouse", "--yes").stdout == "Removed coast/lighthouse.txt.\n"
    assert not kept.exists()
    assert rows(quoth).keys() == set(CORPUS)
    asked = json.loads(quoth("ask", "--json", "When was the lighthouse lit?").stdout)
    assert "lighthouse" not in json.dumps(asked["matches"])


def test_of_a_folder_the_readable_files_are_added_and_the_others_told(
    quoth: Quoth, lighthouse: Path, folder: Path
) -> None:
    inbox = lighthouse.parent
    (inbox / "hills").mkdir()
    (inbox / "hills" / "pass.md").write_text("# The pass\n\nThe pass is 1,204 metres high.\n")
    (inbox / "again.txt").write_text(CORPUS["ferry.txt"])
    (inbox / "film.mp4").write_bytes(b"\0" * 50)
    (inbox / "ferry.txt").write_text("Another ferry.\n")
    (inbox / "empty.txt").write_text("\n")
    done = quoth("index")
    done = quoth("add", str(inbox), str(inbox / "nowhere.txt"))
    assert done.exit_code == 1
    assert "Added 2 documents, 2 passages." in done.stdout
    assert rows(quoth).keys() == {*CORPUS, "lighthouse.txt", "hills/pass.md"}
    for said in (
        "again.txt was not added: the same text as ferry.txt",
        "film.mp4 was not added: not a format that is read",
        f"ferry.txt was not added: {folder} has a file of that name",
        "empty.txt was not added: it is empty",
        "nowhere.txt was not added: No such file or directory",
    ):
        assert said in done.stderr


def test_a_document_of_the_folder_is_not_deleted_and_what_is_meant_must_be_clear(
    quoth: Quoth, folder: Path
) -> None:
    with pytest.raises(LibraryMissing):
        quoth("list")
    quoth("index")
    with pytest.raises(NotAdded, match=r"ferry.txt was not added by hand. Remove it from"):
        quoth("remove", "ferry.txt", "--yes")
    assert (folder / "ferry.txt").exists()
    with pytest.raises(DocumentUnknown, match="No document fits 'castle'"):
        quoth("show", "castle")
    with pytest.raises(DocumentUnknown, match=r"several documents: ferry.txt, mill.md"):
        quoth("show", "the")


def test_a_quote_is_verified_against_its_file_as_it_is_now(quoth: Quoth, folder: Path) -> None:
    quoth("index")
    assert quoth("show", "ferry.txt").stdout == CORPUS["ferry.txt"] + "\n"
    shown = quoth("show", "old mill", "--passages").stdout
    first = shown.splitlines()[0]
    assert first.endswith(" · History")
    passage = first.split(" · ")[0]
    start = CORPUS["ferry.txt"].index("A single ticket")
    quote = f"ferry.txt:{start}-{start + 30}"

    assert quoth("verify", passage).stdout == "Yes, exactly: mill.md, line 5.\n"
    assert quoth("verify", quote).stdout == "Yes, exactly: ferry.txt, line 5.\n"
    for unknown in ("0123456789abcdef", "ferry.txt:5-3", "ferry.txt:0-99999", "castle.txt:0-5"):
        assert quoth("verify", unknown).exit_code == 2, unknown

    (folder / "ferry.txt").write_text(CORPUS["ferry.txt"].replace("3 crowns", "4 crowns"))
    assert quoth("verify", quote).exit_code == 0, "what changed stands behind the quote"
    (folder / "ferry.txt").write_text("New: " + CORPUS["ferry.txt"])
    moved = quoth("verify", quote)
    assert moved.exit_code == 1
    assert "The same words stand elsewhere" in moved.stdout
    (folder / "ferry.txt").unlink()
    assert quoth("verify", quote).exit_code == 1


def test_the_library_is_exported_with_every_passage_cut_from_its_text(
    quoth: Quoth, tmp_path: Path
) -> None:
    quoth("index")
    out = tmp_path / "library.jsonl"
    assert quoth("export", str(out), "--vectors").stdout == f"3 documents in {out}.\n"
    documents = [json.loads(line) for line in out.read_text().splitlines()]
    assert [one["path"] for one in documents] == sorted(CORPUS)
    for document in documents:
        assert document["text"] == CORPUS[document["path"]]
        for passage in document["passages"]:
            assert document["text"][passage["start"] : passage["end"]] == passage["text"]
            assert sum(x * x for x in passage["vector"]) == pytest.approx(1, abs=0.01)
    mill = documents[1]["passages"][0]
    assert (mill["place"], mill["heading"]) == ("line 5", "History")
    assert "vector" not in quoth("export").stdout


def test_a_file_named_twice_is_added_once_and_a_pipe_not_at_all(
    quoth: Quoth, lighthouse: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "inbox" / "pipe.txt"
    os.mkfifo(pipe)
    added = quoth("add", str(lighthouse), str(lighthouse.parent))
    assert added.stdout.startswith("lighthouse.txt: The lighthouse, 1 passage\nAdded 1 document")
    assert added.stderr == "pipe.txt was not added: not a file\n"


@pytest.mark.parametrize("name", ["a,b", "all", "a/b", "..", "---"])
def test_a_collection_that_nobody_could_name_is_refused(
    quoth: Quoth, lighthouse: Path, tmp_path: Path, name: str
) -> None:
    refused = quoth("add", str(lighthouse), f"--collection={name}")
    assert refused.exit_code == 2
    assert "can name no collection" in refused.stderr
    assert not (tmp_path / "home" / "added").exists()


def test_a_collection_is_one_however_it_is_spelt(quoth: Quoth, lighthouse: Path) -> None:
    quoth("add", str(lighthouse), "--collection", "Annual reports")
    quoth("add", str(lighthouse), "--collection", "annual-reports")
    assert [path for path in rows(quoth) if "light" in path] == ["Annual reports/lighthouse.txt"]
    told = quoth("list", "--collection", "nothing")
    assert "No document in 'nothing'. Collections: Annual reports, " in told.stderr


def test_no_words_fit_no_document(quoth: Quoth, lighthouse: Path) -> None:
    quoth("add", str(lighthouse))
    for command in (("remove", "--yes", ""), ("remove", "--yes", " "), ("show", "")):
        with pytest.raises(DocumentUnknown):
            quoth(*command)
    assert "lighthouse.txt" in rows(quoth)


def test_a_dash_exports_to_the_terminal(
    quoth: Quoth, lighthouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoth("add", str(lighthouse))
    monkeypatch.chdir(tmp_path)
    assert quoth("export", "-").stdout == quoth("export").stdout
    assert not (tmp_path / "-").exists()

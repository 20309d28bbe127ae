"""The command line as a person runs it: the installed program, the real model, real files."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot import phrases
from index.stored.library import Library
from tests.conftest import CORPUS, write_corpus
from tests.terminal import environment, home_with_library, quoth

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with_library(tmp_path_factory)


def test_a_first_run_without_a_token_answers_from_the_sample(tmp_path: Path) -> None:
    done = quoth(tmp_path / "var", "start", said="how many overseas training bases?\n")
    assert done.returncode == 0, done.stderr
    assert "28 overseas training bases" in done.stdout
    again = quoth(tmp_path / "var", "index")
    assert "Embedded 0 documents (0 texts)." in again.stdout


def test_a_question_is_answered_without_loading_what_it_does_not_need(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "ask", "Who founded the mill?"],
        check=False,
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=120,
    )
    assert "Anna Brandt" in done.stdout
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    loaded = {name.partition(".")[0] for name in modules}
    assert {"numpy", "onnxruntime", "tokenizers"} <= loaded
    heavy = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy", "matplotlib"}
    # They take 0.2 s to 0.5 s each.
    needless = {"telegram", "httpx", "starlette", "py3langid", "charset_normalizer"}
    # 20 ms to 60 ms each: what makes a graph, reads a command line, draws tables, merges settings,
    # searches among many.
    idle = {"safetensors", "huggingface_hub", "typer", "rich", "pydantic", "asyncio"}
    assert not loaded & (heavy | needless | idle | {"faiss"})
    # What reads folders.
    assert not modules & {"corpus.read", "corpus.clean", "corpus.sandbox.sandbox"}


def test_a_changed_folder_is_indexed_without_loading_the_bot(home: Path) -> None:
    with Library.open(home / "library.db") as library:
        folder = str(library.folder)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "index", folder],
        check=False,
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=120,
    )
    assert "3 documents (3 unchanged)" in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "index.update" in loaded
    needless = {"telegram", "httpx", "starlette", "faiss", "index.snapshot", "torch", "py3langid"}
    # Read options, draw bars, check settings.
    idle = {"typer", "rich", "pydantic", "bot.cli"}
    assert not loaded & (needless | idle)


def test_a_question_with_other_options_is_read_by_the_whole_command_line(home: Path) -> None:
    done = quoth(home, "ask", "Who", "founded", "--json", "the mill?")
    assert json.loads(done.stdout)["verdict"] == "FOUND"
    assert "--json" in quoth(home, "ask", "--help").stdout
    assert quoth(home, "ask").returncode == 2
    assert "No such option" in quoth(home, "ask", "--jsn", "Who?").stderr
    assert "-5 degrees" not in quoth(home, "ask", "--", "-5 degrees?").stderr


def test_ask_prints_json_with_offsets_into_the_stored_text(home: Path) -> None:
    done = quoth(home, "ask", "Who", "founded", "the mill?", "--json")
    found = json.loads(done.stdout)
    assert found["verdict"] == "FOUND"
    assert found["took_ms"] > 0
    first = found["matches"][0]
    text = CORPUS["mill.md"]
    assert first["document"] == "mill.md"
    assert first["title"] == "The old mill"
    assert first["line"] == 5
    assert first["text"] == text[first["start"] : first["end"]]
    assert "Anna Brandt" in text[slice(*first["bold"])]
    assert set(first["parts"]) >= {"dense", "sentence", "lexical", "coverage"}
    assert found["differing"] is None


def test_ask_shows_where_two_documents_give_different_figures(tmp_path: Path) -> None:
    files = {
        "a.txt": "The oak\n\nThe Wexley oak is 600 years old.\n",
        "b.txt": "Trees\n\nThe Wexley oak is 850 years old.\n",
    }
    folder = write_corpus(tmp_path / "documents", files)
    home = tmp_path / "var"
    assert quoth(home, "index", str(folder)).returncode == 0
    shown = quoth(home, "ask", "How old is the Wexley oak?").stdout.splitlines()
    assert shown[0] == phrases.DIFFERING
    assert {line for line in shown if line.startswith("▌")} == {
        "▌ The Wexley oak is 600 years old.",
        "▌ The Wexley oak is 850 years old.",
    }
    found = json.loads(quoth(home, "ask", "How old is the Wexley oak?", "--json").stdout)
    other = found["differing"]
    assert {found["matches"][0]["document"], other["document"]} == set(files)
    assert other["text"] == files[other["document"]][other["start"] : other["end"]]


def test_ask_prints_the_card_and_refuses_honestly(home: Path) -> None:
    shown = quoth(home, "ask", "How much is a ticket for the ferry?").stdout
    assert "A single ticket for the ferry costs 3 crowns" in shown
    assert "ferry.txt · line 5 · chars" in shown
    refused = quoth(home, "ask", "What is the capital of France?", "--json")
    assert json.loads(refused.stdout)["verdict"] == "NOTHING"
    assert json.loads(refused.stdout)["matches"] == []


def test_ask_answers_chatter_without_a_search(home: Path) -> None:
    assert quoth(home, "ask", "hi", "there!").stdout == f"{phrases.GREETING}\n"
    found = json.loads(quoth(home, "ask", "谢谢", "--json").stdout)
    assert (found["verdict"], found["matches"]) == ("NOTHING", [])


def test_chatter_in_five_languages_never_gets_a_quote(tmp_path: Path) -> None:
    lines = (Path(__file__).parent / "questions" / "chatter.jsonl").read_text("utf-8").splitlines()
    said = [json.loads(line)["text"] for line in lines]
    assert "Embedded 6 documents" in quoth(tmp_path, "index").stdout
    done = quoth(tmp_path, "chat", said="\n".join(said))
    refused = phrases.NOTHING_PRIVATE.format(documents="6 documents")
    lines_of_ours = {*phrases.SMALL_TALK.values(), phrases.WRITE_WORDS, refused}
    assert len(done.stdout.splitlines()) == len(said)
    assert set(done.stdout.splitlines()) <= lines_of_ours


def test_search_prints_matches_whatever_the_verdict(home: Path) -> None:
    done = quoth(home, "search", "What is the capital of France?", "--k", "2", "--json")
    assert len(json.loads(done.stdout)["matches"]) == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["ask", "what?"], "Build one: quoth index"),
        (["index", "nowhere"], "does not exist"),
        (["index", "empty"], "No document to read"),
        (["index", "file.txt"], "is a file, not a folder"),
        (["eval", "nowhere.jsonl"], "Cannot read"),
        (["eval", "bad.jsonl"], "line 2: not JSON"),
        (["eval", "good.jsonl", "--against", "bad.jsonl"], "Cannot compare with"),
        (["eval", "good.jsonl", "--against", "other.json"], "no question in common"),
        (["eval", "good.jsonl", "--out", "no.where/run.json"], "its folder does not exist"),
        (["eval", "good.jsonl", "--misses", "empty"], "it is a folder"),
        (["quality", "empty", "--floors", "floors.toml"], "the benchmark 'one' needs it"),
        (["quality", "empty", "--floors", "floors.toml", "--only", "two"], "there are one"),
        (["calibrate"], "Build one: quoth index"),
        (["calibrate", "--reset"], "Build one: quoth index"),
        (["run"], "No bot token"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(
    tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x")
    (tmp_path / "bad.jsonl").write_text('{"question": "a", "answer": null}\n{oops\n')
    (tmp_path / "good.jsonl").write_text('{"question": "a"}\n')
    (tmp_path / "other.json").write_text('{"model": "m", "passages": 1, "questions": []}')
    (tmp_path / "floors.toml").write_text('[[benchmark]]\nname = "one"\nquestions = "q.jsonl"\n')
    paths = [str(tmp_path / a) if (tmp_path / a).exists() or "." in a else a for a in arguments]
    done = quoth(tmp_path / "var", *paths)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_emptied_folder_leaves_the_library_as_it_was(tmp_path: Path, home: Path) -> None:
    before = (home / "library.db").read_bytes()
    assert quoth(home, "index", str(tmp_path)).returncode == 2
    assert (home / "library.db").read_bytes() == before


def test_no_name_of_a_file_steers_the_terminal(tmp_path: Path) -> None:
    write_corpus(tmp_path / "in", {"good.txt": "The mill\n\nIt turns.\n", "a\x1b[2Jb\nc.bin": "x"})
    done = quoth(tmp_path, "index", str(tmp_path / "in"), "--list")
    assert "1 document (1 new), 1 passage." in done.stdout
    assert "a␛[2Jb␊c.bin" in done.stdout
    assert "\x1b" not in done.stdout

"""An update embeds what is new, drops what is gone, and goes on where it was interrupted."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.read import read_folder
from index import known
from index.answer import Question
from index.embedder import HashingEmbedder, Progress, Vectors
from index.known import Known
from index.retrieve import retrieve
from index.snapshot import load
from index.stored.library import Library
from index.update import update
from tests.conftest import CORPUS, Watch, build_library, write_corpus
from tests.corpus.texts import LEGACY_TEXTS


class Interruption(Exception):
    """What an embedder raises when it is interrupted."""


class Counting(HashingEmbedder):
    """Remembers the texts it was given, and may stop before a batch."""

    def __init__(self, batches: int | None = None, identity: str = "hashing-256") -> None:
        self.texts: list[str] = []
        self.identity = identity
        self._left = batches

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `HashingEmbedder.embed_documents`."""
        if self._left == 0:
            raise Interruption
        self._left = None if self._left is None else self._left - 1
        self.texts += texts
        return super().embed_documents(texts, progress)


@pytest.fixture
def path(folder: Path, tmp_path: Path) -> Path:
    """A library over the small corpus."""
    path = tmp_path / "library.db"
    build_library(folder, path)
    return path


def passage_ids(path: Path) -> dict[str, list[str]]:
    """The ids of the passages, by document path."""
    snapshot = load(path)
    found: dict[str, list[str]] = {}
    for row, passage in enumerate(snapshot.passages):
        found.setdefault(snapshot.document_of(row).path, []).append(passage.id)
    return found


def test_the_first_run_reports_all_that_it_did(folder: Path, tmp_path: Path) -> None:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / "bac.txt").write_bytes(LEGACY_TEXTS["cp1252"].encode("cp1252"))
    embedder = Counting()
    report = build_library(folder, tmp_path / "library.db", embedder)
    paths = ["bac.txt", "ferry.txt", "mill.md", "north/orchard.txt"]
    assert [document.path for document in report.documents] == paths
    assert report.added == tuple(paths)
    assert report.changed == report.removed == report.unchanged == ()
    assert report.embedded_documents == 4
    assert report.embedded_texts == len(embedder.texts)
    assert [skipped.path for skipped in report.skipped] == ["photo.jpg"]
    assert report.assumed == (("bac.txt", "cp1252"),)
    assert report.dropped_lines == 1
    snapshot = load(tmp_path / "library.db")
    assert report.passages == len(snapshot.passages)
    sentences = sum(len(passage.sentences) for passage in snapshot.passages)
    assert report.embedded_texts == len(snapshot.passages) + sentences


def test_the_watcher_is_told_of_every_text(folder: Path, tmp_path: Path) -> None:
    watch = Watch()
    with Library.open(tmp_path / "library.db", create=True) as library:
        report = update(library, read_folder(folder), HashingEmbedder(), watch)
    assert watch.expected == watch.done == report.embedded_texts > 0


def test_a_second_run_embeds_nothing_and_changes_nothing(folder: Path, path: Path) -> None:
    before = load(path).version
    embedder = Counting()
    report = build_library(folder, path, embedder)
    assert embedder.texts == []
    assert (report.added, report.changed, report.removed) == ((), (), ())
    assert report.unchanged == tuple(CORPUS)
    assert (report.embedded_documents, report.embedded_texts) == (0, 0)
    assert load(path).version == before


def test_a_changed_document_is_the_only_one_embedded(folder: Path, path: Path) -> None:
    before = passage_ids(path)
    write_corpus(folder, {"ferry.txt": CORPUS["ferry.txt"].replace("3 crowns", "5 crowns")})
    embedder = Counting()
    report = build_library(folder, path, embedder)
    assert (report.changed, report.embedded_documents) == (("ferry.txt",), 1)
    assert report.unchanged == ("mill.md", "north/orchard.txt")
    assert any("5 crowns" in text for text in embedder.texts)
    assert not any("mill" in text for text in embedder.texts)
    after = passage_ids(path)
    assert set(after["ferry.txt"]).isdisjoint(before["ferry.txt"])
    assert after["mill.md"] == before["mill.md"]
    best = retrieve(Question.of("ticket crowns"), load(path), HashingEmbedder()).matches[0]
    assert "5 crowns" in best.passage.text


def test_a_removed_document_is_no_longer_found(folder: Path, path: Path) -> None:
    (folder / "mill.md").unlink()
    report = build_library(folder, path, Counting())
    assert len(report.removed) == 1
    assert report.unchanged == ("ferry.txt", "north/orchard.txt")
    snapshot = load(path)
    assert [document.path for document in snapshot.documents] == ["ferry.txt", "north/orchard.txt"]
    answer = retrieve(Question.of("mill museum"), snapshot, HashingEmbedder())
    assert all(match.document.path != "mill.md" for match in answer.matches)


def test_a_renamed_document_keeps_its_passages_and_is_not_embedded_again(
    folder: Path, path: Path
) -> None:
    before = passage_ids(path)
    (folder / "ferry.txt").rename(folder / "boat.txt")
    embedder = Counting()
    report = build_library(folder, path, embedder)
    assert embedder.texts == []
    assert (report.added, len(report.removed)) == (("boat.txt",), 1)
    after = passage_ids(path)
    assert after["boat.txt"] == before["ferry.txt"]
    assert "ferry.txt" not in after


def test_one_text_in_two_collections_is_embedded_once_and_outlives_one_of_them(
    tmp_path: Path,
) -> None:
    text = CORPUS["north/orchard.txt"]
    folder = write_corpus(tmp_path / "documents", {"north/a.txt": text, "south/a.txt": text})
    path = tmp_path / "library.db"
    report = build_library(folder, path)
    assert (len(report.added), report.embedded_documents) == (2, 1)
    (folder / "north" / "a.txt").unlink()
    embedder = Counting()
    build_library(folder, path, embedder)
    assert embedder.texts == []
    assert [document.path for document in load(path).documents] == ["south/a.txt"]


def long_texts(count: int) -> dict[str, str]:
    """Documents that fill an embedding batch each."""
    return {
        f"{n}.txt": f"Log {n}\n\n"
        + "\n\n".join(f"Boat {n} left pier {m} today." for m in range(500))
        for n in range(count)
    }


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "documents", long_texts(3))
    path = tmp_path / "library.db"
    first = Counting(batches=4)  # passages and sentences of two documents
    with pytest.raises(Interruption):
        build_library(folder, path, first)
    second = Counting()
    report = build_library(folder, path, second)
    assert report.added == ("0.txt", "1.txt", "2.txt")
    assert report.embedded_documents == 1
    assert not set(first.texts) & set(second.texts)
    undisturbed = tmp_path / "undisturbed.db"
    whole = Counting()
    build_library(folder, undisturbed, whole)
    assert sorted(first.texts + second.texts) == sorted(whole.texts)
    assert (load(path).passage_vectors.all == load(undisturbed).passage_vectors.all).all()


def test_a_long_document_goes_on_inside_where_it_was_interrupted(tmp_path: Path) -> None:
    lines = "\n\n".join(f"Boat {n} left pier {n % 7} today." for n in range(3000))
    folder = write_corpus(tmp_path / "documents", {"log.txt": f"Log\n\n{lines}\n"})
    path, undisturbed = tmp_path / "library.db", tmp_path / "undisturbed.db"
    first, second, whole = Counting(batches=8), Counting(), Counting()
    with pytest.raises(Interruption):
        build_library(folder, path, first)
    build_library(folder, path, second)
    build_library(folder, undisturbed, whole)
    assert len(first.texts) > 1000
    assert sorted(first.texts + second.texts) == sorted(whole.texts)
    for library in (path, undisturbed):
        with Library.open(library) as stored:
            (entry,) = stored.entries()
            # One blob: the parts are gone with the commit.
            assert stored.vectors.count() == 1
            assert len(stored.vectors.read(entry.vectors_key).passages) == len(entry.passages)
    found, expected = load(path), load(undisturbed)
    assert found.passages == expected.passages
    assert (found.passage_vectors.all == expected.passage_vectors.all).all()
    assert (found.sentence_vectors.all == expected.sentence_vectors.all).all()
    assert (found.context_vectors.all == expected.context_vectors.all).all()


def test_an_interrupted_run_leaves_the_old_library_as_it_was(folder: Path, path: Path) -> None:
    before = load(path)
    write_corpus(folder, long_texts(2))
    with pytest.raises(Interruption):
        build_library(folder, path, Counting(batches=1))
    after = load(path)
    assert (after.version, after.documents, after.passages) == (
        before.version,
        before.documents,
        before.passages,
    )


def test_another_model_embeds_everything_anew(folder: Path, path: Path) -> None:
    before = passage_ids(path)
    embedder = Counting(identity="hashing-other")
    report = build_library(folder, path, embedder)
    assert report.changed == tuple(CORPUS)
    assert report.embedded_documents == 3
    assert load(path).model == "hashing-other"
    assert passage_ids(path) == before


def test_skipped_files_are_remembered_and_forgotten_with_their_cause(
    folder: Path, path: Path
) -> None:
    version = load(path).version
    (folder / "b.odt").write_bytes(b"PK")
    (folder / "a.txt").write_bytes(b"")
    build_library(folder, path)
    with Library.open(path) as library:
        assert [(s.path, s.reason) for s in library.skipped()] == [
            ("a.txt", "it is empty"),
            ("b.odt", "not a format that is read (.odt): save it as .docx"),
        ]
        assert library.version == version + 1
    (folder / "b.odt").unlink()
    build_library(folder, path)
    with Library.open(path) as library:
        assert [skipped.path for skipped in library.skipped()] == ["a.txt"]


def test_the_library_knows_the_folder_it_was_built_from(folder: Path, path: Path) -> None:
    with Library.open(path) as library:
        assert library.folder == str(folder)


def test_a_line_that_a_new_document_shares_is_taken_out_of_the_old_one(tmp_path: Path) -> None:
    menu = "Town of Halden"
    fact = "The {} was built long ago by the people of the town, and it is still in use today."
    folder = write_corpus(
        tmp_path / "d", {"a.txt": f"The mill\n\n{fact.format('mill')}\n\n{menu}\n"}
    )
    path = tmp_path / "library.db"
    build_library(folder, path)
    write_corpus(folder, {"b.txt": f"The pier\n\n{menu}\n\n{fact.format('pier')}\n"})
    report = build_library(folder, path)
    assert (report.added, report.changed) == (("b.txt",), ("a.txt",))
    assert not any(menu in passage.text for passage in load(path).passages)


def test_a_folder_of_documents_without_any_passage_can_be_searched(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "d", {"a.md": "<div>menu</div>\n", "b.txt": "nav search\n"})
    path = tmp_path / "library.db"
    assert build_library(folder, path).passages == 0
    answer = retrieve(Question.of("Where is the menu?"), load(path), HashingEmbedder())
    assert answer.matches == ()


def test_cleaning_that_broke_off_leaves_nothing_out_of_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Known("model")
    for count in (3, 4):  # sentences alone: no line that texts may share tells of the change
        write_corpus(tmp_path, {"ferry.txt": f"The ferry costs {count} crowns on every day.\n"})
        files = read_folder(tmp_path).files
        with monkeypatch.context() as patch:
            patch.setattr(known, "clean", interrupted)
            with pytest.raises(KeyboardInterrupt):
                now.clean(files)
        assert now.clean(files) == Known("model").clean(files)


def interrupted(*_: object) -> Document:
    raise KeyboardInterrupt

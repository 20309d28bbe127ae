"""The library keeps one whole state, and says plainly when it cannot."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from corpus.read import read_folder
from corpus.skipped import Skipped
from index.embedder import HashingEmbedder, Progress, Vectors
from index.errors import LibraryMissing, LibraryUnusable, SearchError
from index.snapshot import load
from index.stored.entries import Entry
from index.stored.library import Library
from index.stored.schema import SCHEMA_VERSION
from index.update import update
from index.vectors import DocumentVectors, document_vectors
from tests.conftest import Watch, build_library, write_corpus

ROOT = Path(__file__).resolve().parent.parent.parent
IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from tests.conftest import build_library
print(len(build_library(Path(sys.argv[1]), Path(sys.argv[2])).documents))
"""
DIES_IN_THE_MIDDLE = """
import os, sys
from pathlib import Path
from index.stored.library import Library
def one_and_no_more(entry):
    yield entry
    os._exit(7)  # all documents are deleted, one is back, and nothing is committed
with Library.open(Path(sys.argv[1])) as library:
    removed, first = sorted(library.paths()), library.entries()[0]
    library.commit(one_and_no_more(first), removed, [], model="other", folder="elsewhere",
        since=library.version)
"""


class Interruption(Exception):
    """What a test raises in the middle of something."""


def state(path: Path) -> tuple[object, ...]:
    """All that a library holds, through its public face."""
    with Library.open(path) as library, library.reading():
        entries = library.entries()
        vectors = [library.vectors.read(entry.vectors_key).to_bytes() for entry in entries]
        return library.version, library.model, library.folder, library.skipped(), entries, vectors


def process(code: str, *arguments: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_was_stored_is_what_is_read(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    documents = build_library(folder, path).documents
    snapshot = load(path)
    stored = {document.path: document for document in snapshot.documents}
    assert sorted(stored) == ["ferry.txt", "mill.md", "north/orchard.txt"]
    for document in documents:
        kept = stored[document.path]
        assert (kept.title, kept.date, kept.text) == (document.title, document.date, document.text)
        assert (kept.collection, kept.digest) == (document.collection, document.digest)
        assert kept.dropped == document.dropped
    for row, passage in enumerate(snapshot.passages):
        assert passage.text == snapshot.document_of(row).text[passage.start : passage.end]


def vectors_of(*texts: str) -> DocumentVectors:
    """What is stored of a document with one passage for each text, of one sentence each."""
    embedder = HashingEmbedder()
    passages = embedder.embed_passages(texts)
    return document_vectors(passages, [[0] for _ in texts], embedder.embed_documents(texts))


def test_stored_vectors_are_the_embedders_to_half_precision(tmp_path: Path) -> None:
    texts = ["ferry crosses river", "mill", "渡船"]
    with Library.open(tmp_path / "library.db", create=True) as library:
        library.vectors.store("key", vectors_of(*texts))
        assert library.vectors.has("key")
        assert not library.vectors.has("other")
        found = library.vectors.read("key")
    embedded = HashingEmbedder().embed_documents(texts)
    assert np.array_equal(found.passages, embedded.astype(np.float16))
    assert np.array_equal(found.sentences, embedded.astype(np.float16))
    assert found.piece_counts.tolist() == [3, 1, 1]
    assert np.allclose(found.contexts[1:], embedded[1:], atol=1e-3)


def test_an_exception_in_the_middle_of_a_commit_leaves_the_old_state(library_path: Path) -> None:
    before = state(library_path)

    def entries(found: list[Entry]) -> Iterator[Entry]:
        yield found[0]
        raise Interruption

    with Library.open(library_path) as library:
        found = library.entries()
        with pytest.raises(Interruption):
            library.commit(
                entries(found),
                [found[1].document.id],
                [Skipped("x.pdf", "no")],
                model="other",
                folder="elsewhere",
                since=library.version,
            )
        assert library.version == before[0]
    assert state(library_path) == before


def test_a_process_that_dies_in_the_middle_of_a_commit_leaves_the_old_state(
    library_path: Path,
) -> None:
    before = state(library_path)
    child = process(DIES_IN_THE_MIDDLE, library_path)
    _, errors = child.communicate(timeout=60)
    assert child.returncode == 7, errors
    assert state(library_path) == before


def test_every_commit_raises_the_version_by_one(library_path: Path) -> None:
    with Library.open(library_path) as library:
        before = library.version
        library.commit([], [], [], model="hashing-256", folder="x", since=library.version)
        library.commit([], [], [], model="hashing-256", folder="x", since=library.version)
        assert library.version == before + 2


def test_vectors_that_no_document_uses_are_dropped_with_the_next_commit(library_path: Path) -> None:
    with Library.open(library_path) as library:
        used = library.entries()[0].vectors_key
        library.vectors.store("unused", vectors_of("mill"))
        library.commit([], [], [], model="hashing-256", folder="x", since=library.version)
        assert not library.vectors.has("unused")
        assert library.vectors.has(used)


def test_vectors_with_a_wrong_checksum_are_refused(library_path: Path) -> None:
    with sqlite3.connect(library_path) as connection:
        connection.execute("UPDATE vectors SET data = zeroblob(length(data))")
    connection.close()
    with pytest.raises(LibraryUnusable, match=r"damaged.*quoth index") as caught:
        load(library_path)
    assert str(library_path) in str(caught.value)


def test_missing_vectors_are_refused(library_path: Path) -> None:
    with sqlite3.connect(library_path) as connection:
        connection.execute("DELETE FROM vectors")
    connection.close()
    with pytest.raises(LibraryUnusable, match="quoth index"):
        load(library_path)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9])
def test_a_file_that_was_cut_off_is_refused(library_path: Path, share: float) -> None:
    data = library_path.read_bytes()
    library_path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(LibraryUnusable, match=r"damaged.*quoth index"):
        load(library_path)


@pytest.mark.parametrize("create", [False, True])
def test_a_text_file_in_place_of_the_library_is_refused_and_left_alone(
    tmp_path: Path, create: bool
) -> None:
    path = tmp_path / "library.db"
    path.write_text("My diary. " * 100)
    with (
        pytest.raises(LibraryUnusable, match=r"damaged.*quoth index"),
        Library.open(path, create=create),
    ):
        pass
    assert path.read_text() == "My diary. " * 100


def test_a_library_of_another_format_is_refused_with_both_numbers(library_path: Path) -> None:
    with sqlite3.connect(library_path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 41}")
    connection.close()
    expected = rf"format {SCHEMA_VERSION + 41}; this Quoth reads {SCHEMA_VERSION}.*quoth index"
    with pytest.raises(LibraryUnusable, match=expected):
        load(library_path)


def test_a_missing_library_is_named_with_the_command_that_builds_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "library.db"
    with pytest.raises(LibraryMissing) as caught:
        load(path)
    assert str(caught.value) == f"No library in {tmp_path / 'var'}. Build one: quoth index"
    assert not path.parent.exists()


def test_an_empty_file_is_no_library_yet(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.touch()
    with pytest.raises(LibraryMissing):
        load(path)


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_in_place_of_the_library_is_refused(tmp_path: Path, create: bool) -> None:
    (tmp_path / "library.db").mkdir()
    with pytest.raises(SearchError), Library.open(tmp_path / "library.db", create=create):
        pass


def test_a_file_in_place_of_the_librarys_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("A file.")
    with pytest.raises(SearchError), Library.open(tmp_path / "var" / "library.db", create=True):
        pass


def test_a_reader_keeps_its_state_while_another_process_writes(
    folder: Path, library_path: Path
) -> None:
    with Library.open(library_path) as library:
        with library.reading():
            before = library.version, library.entries()
            write_corpus(folder, {"new.txt": "The bridge\n\nThe bridge was built in 1950.\n"})
            output, errors = process(IN_ANOTHER_PROCESS, folder, library_path).communicate(
                timeout=60
            )
            assert output == "4\n", errors
            assert (library.version, library.entries()) == before
        assert library.version == before[0] + 1
        assert [e.document.path for e in library.entries()] == [
            "ferry.txt",
            "mill.md",
            "new.txt",
            "north/orchard.txt",
        ]


def test_two_processes_that_update_one_library_leave_it_whole(
    folder: Path, library_path: Path
) -> None:
    write_corpus(folder, {"new.txt": "The bridge\n\nThe bridge was built in 1950.\n"})
    children = [process(IN_ANOTHER_PROCESS, folder, library_path) for _ in range(2)]
    outputs = [child.communicate(timeout=60) for child in children]
    assert [output for output, _ in outputs] == ["4\n", "4\n"], outputs
    assert len(load(library_path).documents) == 4


def test_a_library_that_another_process_is_creating_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    versions: list[int] = []
    failures: list[SearchError] = []

    def create() -> None:
        try:
            with Library.open(path, create=True) as library:
                versions.append(library.version)
        except SearchError as error:
            failures.append(error)

    creator = threading.Thread(target=create)
    creator.start()
    time.sleep(0.5)
    for statement in files("index.stored").joinpath("schema.sql").read_text("utf-8").split(";\n"):
        if statement.strip():
            other.execute(statement)
    other.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    other.execute("COMMIT")
    other.close()
    creator.join(timeout=15)
    assert (versions, failures) == ([0], [])


class Overtaken(HashingEmbedder):
    """Lets another update of the same library finish while it embeds its second batch."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder, self.path, self.batches = folder, path, 0

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `HashingEmbedder.embed_documents`."""
        self.batches += 1
        if self.batches == 2:
            build_library(self.folder, self.path)
        return super().embed_documents(texts, progress)


def test_an_update_that_another_one_overtakes_leaves_the_library_whole(
    folder: Path, tmp_path: Path
) -> None:
    long = {
        f"{n}.txt": f"Log {n}\n\n"
        + "\n\n".join(f"Boat {n} left pier {m} today." for m in range(500))
        for n in range(2)
    }
    many, path = write_corpus(tmp_path / "many", long), tmp_path / "library.db"
    embedder = Overtaken(folder, path)
    with Library.open(path, create=True) as library:
        update(library, read_folder(many), embedder, Watch())
    assert embedder.batches >= 2
    assert {"0.txt", "1.txt"} <= {document.path for document in load(path).documents}

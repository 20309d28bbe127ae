"""A library says what it takes."""

from pathlib import Path

import pytest

from index.embedder import HashingEmbedder
from index.errors import LibraryUnusable
from index.footprint import Footprint, footprint
from index.library import Library
from index.snapshot import load
from tests.conftest import CORPUS, build_library, write_corpus


def measured(path: Path) -> Footprint:
    with Library.open(path) as library, library.reading():
        return footprint(library)


def test_the_file_is_measured_with_what_is_not_yet_written_back(library_path: Path) -> None:
    with Library.open(library_path) as library, library.reading():
        found = footprint(library)
        files = library_path.parent.glob("library.db*")
        held = sum(path.stat().st_size for path in files if not path.name.endswith("-shm"))
    assert found.file_bytes == held
    assert found.passages == 4
    assert found.bytes_a_passage == held / 4
    assert 0 < found.vector_bytes < found.file_bytes


def test_memory_is_that_of_the_vectors_as_stored_and_searched_and_of_the_text(
    library_path: Path,
) -> None:
    snapshot = load(library_path)
    pieces = HashingEmbedder().embed_passages([_whole(n, library_path) for n in range(4)])
    count = sum(len(found.pieces.ids) for found in pieces)
    expected = (
        2 * snapshot.passage_vectors.nbytes
        + snapshot.passage_vectors.nbytes // 2
        + snapshot.sentence_vectors.nbytes
        + snapshot.context_vectors.nbytes
        + count * (256 + 1 + 4)
        + 20 * sum(len(text) for text in CORPUS.values())
    )
    assert measured(library_path).memory_bytes == expected


def _whole(row: int, path: Path) -> str:
    """A passage as it was embedded."""
    snapshot = load(path)
    passage = snapshot.passages[row]
    title = snapshot.document_of(row).title
    head = f"{title}. {passage.heading}. " if passage.heading else f"{title}. "
    return head + " ".join(passage.text.split())


def test_more_documents_take_more(tmp_path: Path) -> None:
    folder, path = write_corpus(tmp_path / "documents"), tmp_path / "library.db"
    build_library(folder, path)
    before = measured(path)
    write_corpus(folder, {"new.txt": "The bridge\n\nThe bridge was built in 1950.\n"})
    build_library(folder, path)
    after = measured(path)
    assert after.vector_bytes > before.vector_bytes
    assert after.memory_bytes > before.memory_bytes
    assert after.passages == before.passages + 1


def test_a_library_without_passages_takes_nothing_a_passage(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library.db", create=True) as library:
        found = footprint(library)
    assert (found.passages, found.vector_bytes, found.memory_bytes) == (0, 0, 0)
    assert found.bytes_a_passage == found.file_bytes


def test_damaged_vectors_are_found_on_the_way(library_path: Path) -> None:
    with Library.open(library_path) as library:
        library._connection.execute("UPDATE vectors SET checksum = 'x'")
    with pytest.raises(LibraryUnusable, match="damaged"):
        measured(library_path)

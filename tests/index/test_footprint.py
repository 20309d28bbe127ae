"""A library says what it takes."""

from pathlib import Path

import pytest

from index.errors import LibraryUnusable
from index.snapshot import load
from index.stored import footprint as footprints
from index.stored.footprint import Footprint, footprint
from index.stored.library import Library
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
    vectors = load(library_path).passage_vectors
    text = 8 * sum(len(text) for text in CORPUS.values())
    found = measured(library_path)
    assert found.memory_bytes == vectors.nbytes + found.vector_bytes + text
    assert found.spilled_bytes == 0


def test_of_a_large_library_only_what_is_searched_and_the_text_are_in_memory(
    library_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footprints, "IN_MEMORY", 0)
    vectors = load(library_path).passage_vectors
    text = 8 * sum(len(text) for text in CORPUS.values())
    found = measured(library_path)
    assert found.memory_bytes == vectors.nbytes + text
    assert found.spilled_bytes == found.vector_bytes


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

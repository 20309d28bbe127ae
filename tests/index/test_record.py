"""What changed between two versions of a library is known, and else it is found out."""

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from index.errors import LibraryDamaged
from index.snapshot import load
from index.stored import record
from index.stored.library import Library
from index.stored.record import Record, Stored
from tests.conftest import CORPUS, build_library, write_corpus
from tests.index.older import as_format_3
from tests.index.test_damage import change
from tests.index.test_refresh import assert_same


def rewrite(folder: Path, path: Path, *names: str) -> None:
    for name in names:
        write_corpus(folder, {name: (folder / name).read_text("utf-8") + "\nOne line more.\n"})
    build_library(folder, path)


def changes(path: Path, since: int) -> dict[str, Stored | None] | None:
    with Library.open(path) as library:
        return Record(library._connection).changes(since)


def test_the_documents_that_changed_since_a_version_are_known(
    folder: Path, library_path: Path
) -> None:
    first = load(library_path)
    rewrite(folder, library_path, "ferry.txt")
    (folder / "mill.md").unlink()
    build_library(folder, library_path)
    found = changes(library_path, first.version)
    assert found is not None
    assert [*found] == ["ferry.txt", "mill.md"]
    assert found["mill.md"] is None
    assert found["ferry.txt"] is not None
    assert changes(library_path, first.version + 2) == {}


def test_a_refresh_looks_at_the_documents_that_changed_and_no_others(
    folder: Path, library_path: Path
) -> None:
    before = load(library_path)
    rewrite(folder, library_path, "ferry.txt")
    with patch.object(Record, "stored", side_effect=AssertionError("all were looked at")):
        after = load(library_path, old=before)
    assert_same(after, load(library_path))


@pytest.mark.parametrize("limit", ["_VERSIONS", "_MOST"])
def test_what_is_not_known_any_more_is_found_out(
    folder: Path, library_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(record, limit, 1)
    before = load(library_path)
    rewrite(folder, library_path, "ferry.txt", "mill.md")
    rewrite(folder, library_path, "ferry.txt", "mill.md")
    assert changes(library_path, before.version) is None
    assert_same(load(library_path, old=before), load(library_path))


def test_a_library_that_was_put_in_the_place_of_another_is_found_out(
    folder: Path, library_path: Path, tmp_path: Path
) -> None:
    before = load(library_path)
    other = tmp_path / "other"
    write_corpus(other, {"ferry.txt": CORPUS["ferry.txt"], "new.txt": "New\n\nA bell rings.\n"})
    path = tmp_path / "elsewhere" / "library.db"
    build_library(other, path)
    rewrite(other, path, "ferry.txt")
    with Library.open(path) as library:
        assert library.version > before.version
    shutil.copy(path, library_path)
    assert_same(load(library_path, old=before), load(library_path))


def test_a_library_of_format_3_goes_on_and_embeds_nothing_anew(
    folder: Path, library_path: Path
) -> None:
    with Library.open(library_path) as library:
        documents = library.stored()
    as_format_3(library_path)
    assert build_library(folder, library_path).embedded_documents == 0
    with Library.open(library_path) as library:
        assert library.stored() == documents
    change(library_path, "UPDATE documents SET text = replace(text, '3 crowns', '4 crowns')")
    with pytest.raises(LibraryDamaged):
        load(library_path)

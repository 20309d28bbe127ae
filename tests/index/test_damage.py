"""What a library holds is what was stored in it, or it is refused; and it is its owner's alone."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.read import read_folder
from index.embedder import HashingEmbedder
from index.errors import LibraryDamaged, LibraryUnusable
from index.snapshot import load
from index.stored.database import files_of
from index.stored.library import Library
from index.update import update
from tests.conftest import Watch, build_library
from tests.faults.damaged_files import library_state
from tests.index.older import as_format_1

CHANGES = {
    "a text": "UPDATE documents SET text = replace(text, '3 crowns', '4 crowns')",
    "a title": "UPDATE documents SET title = 'The old mall' WHERE title = 'The old mill'",
    "a passage": "UPDATE passages SET start = start + 1 WHERE position = 0",
    "a sentence": "UPDATE passages SET sentences = replace(sentences, '1', '2')",
    "a lost passage": "DELETE FROM passages WHERE position = 0",
    "a lost document": "DELETE FROM documents WHERE path = 'ferry.txt'",
    "a checksum": "UPDATE checksums SET checksum = 'f' || substr(checksum, 2)",
    "a threshold": "INSERT OR REPLACE INTO meta VALUES ('thresholds', '{}')",
    "vectors that are a text": "UPDATE vectors SET data = 'zero'",
    "a version": "UPDATE meta SET value = 7 WHERE key = 'version'",
    "a version that is no number": "UPDATE meta SET value = '!' WHERE key = 'version'",
}


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_behind_the_librarys_back_is_refused(
    library_path: Path, what: str
) -> None:
    change(library_path, CHANGES[what])
    with pytest.raises(LibraryDamaged, match=r"damaged.*quoth index") as caught:
        load(library_path)
    assert str(library_path) in str(caught.value)


def test_an_update_does_not_build_on_a_damaged_library(folder: Path, library_path: Path) -> None:
    change(library_path, CHANGES["a text"])
    with pytest.raises(LibraryDamaged, match=r"ferry\.txt.*quoth index"):
        build_library(folder, library_path)


def test_a_library_without_checksums_gets_them_with_the_next_update(
    folder: Path, library_path: Path
) -> None:
    before = library_state(library_path)
    as_format_1(library_path)
    with pytest.raises(LibraryUnusable, match=r"older Quoth.*quoth index"):
        load(library_path)
    assert build_library(folder, library_path).embedded_documents == 0
    assert library_state(library_path) == before
    change(library_path, CHANGES["a text"])
    with pytest.raises(LibraryDamaged):
        load(library_path)


def test_a_library_that_was_built_anew_has_another_seal(folder: Path, library_path: Path) -> None:
    with Library.open(library_path) as library:
        first = library.version, library.seal
    for file in files_of(library_path):
        file.unlink(missing_ok=True)
    (folder / "ferry.txt").unlink()
    build_library(folder, library_path)
    with Library.open(library_path) as library:
        assert library.version == first[0]
        assert library.seal != first[1]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_its_owner_can_read_the_library_whatever_the_umask(
    folder: Path, tmp_path: Path, umask: int
) -> None:
    path = tmp_path / "var" / "library.db"
    before = os.umask(umask)
    try:
        with Library.open(path, create=True) as library:
            update(library, read_folder(folder), HashingEmbedder(), Watch())
            rights = {file.name: file.stat().st_mode & 0o777 for file in files_of(path)}
    finally:
        os.umask(before)
    assert rights == dict.fromkeys(["library.db", "library.db-wal", "library.db-shm"], 0o600)
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_library_that_everybody_could_read_is_closed_to_them(library_path: Path) -> None:
    library_path.chmod(0o644)
    load(library_path)
    assert library_path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_there_keeps_its_rights(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "srv"
    home.mkdir(mode=0o750)
    home.chmod(0o750)
    build_library(folder, home / "library.db")
    assert home.stat().st_mode & 0o777 == 0o750

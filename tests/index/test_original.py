"""The original file is given back as long as it is the one that was read, and no other."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.snapshot import Snapshot, load
from index.stored.original import read_original
from tests.conftest import build_library

TABLE = b"Ferry,Fare\nHalden,3 crowns\nSarn,4 crowns\n"


@pytest.fixture
def table(folder: Path) -> Path:
    path = folder / "fares.csv"
    path.write_bytes(TABLE)
    return path


@pytest.fixture
def snapshot(table: Path, folder: Path, tmp_path: Path) -> Snapshot:
    build_library(folder, tmp_path / "library.db")
    return load(tmp_path / "library.db")


def read(snapshot: Snapshot, name: str, path: str | None = None) -> bytes | None:
    (document,) = [d for d in snapshot.documents if d.path == name]
    return read_original(snapshot.folder, replace(document, path=path or name))


def test_the_file_as_it_was_read_is_the_original(snapshot: Snapshot) -> None:
    assert read(snapshot, "fares.csv") == TABLE


def test_a_text_is_its_own_original(snapshot: Snapshot) -> None:
    assert read(snapshot, "ferry.txt") is None


def test_a_file_that_changed_or_is_gone_is_not_given(snapshot: Snapshot, table: Path) -> None:
    table.write_bytes(TABLE + b"\n")
    assert read(snapshot, "fares.csv") is None
    table.unlink()
    assert read(snapshot, "fares.csv") is None
    table.mkdir()
    assert read(snapshot, "fares.csv") is None


def test_the_same_content_outside_of_the_folder_is_not_given(
    snapshot: Snapshot, table: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_bytes(TABLE)
    assert read(snapshot, "fares.csv", "../outside.csv") is None
    assert read(snapshot, "fares.csv", str(outside)) is None
    table.unlink()
    table.symlink_to(outside)
    assert read(snapshot, "fares.csv") is None

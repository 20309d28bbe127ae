"""What was read of files is kept, and a library of the format before this one goes on."""

import sqlite3
from pathlib import Path

import pytest

from corpus.document import Document, Mark, Paragraph, Unit
from corpus.read import read_folder
from index.embedder import HashingEmbedder
from index.prepare import embed_missing, prepare
from index.snapshot import load
from index.stored.library import Library
from index.stored.schema import SCHEMA_VERSION
from index.update import update
from tests.conftest import Watch, build_library
from tests.index.older import as_format_1

TABLE = "Ferry,Fare,Pages\nHalden,3 crowns,7\nSarn,4 crowns,9\n"


@pytest.fixture
def mixed(folder: Path) -> Path:
    """The small corpus with two tables."""
    (folder / "fares.csv").write_text(TABLE)
    (folder / "photo.csv").write_bytes(b"\x00\x01\x02" * 99)
    return folder


def read_again(folder: Path, path: Path) -> int:
    """Update a library; how many files were parsed."""
    with Library.open(path, create=True) as library:
        reading = read_folder(folder, library.extracts)
        update(library, reading, HashingEmbedder(), Watch())
        library.extracts.keep_only(reading.keys)
    return reading.parsed


def test_a_file_is_parsed_once_and_again_when_it_changes(mixed: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    assert [read_again(mixed, path) for _ in range(3)] == [2, 0, 0]
    (mixed / "fares.csv").write_text(TABLE + "Vennick,5 crowns,2\n")
    assert read_again(mixed, path) == 1
    (mixed / "fares.csv").rename(mixed / "prices.csv")
    assert read_again(mixed, path) == 0
    assert any("5 crowns" in document.text for document in load(path).documents)


def test_a_refused_file_keeps_its_reason(mixed: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    for _ in range(2):
        read_again(mixed, path)
        with Library.open(path) as library:
            assert [s.reason for s in library.skipped()] == ["it holds NUL bytes: a binary file"]


def test_what_was_read_of_files_that_are_gone_is_dropped(mixed: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    read_again(mixed, path)
    (mixed / "fares.csv").unlink()
    (mixed / "photo.csv").unlink()
    read_again(mixed, path)
    count = sqlite3.connect(path).execute("SELECT count(*) FROM extracts").fetchone()
    assert count == (0,)


def test_a_damaged_extract_is_read_anew(mixed: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    read_again(mixed, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE extracts SET data = x'00'")
    assert read_again(mixed, path) == 2


def test_author_source_and_places_come_back_from_the_library(tmp_path: Path) -> None:
    text = "The ferry runs at six.\nThe mill is shut.\n"
    document = Document(
        "d", "", "a.pdf", "Title", "2025-03-04", text, "0" * 64,
        (Paragraph(0, 22, "Times", page=1), Paragraph(23, 40, "Times", page=2)),
        author="Ida Rask", source_url="https://example.org/a", original="f" * 64,
        unit=Unit.PAGE, marks=(Mark(0, 1), Mark(23, 2)),
    )  # fmt: skip
    embedder = HashingEmbedder()
    prepared = prepare(document, embedder)
    with Library.open(tmp_path / "library.db", create=True) as library:
        embed_missing(library, [prepared], embedder, Watch())
        entry = prepared.entry(embedder.identity)
        library.commit([entry], [], [], model=embedder.identity, folder="", since=0)
        (found,) = library.entries()
    same = ("author", "source_url", "original", "unit", "marks", "date")
    assert [getattr(found.document, name) for name in same] == [
        getattr(document, name) for name in same
    ]
    assert [passage.page for passage in found.passages] == [1, 2]
    assert [found.document.place_of(p.start) for p in found.passages] == [1, 2]


def test_a_library_of_format_1_goes_on_and_embeds_nothing_anew(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "library.db"
    build_library(folder, path)
    before = load(path)
    as_format_1(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE documents SET fingerprint = 'of another recipe'")
    report = build_library(folder, path)
    assert [p.text for p in load(path).passages] == [p.text for p in before.passages]
    assert len(report.changed) == 3
    assert report.embedded_texts == 0
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)

"""Documents with their passages as rows of the library, each under a checksum of all its rows."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from corpus.document import Document, Dropped, Mark, Passage, Span, Unit
from index.errors import LibraryDamaged
from index.stored.record import Record

_DOCUMENTS = (
    "SELECT id, path, collection, title, date, text, digest, fingerprint, vectors, dropped, "
    "author, source_url, original, unit, marks FROM documents"
)
_PASSAGES = 'SELECT document_id, position, id, start, "end", heading, page, sentences FROM passages'
_IN_PLACE = "ORDER BY document_id, position"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its passages and the key and fingerprint that it is stored under."""

    document: Document
    passages: tuple[Passage, ...]
    fingerprint: str
    vectors_key: str


class Holding(NamedTuple):
    """A document's path, the fingerprint that it is stored under, and the key of its vectors."""

    path: str
    fingerprint: str
    vectors_key: str


def read_holdings(connection: sqlite3.Connection) -> dict[str, Holding]:
    """What there is, by the ids of the documents."""
    rows = connection.execute("SELECT id, path, fingerprint, vectors FROM documents")
    return {row[0]: Holding(*row[1:]) for row in rows}


def write_entry(connection: sqlite3.Connection, entry: Entry) -> None:
    """Store an entry in the place of the one with the same document id, if there is one."""
    document, passages = _rows(entry)
    connection.execute("DELETE FROM documents WHERE id = ?", (document[0],))
    connection.execute(f"INSERT INTO documents VALUES ({_gaps(document)})", document)  # noqa: S608  # only "?, ?"
    connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", passages)
    checksum = _checksum(document, passages)
    connection.execute("INSERT INTO checksums VALUES (?, ?)", (document[0], checksum))


def read_entries(connection: sqlite3.Connection) -> list[Entry]:
    """Every document with its passages, by path; paragraphs are not stored.

    Raises:
        LibraryDamaged: something differs from what was stored.
    """
    found = [_entry(document, passages) for document, passages in _whole_rows(connection)]
    return sorted(found, key=lambda entry: entry.document.path)


def read_entry(connection: sqlite3.Connection, document_id: str, checksum: str) -> Entry:
    """One document with its passages.

    Raises:
        LibraryDamaged: it differs from what was stored.
    """
    document = connection.execute(f"{_DOCUMENTS} WHERE id = ?", (document_id,)).fetchone()
    if document is None:
        raise LibraryDamaged("a document is lost")
    found = connection.execute(f"{_PASSAGES} WHERE document_id = ? {_IN_PLACE}", (document_id,))
    passages = found.fetchall()
    _compare(document, passages, checksum)
    return _entry(document, passages)


def check_entries(connection: sqlite3.Connection) -> None:
    """Read everything and compare it with its checksums.

    Raises:
        LibraryDamaged: something differs from what was stored.
    """
    for _ in _whole_rows(connection):
        pass


def add_checksums(connection: sqlite3.Connection) -> None:
    """Give every document that is stored the checksum of what it is now."""
    for document, passages in _grouped(connection):
        checksum = _checksum(document, passages)
        connection.execute(
            "INSERT OR REPLACE INTO checksums VALUES (?, ?)", (document[0], checksum)
        )


def _whole_rows(connection: sqlite3.Connection) -> Iterator[tuple[Row, list[Row]]]:
    checksums = {stored.id: stored.checksum for stored in Record(connection).stored()}
    for document, passages in _grouped(connection):
        _compare(document, passages, checksums.pop(document[0], None))
        yield document, passages
    if checksums:
        raise LibraryDamaged(f"{len(checksums)} documents are lost")


def _grouped(connection: sqlite3.Connection) -> Iterator[tuple[Row, list[Row]]]:
    passages: dict[str, list[Row]] = {}
    for row in connection.execute(f"{_PASSAGES} {_IN_PLACE}"):
        passages.setdefault(row[0], []).append(row)
    for document in connection.execute(f"{_DOCUMENTS} ORDER BY id"):
        yield document, passages.get(document[0], [])


def _compare(document: Row, passages: list[Row], checksum: str | None) -> None:
    if checksum != _checksum(document, passages):
        raise LibraryDamaged(f"a document differs from what was stored: {document[1]}")


def _checksum(document: Row, passages: list[Row]) -> str:
    # Texts, whole numbers and None are written by repr in one way only.
    return hashlib.sha256(repr((document, passages)).encode()).hexdigest()


def _gaps(row: Row) -> str:
    return ", ".join("?" * len(row))


def _rows(entry: Entry) -> tuple[Row, list[Row]]:
    document = entry.document
    dropped = json.dumps([[d.line, d.text, d.reason] for d in document.dropped])
    return (
        document.id,
        document.path,
        document.collection,
        document.title,
        document.date,
        document.text,
        document.digest,
        entry.fingerprint,
        entry.vectors_key,
        dropped,
        document.author,
        document.source_url,
        document.original,
        str(document.unit),
        json.dumps(document.marks),
    ), [
        (document.id, n, p.id, p.start, p.end, p.heading, p.page, json.dumps(p.sentences))
        for n, p in enumerate(entry.passages)
    ]


def _entry(document: Row, passages: list[Row]) -> Entry:
    document_id, path, collection, title, date, text, digest, fingerprint, key, dropped = document[
        :10
    ]
    author, source_url, original, unit, marks = document[10:]
    found = [
        Passage(
            id=passage_id,
            document_id=document_id,
            start=start,
            end=end,
            text=text[start:end],
            sentences=tuple(Span(*span) for span in json.loads(sentences)),
            heading=heading,
            page=page,
        )
        for _, _, passage_id, start, end, heading, page, sentences in passages
    ]
    return Entry(
        Document(
            id=document_id,
            collection=collection,
            path=path,
            title=title,
            date=date,
            text=text,
            digest=digest,
            paragraphs=(),
            dropped=tuple(Dropped(*item) for item in json.loads(dropped)),
            author=author,
            source_url=source_url,
            original=original,
            unit=Unit(unit),
            marks=tuple(Mark(*mark) for mark in json.loads(marks)),
        ),
        tuple(found),
        fingerprint=fingerprint,
        vectors_key=key,
    )

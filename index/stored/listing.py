"""The list of documents: what is shown of many at once, read without their texts and passages."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as lists name it; `passages` is how many it has."""

    id: str
    path: str
    collection: str
    title: str
    date: str | None
    passages: int


def read_list(connection: sqlite3.Connection) -> list[Listed]:
    """Every document, by path."""
    rows = connection.execute(
        "SELECT id, path, collection, title, date, "
        "(SELECT count(*) FROM passages WHERE document_id = documents.id) FROM documents"
    )
    return sorted((Listed(*row) for row in rows), key=lambda listed: listed.path)


def read_digests(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The path of each text, by its collection and digest."""
    rows = connection.execute("SELECT collection, digest, path FROM documents")
    return {(collection, digest): path for collection, digest, path in rows}

"""The vectors of texts as blobs in the library's file, each under its checksum."""

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from index.errors import LibraryDamaged
from index.stored.transaction import writing
from index.vectors import DocumentVectors


class VectorTable:
    """A blob for each different document, under a key of its texts and of the model.

    Args:
        connection: to the library.
        path: of it.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    def has(self, key: str) -> bool:
        """Whether these texts are embedded already."""
        found = self._connection.execute("SELECT 1 FROM vectors WHERE key = ?", (key,))
        return found.fetchone() is not None

    def count(self) -> int:
        """How many blobs there are: one for each different document, once committed."""
        return int(self._connection.execute("SELECT count(*) FROM vectors").fetchone()[0])

    def blocks(self) -> tuple[tuple[str, int], ...]:
        """The key of each document's vectors and how many passages it has, by path."""
        found = self._connection.execute(
            "SELECT d.vectors, (SELECT count(*) FROM passages WHERE document_id = d.id) "
            "FROM documents d ORDER BY d.path"
        )
        return tuple((str(key), int(count)) for key, count in found)

    def size(self) -> int:
        """How many bytes all of them take."""
        found = self._connection.execute("SELECT coalesce(sum(length(data)), 0) FROM vectors")
        return int(found.fetchone()[0])

    def store(self, key: str, vectors: DocumentVectors) -> None:
        """Keep vectors ahead of the documents that will use them: an interrupted run goes on."""
        data = vectors.to_bytes()
        row = (key, data, hashlib.sha256(data).hexdigest())
        with writing(self._connection):
            self._connection.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", row)

    def read(self, key: str) -> DocumentVectors:
        """The vectors under a key.

        Raises:
            LibraryUnusable: they are missing or their checksum does not match.
        """
        row = self._connection.execute(
            "SELECT data, checksum FROM vectors WHERE key = ?", (key,)
        ).fetchone()
        is_whole = row is not None and isinstance(row[0], bytes)
        if is_whole and hashlib.sha256(row[0]).hexdigest() == row[1]:
            return DocumentVectors.from_bytes(row[0])
        raise LibraryDamaged("vectors are not those that were stored", self._path)

    def drop(self, unused: Iterable[str] | None) -> None:
        """Drop the blobs under some keys, or those that no document has (None)."""
        if unused is None:
            self._connection.execute(
                "DELETE FROM vectors WHERE key NOT IN (SELECT vectors FROM documents)"
            )
        else:
            keys = [(key,) for key in unused]
            self._connection.executemany("DELETE FROM vectors WHERE key = ?", keys)

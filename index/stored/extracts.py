"""What was read of files, kept in the library by their content, so that it is read once."""

import sqlite3
import zlib

from index.stored.transaction import writing

# What the text of a hundred-megabyte file could come to, and no more is unpacked.
_MOST_BYTES = 80 * 1024 * 1024


class Extracts:
    """A `corpus.shelf.Shelf` in the library. Losing it costs time and nothing else."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, key: str) -> bytes | None:
        """What was kept under a key; nothing where it is damaged."""
        row = self._connection.execute("SELECT data FROM extracts WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        unpacking = zlib.decompressobj()
        try:
            data = unpacking.decompress(row[0], _MOST_BYTES)
        except zlib.error:
            return None
        # Only at the end is its checksum compared.
        return data if unpacking.eof else None

    def keep(self, key: str, data: bytes) -> None:
        """Keep something under a key, at once: an interrupted run goes on from there."""
        row = (key, zlib.compress(data, 1))
        with writing(self._connection):
            self._connection.execute("INSERT OR REPLACE INTO extracts VALUES (?, ?)", row)

    def keep_only(self, keys: frozenset[str]) -> None:
        """Drop what is under other keys."""
        known = [row[0] for row in self._connection.execute("SELECT key FROM extracts")]
        unused = [(key,) for key in known if key not in keys]
        if unused:
            with writing(self._connection):
                self._connection.executemany("DELETE FROM extracts WHERE key = ?", unused)

    def drop_of(self, document_id: str) -> None:
        """Drop what was read of a document's file: keys begin with the SHA-256 of its bytes."""
        begins = "SELECT original || '/%' FROM documents WHERE id = ? AND original != ''"
        with writing(self._connection):
            self._connection.execute(
                f"DELETE FROM extracts WHERE key LIKE ({begins})",  # noqa: S608  # our own text
                (document_id,),
            )

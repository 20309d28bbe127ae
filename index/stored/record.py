"""What a library holds in one number, and which documents each of its last versions changed."""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.errors import LibraryDamaged

# So many versions back it is known what changed since; an older snapshot looks at all documents.
_VERSIONS = 1000
# A version that changed more is as well looked at as a whole.
_MOST = 1000
_SUM = 2**256
_STORED = (
    "SELECT c.document_id, d.path, c.checksum FROM checksums c "
    "JOIN documents d ON d.id = c.document_id"
)


class Stored(NamedTuple):
    """A document of the library, and the checksum of all its rows."""

    id: str
    path: str
    checksum: str


class Stand(NamedTuple):
    """A version of a library: its number, and the sum of its documents (`sum_of`)."""

    version: int
    documents: int


def sum_of(documents: Iterable[Stored], before: int = 0) -> int:
    """Their digests added up, so that what comes and goes moves the sum by its own share only."""
    digests = (hashlib.sha256(f"{one.id} {one.checksum}".encode()).digest() for one in documents)
    return (before + sum(int.from_bytes(digest, "big") for digest in digests)) % _SUM


def sum_without(documents: Iterable[Stored], before: int) -> int:
    """The sum once these are gone."""
    return (before - sum_of(documents)) % _SUM


class Record:
    """The part of a library that says what it holds.

    Of `meta`, `documents` is the sum of its documents, `skipped` the digest of the files that were
    left out, and `seal` that of all other values: whatever changes, the seal does.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def stored(self) -> list[Stored]:
        """Every document.

        Raises:
            LibraryDamaged: the list is not the one that was stored.
        """
        found = [Stored(*row) for row in self._connection.execute(_STORED)]
        count = self._connection.execute("SELECT count(*) FROM checksums").fetchone()[0]
        if len(found) != count or sum_of(found) != self.documents:
            raise LibraryDamaged("its list of documents differs from what was stored")
        if self._value("seal") != self._seal() or self._value("skipped") != self._skipped():
            raise LibraryDamaged("what is known of it differs from what was stored")
        return found

    @property
    def documents(self) -> int:
        """The sum of all documents, as it was stored."""
        return int(self._value("documents") or "0", 16)

    def of(self, document_ids: Iterable[str]) -> list[Stored]:
        """Those of some documents that are there."""
        rows = (
            self._connection.execute(f"{_STORED} WHERE c.document_id = ?", (name,)).fetchone()
            for name in document_ids
        )
        return [Stored(*row) for row in rows if row is not None]

    def changes(self, since: int) -> dict[str, Stored | None] | None:
        """The documents that changed after a version, by path; those that are gone are None.

        None if that is not known.
        """
        known_from = self._value("recorded_from")
        if known_from is None or since < int(known_from) or self._value("seal") != self._seal():
            return None
        rows = self._connection.execute(
            "SELECT DISTINCT path FROM changes WHERE version > ? ORDER BY path", (since,)
        )
        found: dict[str, Stored | None] = {}
        for (path,) in rows.fetchall():
            row = self._connection.execute(f"{_STORED} WHERE d.path = ?", (path,)).fetchone()
            found[path] = None if row is None else Stored(*row)
        return found

    def note(self, version: int, gone: Sequence[Stored], come: Sequence[Stored]) -> None:
        """Take up what a version changes; a changed document is gone and comes.

        Args:
            version: the new one.
            gone: the documents as they were.
            come: as they are now.
        """
        total = sum_of(come, sum_without(gone, self.documents))
        since = int(self._value("recorded_from") or version)
        paths = sorted({one.path for one in (*gone, *come)})
        if len(paths) > _MOST:
            since, paths = version, []
        since = max(since, version - _VERSIONS)
        self._connection.execute("DELETE FROM changes WHERE version <= ?", (since,))
        self._connection.executemany(
            "INSERT INTO changes VALUES (?, ?)", [(version, path) for path in paths]
        )
        self._write({"documents": f"{total:x}", "recorded_from": str(since)})

    def begin(self) -> None:
        """Begin with the version and the documents that are there."""
        found = [Stored(*row) for row in self._connection.execute(_STORED)]
        version = self._value("version") or "0"
        self._write({"documents": f"{sum_of(found):x}", "recorded_from": version})

    def seal(self) -> None:
        """Say that all is as it should be."""
        self._write({"skipped": self._skipped()})
        self._write({"seal": self._seal()})

    def _seal(self) -> str:
        rows = self._connection.execute("SELECT key, value FROM meta WHERE key != 'seal'")
        return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()

    def _skipped(self) -> str:
        rows = self._connection.execute("SELECT path, reason FROM skipped ORDER BY path")
        return hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()

    def _value(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _write(self, values: dict[str, str]) -> None:
        self._connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

"""The library on disk: one SQLite file, the truth that everything else is rebuilt from."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from corpus.skipped import Skipped
from index.errors import LibraryDamaged, LibraryMissing, LibraryUnusable, SearchError
from index.ranking.gate import Thresholds, gate_identity
from index.stored.database import connect
from index.stored.entries import (
    Entry,
    Holding,
    check_entries,
    read_entries,
    read_entry,
    read_holdings,
    write_entry,
)
from index.stored.extracts import Extracts
from index.stored.listing import Listed, read_digests, read_list
from index.stored.record import Record, Stand, Stored
from index.stored.schema import as_library_errors, prepare_schema
from index.stored.transaction import writing
from index.stored.vector_table import VectorTable

# A document's vectors take a hundred kilobytes: read in pages of 4096 they take 18 times as long.
_PAGE_BYTES = 16384


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return connect(path, page_bytes=_PAGE_BYTES)
    except OSError as error:
        raise LibraryUnusable(
            f"Cannot make {path}: {error.strerror}. Set QUOTH_HOME to a folder that can be written"
        ) from error


class Overtaken(SearchError):
    """The library changed between the reading that a commit builds on and the commit."""


class Library:
    """An open library file. Readers see one committed state; one writer at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path, *, create: bool = False) -> Iterator["Library"]:
        """Open the library for as long as the context lasts.

        Raises:
            LibraryMissing: there is none and `create` is not set.
            LibraryUnusable: the file is no library, is damaged, or is of another version.
        """
        if not path.exists() and not create:
            raise LibraryMissing(path)
        with as_library_errors(path):
            connection = _connect(path)
            try:
                prepare_schema(connection, path, create=create)
                yield cls(path, connection)
            finally:
                connection.close()

    @property
    def vectors(self) -> VectorTable:
        """The vectors of its documents."""
        return VectorTable(self._connection, self.path)

    @property
    def extracts(self) -> Extracts:
        """What was read of files."""
        return Extracts(self._connection)

    @property
    def version(self) -> int:
        """Counts the committed changes; 0 before the first."""
        try:
            return int(self._meta("version") or 0)
        except ValueError as error:
            raise LibraryDamaged("its version is no number", self.path) from error

    @property
    def seal(self) -> str:
        """Another one for any other content: a library that was built anew has another, too."""
        return self._meta("seal") or ""

    @property
    def model(self) -> str | None:
        """The identity of the model that made the vectors, None before the first change."""
        return self._meta("model")

    @property
    def folder(self) -> str | None:
        """The folder that the library was last built from."""
        return self._meta("folder")

    @property
    def thresholds(self) -> Thresholds:
        """Those of `quoth calibrate` for this library, model and gate, or the usual ones."""
        return self._calibrated() or Thresholds()

    @property
    def is_calibrated(self) -> bool:
        """Whether the thresholds are fitted to this library."""
        return self._calibrated() is not None

    def _calibrated(self) -> Thresholds | None:
        found = json.loads(self._meta("thresholds") or "{}")
        if found.get("gate") != gate_identity():
            return None
        return Thresholds(found["unsure_from"], found["found_from"])

    def calibrate(self, thresholds: Thresholds | None, *, since: int) -> None:
        """Keep thresholds until another model is used, or go back to the usual ones (None).

        The library gets a new version by it, so that a running bot takes them up.

        Raises:
            Overtaken: the library is no longer at the version `since`.
        """
        with writing(self._connection):
            self._check_version(since)
            self._connection.execute("DELETE FROM meta WHERE key = 'thresholds'")
            if thresholds is not None:
                values = {"gate": gate_identity(), **asdict(thresholds)}
                self._set_meta({"thresholds": json.dumps(values)})
            self._set_meta({"version": str(since + 1)})
            Record(self._connection).seal()

    def _check_version(self, since: int) -> None:
        if self.version != since:
            raise Overtaken(
                f"The library {self.path} was changed by another process meanwhile. Try again"
            )

    def _set_meta(self, values: dict[str, str]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", sorted(values.items())
        )

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def holdings(self) -> dict[str, Holding]:
        """What the library holds, by the ids of its documents."""
        return read_holdings(self._connection)

    def paths(self) -> dict[str, str]:
        """The path of each document, by id."""
        return dict(self._connection.execute("SELECT id, path FROM documents"))

    def listed(self) -> list[Listed]:
        """Every document as lists name it, by path; nothing else of it is read."""
        return read_list(self._connection)

    def digests(self) -> dict[tuple[str, str], str]:
        """The path of each text, by its collection and digest."""
        return read_digests(self._connection)

    def document_with(self, passage_id: str) -> str | None:
        """The id of the document with a passage; None if there is no such passage."""
        found = self._connection.execute(
            "SELECT document_id FROM passages WHERE id = ?", (passage_id,)
        ).fetchone()
        return None if found is None else str(found[0])

    def skipped(self) -> list[Skipped]:
        """The files that the last run left out, by path."""
        rows = self._connection.execute("SELECT path, reason FROM skipped ORDER BY path")
        return [Skipped(*row) for row in rows]

    def count_passages(self) -> int:
        """How many passages there are to find."""
        return int(self._connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def commit(
        self,
        entries: Iterable[Entry],
        removed: Sequence[str],
        skipped: Iterable[Skipped],
        *,
        model: str,
        folder: str,
        since: int,
        unused: Iterable[str] | None = None,
    ) -> None:
        """Replace the given documents, remove others and drop unused vectors: all or nothing.

        Args:
            entries: take the places of those with the same document ids.
            removed: the ids of documents that go.
            skipped: the files that were left out.
            model: the identity of the model that made all vectors.
            folder: where the documents are.
            since: the version that this is a change of.
            unused: the keys of vectors that no document has any more; left out, they are looked
                for among all.

        Raises:
            Overtaken: the library is no longer at the version `since`; read it anew.
        """
        with writing(self._connection):
            self._check_version(since)
            record, written = Record(self._connection), list[str]()
            gone = record.of(removed)
            for document_id in removed:
                self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            for entry in entries:
                gone += record.of([entry.document.id])
                write_entry(self._connection, entry)
                written.append(entry.document.id)
            self._connection.execute("DELETE FROM skipped")
            self._connection.executemany(
                "INSERT OR REPLACE INTO skipped VALUES (?, ?)",
                [(s.path, s.reason) for s in skipped],
            )
            self.vectors.drop(unused)
            if model != self.model:
                self._connection.execute("DELETE FROM meta WHERE key = 'thresholds'")
            self._set_meta({"model": model, "folder": folder, "version": str(since + 1)})
            record.note(since + 1, gone, record.of(written))
            record.seal()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one committed state while several reads go together."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def entries(self) -> list[Entry]:
        """Every document with its passages, by path; paragraphs are not stored.

        Raises:
            LibraryDamaged: something differs from what was stored.
        """
        return read_entries(self._connection)

    def stored(self) -> list[Stored]:
        """Every document with its checksum: the same one stands for the same rows.

        Raises:
            LibraryDamaged: the list is not the one that was stored.
        """
        return Record(self._connection).stored()

    def stored_as(self, document_id: str) -> Stored | None:
        """One document with its checksum; None if it is not there."""
        return next(iter(Record(self._connection).of([document_id])), None)

    @property
    def stand(self) -> Stand:
        """Its version, and the sum of its documents."""
        return Stand(self.version, Record(self._connection).documents)

    def changes(self, since: Stand) -> dict[str, Stored | None] | None:
        """The documents that changed since, by path, None for those that are gone.

        None where that is not known. Whether `since` was a version of this library is not looked
        at.
        """
        return Record(self._connection).changes(since.version)

    def entry(self, document_id: str, checksum: str) -> Entry:
        """One document with its passages; paragraphs are not stored.

        Raises:
            LibraryDamaged: it differs from what was stored.
        """
        return read_entry(self._connection, document_id, checksum)

    def check(self) -> None:
        """Compare everything but the vectors, which are checked when read, with its checksums.

        Raises:
            LibraryDamaged: something differs from what was stored.
        """
        check_entries(self._connection)

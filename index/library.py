"""The library on disk: one SQLite file, the truth that everything else is rebuilt from."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

from corpus.document import Document, Dropped, Passage, Span
from corpus.read import Skipped
from index.errors import LibraryMissing, LibraryUnusable, SearchError
from index.gate import Thresholds, gate_identity
from index.transaction import writing
from index.vectors import DocumentVectors

SCHEMA_VERSION = 1


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryUnusable(
            f"Cannot make the folder {folder}: {error.strerror}. Set QUOTH_HOME to one that can be"
        ) from error


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its passages and the key and fingerprint that it is stored under."""

    document: Document
    passages: tuple[Passage, ...]
    fingerprint: str
    vectors_key: str


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
        if not path.exists():
            if not create:
                raise LibraryMissing(path)
            _make_folder(path.parent)
        try:
            connection = sqlite3.connect(path, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise LibraryUnusable(f"Cannot use the library {path}: {error}") from error
        try:
            connection.execute("PRAGMA busy_timeout = 10000")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            library = cls(path, connection)
            library._prepare(create=create)
            yield library
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise LibraryUnusable(f"Cannot use the library {path}: {error}") from error
            raise LibraryUnusable(
                f"The library {path} is damaged ({error}). Move it away and run: quoth index"
            ) from error
        finally:
            connection.close()

    def _prepare(self, *, create: bool) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and create:
            self._create()
        elif version == 0:
            raise LibraryMissing(self.path)
        elif version != SCHEMA_VERSION:
            raise LibraryUnusable(
                f"The library {self.path} has format {version}; this Quoth reads {SCHEMA_VERSION}. "
                "Move it away and run: quoth index"
            )

    def _create(self) -> None:
        script = files("index").joinpath("schema.sql").read_text("utf-8")
        with writing(self._connection):
            # Another process may have been quicker, and held the lock until now.
            if self._connection.execute("PRAGMA user_version").fetchone()[0]:
                return
            for statement in script.split(";\n"):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @property
    def version(self) -> int:
        """Counts the committed changes; 0 before the first."""
        return int(self._meta("version") or 0)

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

    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each document, by id."""
        return dict(self._connection.execute("SELECT id, fingerprint FROM documents"))

    def paths(self) -> dict[str, str]:
        """The path of each document, by id."""
        return dict(self._connection.execute("SELECT id, path FROM documents"))

    def skipped(self) -> list[Skipped]:
        """The files that the last run left out, by path."""
        rows = self._connection.execute("SELECT path, reason FROM skipped ORDER BY path")
        return [Skipped(*row) for row in rows]

    def count_passages(self) -> int:
        """How many passages there are to find."""
        return int(self._connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def has_vectors(self, key: str) -> bool:
        """Whether these texts are embedded already."""
        found = self._connection.execute("SELECT 1 FROM vectors WHERE key = ?", (key,))
        return found.fetchone() is not None

    def store_vectors(self, key: str, vectors: DocumentVectors) -> None:
        """Keep vectors ahead of the documents that will use them: an interrupted run goes on."""
        data = vectors.to_bytes()
        row = (key, data, hashlib.sha256(data).hexdigest())
        with writing(self._connection):
            self._connection.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", row)

    def vectors(self, key: str) -> DocumentVectors:
        """The vectors under a key.

        Raises:
            LibraryUnusable: they are missing or their checksum does not match.
        """
        row = self._connection.execute(
            "SELECT data, checksum FROM vectors WHERE key = ?", (key,)
        ).fetchone()
        if row is not None and hashlib.sha256(row[0]).hexdigest() == row[1]:
            return DocumentVectors.from_bytes(row[0])
        raise LibraryUnusable(
            f"Vectors in {self.path} are damaged. Move it away and run: quoth index"
        )

    def commit(
        self,
        entries: Iterable[Entry],
        removed: Sequence[str],
        skipped: Iterable[Skipped],
        *,
        model: str,
        folder: str,
        since: int,
    ) -> None:
        """Replace the given documents, remove others and drop unused vectors: all or nothing.

        Raises:
            Overtaken: the library is no longer at the version `since`; read it anew.
        """
        with writing(self._connection):
            self._check_version(since)
            for document_id in removed:
                self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            for entry in entries:
                self._replace(entry)
            self._connection.execute("DELETE FROM skipped")
            self._connection.executemany(
                "INSERT OR REPLACE INTO skipped VALUES (?, ?)",
                [(s.path, s.reason) for s in skipped],
            )
            self._connection.execute(
                "DELETE FROM vectors WHERE key NOT IN (SELECT vectors FROM documents)"
            )
            if model != self.model:
                self._connection.execute("DELETE FROM meta WHERE key = 'thresholds'")
            self._set_meta({"model": model, "folder": folder, "version": str(since + 1)})

    def _replace(self, entry: Entry) -> None:
        document = entry.document
        self._connection.execute("DELETE FROM documents WHERE id = ?", (document.id,))
        dropped = json.dumps([[d.line, d.text, d.reason] for d in document.dropped])
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
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
            ),
        )
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (document.id, n, p.id, p.start, p.end, p.heading, p.page, json.dumps(p.sentences))
                for n, p in enumerate(entry.passages)
            ],
        )

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one committed state while several reads go together."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def entries(self) -> list[Entry]:
        """Every document with its passages, by path; paragraphs are not stored."""
        passages: dict[str, list[Passage]] = {}
        texts = dict(self._connection.execute("SELECT id, text FROM documents"))
        rows = self._connection.execute(
            'SELECT document_id, id, start, "end", heading, page, sentences '
            "FROM passages ORDER BY document_id, position"
        )
        for document_id, passage_id, start, end, heading, page, sentences in rows:
            found = Passage(
                id=passage_id,
                document_id=document_id,
                start=start,
                end=end,
                text=texts[document_id][start:end],
                sentences=tuple(Span(*span) for span in json.loads(sentences)),
                heading=heading,
                page=page,
            )
            passages.setdefault(document_id, []).append(found)
        rows = self._connection.execute(
            "SELECT id, collection, path, title, date, digest, dropped, fingerprint, vectors "
            "FROM documents ORDER BY path"
        )
        return [
            Entry(
                Document(
                    id=row[0],
                    collection=row[1],
                    path=row[2],
                    title=row[3],
                    date=row[4],
                    text=texts[row[0]],
                    digest=row[5],
                    paragraphs=(),
                    dropped=tuple(Dropped(*item) for item in json.loads(row[6])),
                ),
                tuple(passages.get(row[0], ())),
                fingerprint=row[7],
                vectors_key=row[8],
            )
            for row in rows
        ]

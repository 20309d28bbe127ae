"""The tables of the library's file: made, brought up to date, or refused."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from index.errors import LibraryDamaged, LibraryMissing, LibraryUnusable, LibraryUnwritable
from index.stored.database import is_disk_full
from index.stored.entries import add_checksums
from index.stored.record import Record
from index.stored.transaction import writing

SCHEMA_VERSION = 4
_NO_TEXT = "some of its bytes are no text"


def prepare_schema(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    """See that the file is a library of today; make or mend it only where `create` is set.

    Raises:
        LibraryMissing: there is none in the file.
        LibraryUnusable: it is of another Quoth.
    """
    version = _version(connection)
    if version == 0 and create:
        _create(connection)
    elif version == 0:
        raise LibraryMissing(path)
    elif version < SCHEMA_VERSION and create:
        _upgrade(connection)
    elif version < SCHEMA_VERSION:
        raise LibraryUnusable(
            f"The library {path} is of an older Quoth. Bring it up to date: quoth index"
        )
    elif version > SCHEMA_VERSION:
        raise LibraryUnusable(
            f"The library {path} has format {version}; this Quoth reads {SCHEMA_VERSION}. "
            "Move it away and run: quoth index"
        )


@contextmanager
def as_library_errors(path: Path) -> Iterator[None]:
    """What SQLite complains of, as errors that say what to do."""
    try:
        yield
    except LibraryDamaged as error:
        raise LibraryDamaged(error.reason, path) from error
    except sqlite3.OperationalError as error:
        if is_disk_full(error):
            raise LibraryUnwritable(path, str(error)) from error
        if "decode" in str(error):
            raise LibraryDamaged(_NO_TEXT, path) from error
        if getattr(error, "sqlite_errorname", "") == "SQLITE_ERROR":
            # Our statements are right; a damaged schema has lost a table or column of theirs.
            raise LibraryDamaged(str(error), path) from error
        raise LibraryUnusable(f"Cannot use the library {path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise LibraryDamaged(str(error), path) from error
    except UnicodeDecodeError as error:
        # SQLite's complaint about a damaged schema may quote bytes of it.
        raise LibraryDamaged(_NO_TEXT, path) from error


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str = "schema.sql") -> list[str]:
    return files("index.stored").joinpath(script).read_text("utf-8").split(";\n")


def _create(connection: sqlite3.Connection) -> None:
    with writing(connection):
        # Another process may have been quicker, and held the lock until now.
        if _version(connection):
            return
        for statement in _statements():
            connection.execute(statement)
        _begin(connection)


def _upgrade(connection: sqlite3.Connection) -> None:
    """Bring a library of an earlier format up to date.

    Format 1 had checksums of vectors only, format 2 nothing of what other formats' readers find,
    and format 3 no record of what changed. The update that follows splits the documents of the
    first two anew; their vectors are kept.
    """
    with writing(connection):
        version = _version(connection)
        if version >= SCHEMA_VERSION:
            return
        if version == 1:
            connection.execute("DROP INDEX passages_by_id")
            connection.execute(_table("checksums"))
        if version < 3:
            for statement in _statements("upgrade.sql"):
                connection.execute(statement)
            add_checksums(connection)
        connection.execute(_table("changes"))
        _begin(connection)


def _begin(connection: sqlite3.Connection) -> None:
    """Record what there is."""
    record = Record(connection)
    record.begin()
    record.seal()
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _table(name: str) -> str:
    return next(one for one in _statements() if f"TABLE {name} " in one)

"""A database in a SQLite file, or in memory."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.errors import NotStored
from bot.sql.database import Rows
from index.stored.database import IN_MEMORY, connect
from index.stored.transaction import writing


class SqliteDatabase:
    """An open file.

    Args:
        path: where; None keeps everything in memory.

    Raises:
        OSError: the folder or the file cannot be made.
        sqlite3.DatabaseError: it is no database, or cannot be opened.
    """

    def __init__(self, path: Path | None) -> None:
        self.where = str(path or IN_MEMORY)
        self.is_well = True
        self._connection = connect(path or IN_MEMORY, check_same_thread=False)
        # Else what was erased stays readable in the file until it is written over.
        self._connection.execute("PRAGMA secure_delete = ON")

    @property
    def schema_version(self) -> int:
        """The number that SQLite keeps for this."""
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @schema_version.setter
    def schema_version(self, number: int) -> None:
        self._connection.execute(f"PRAGMA user_version = {number}")

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run one statement."""
        with self._as_not_stored():
            return self._connection.execute(statement, values)

    def define(self, script: str) -> None:
        """Run statements that make tables."""
        for statement in script.split(";\n"):
            self.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction; other writers wait."""
        with self._as_not_stored(), writing(self._connection):
            yield

    @contextmanager
    def storing(self) -> Iterator[None]:
        """A transaction that is on the disk at its end."""
        self.execute("PRAGMA synchronous = FULL")
        try:
            with self.writing():
                yield
        finally:
            self.execute("PRAGMA synchronous = NORMAL")

    def tidy(self, table: str) -> None:
        """Empty the log beside the file, whatever the table."""
        del table
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _as_not_stored(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise NotStored(str(error)) from error

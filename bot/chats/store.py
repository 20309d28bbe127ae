"""The file that the bot's memory is kept in: SQLite, with numbered migrations."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.chats.seals import damage, seal_all, watch_changes
from bot.chats.tables import migrations
from bot.errors import ChatsUnusable, ChatsUnwritable
from index.stored.database import connect, is_disk_full
from index.stored.transaction import writing

# The first format with seals.
_SEALED_SINCE = 3


class Store:
    """An open `chats.db`. To be used from one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it, and bring it up to date.

        Raises:
            ChatsUnusable: it is no such file, is damaged, or was written by a newer Quoth.
        """
        self.path = path
        try:
            self._connection = connect(path, check_same_thread=False)
        except (OSError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise ChatsUnusable(path, str(error)) from error
        try:
            # Else what was erased stays readable in the file until it is written over.
            self._connection.execute("PRAGMA secure_delete = ON")
            self._migrate()
            watch_changes(self._connection)
        except BaseException as error:
            self._connection.close()
            # SQLite's complaint about a damaged schema may quote bytes that are no text.
            if isinstance(error, sqlite3.DatabaseError | UnicodeDecodeError):
                raise ChatsUnusable(path, str(error)) from error
            raise

    def _migrate(self) -> None:
        scripts = migrations()
        with self.transaction():
            done = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
            if done > len(scripts):
                raise ChatsUnusable(self.path, f"format {done} is of a newer Quoth")
            if done >= _SEALED_SINCE and (found := damage(self._connection)):
                raise ChatsUnusable(self.path, f"it is damaged: {found}")
            for number, script in enumerate(scripts[done:], done + 1):
                for statement in script.split(";\n"):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number}")
            if done < len(scripts):
                seal_all(self._connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; other processes wait.

        Raises:
            ChatsUnwritable: the disk is full.
        """
        with self._as_bot_errors(), writing(self._connection):
            yield

    def execute(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run one statement.

        Raises:
            ChatsUnwritable: the disk is full.
        """
        with self._as_bot_errors():
            return self._connection.execute(statement, values)

    @contextmanager
    def _as_bot_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if is_disk_full(error):
                raise ChatsUnwritable(self.path, str(error)) from error
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

"""The file that the bot's memory is kept in: SQLite, with numbered migrations."""

import sqlite3
from contextlib import AbstractContextManager
from importlib.resources import files
from pathlib import Path

from bot.errors import ChatsUnusable
from index.transaction import writing


class Store:
    """An open `chats.db`. To be used from one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it, and bring it up to date.

        Raises:
            ChatsUnusable: it is no such file, is damaged, or was written by a newer Quoth.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA busy_timeout = 10000")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._migrate()
        except (OSError, sqlite3.DatabaseError) as error:
            raise ChatsUnusable(path, str(error)) from error

    def _migrate(self) -> None:
        folder = files("bot.chats").joinpath("migrations")
        scripts = sorted(found.name for found in folder.iterdir() if found.name.endswith(".sql"))
        with self.transaction():
            done = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
            if done > len(scripts):
                raise ChatsUnusable(self.path, f"format {done} is of a newer Quoth")
            for number, name in enumerate(scripts[done:], done + 1):
                for statement in folder.joinpath(name).read_text("utf-8").split(";\n"):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number}")

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; other processes wait."""
        return writing(self._connection)

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(statement, values)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

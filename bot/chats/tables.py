"""What the tables of the memory need: statements, and all or nothing of several."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib.resources import files
from typing import Protocol

from bot.errors import DatabaseUnusable, NotStored
from bot.sql.database import Database, Rows


class Tables(Protocol):
    """An open memory. To be used from one thread at a time."""

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run one statement, with values in place of `?`."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; other processes wait."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class SharedTables:
    """The memory in a database that replicas share; it has checksums of its own.

    Raises:
        DatabaseUnusable: the tables cannot be made, or are of a newer Quoth.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        scripts = migrations()
        try:
            with database.writing():
                done = database.schema_version
                if done > len(scripts):
                    raise DatabaseUnusable(database.where, f"format {done} is of a newer Quoth")
                for script in scripts[done:]:
                    database.define(script)
                database.schema_version = len(scripts)
        except NotStored as error:
            raise DatabaseUnusable(database.where, error.reason) from error

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run one statement.

        Raises:
            DatabaseAway: the server does not answer.
        """
        return self._database.execute(statement, values)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; other processes wait."""
        return self._database.writing()

    def close(self) -> None:
        """Close the connection."""
        self._database.close()


def migrations() -> list[str]:
    """The scripts that make the tables, in order: each brings them to the next format."""
    folder = files("bot.chats").joinpath("migrations")
    names = sorted(found.name for found in folder.iterdir() if found.name.endswith(".sql"))
    return [folder.joinpath(name).read_text("utf-8") for name in names]

"""What a store needs of its database, in statements that SQLite and PostgreSQL both understand."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement brought."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Any:
        """The next row, None after the last."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """An open database. To be used from one thread at a time.

    Values stand in statements as `?`. Whatever is called may raise `NotStored`, or `DatabaseAway`
    where it may go better later; nothing of a transaction is stored then.
    """

    # The number of its tables' form; 0 where there are none yet. Set in a transaction.
    schema_version: int

    @property
    def where(self) -> str:
        """Where it is, for the operator."""
        ...

    @property
    def is_well(self) -> bool:
        """Whether the last call came through."""
        ...

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run one statement."""
        ...

    def define(self, script: str) -> None:
        """Run statements that make tables, written for SQLite; each ends with its line."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """All that is written in this context, or nothing of it; other writers wait."""
        ...

    def storing(self) -> AbstractContextManager[None]:
        """The same for what must be on the disk at its end; others need not wait."""
        ...

    def tidy(self, table: str) -> None:
        """Clear what was erased from a table out of what the database keeps beside it."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class Shared(Database, Protocol):
    """A database that processes on several machines share."""

    @property
    def session(self) -> int:
        """How often it was connected to."""
        ...

    def hold(self, key: int) -> None:
        """Show others that this process lives, for as long as its connection does."""
        ...

    def is_held(self, key: int) -> bool:
        """Whether a process that holds a key is connected."""
        ...

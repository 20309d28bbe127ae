"""Writing to a SQLite file that other processes read and write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written in this context, or nothing of it; other writers wait."""
    # A deferred transaction that turns into a writing one fails at once under a second writer.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # On a full disk SQLite has ended the transaction itself, or could not commit it.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise

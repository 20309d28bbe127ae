"""Tells whether the bot's memory is what was stored in it: SQLite has no checksums of its own.

A table's seal is the sum of a hash of each of its rows. Triggers of our connections keep it up to
date with every change, at the cost of that change alone.
"""

import hashlib
import sqlite3

# In the order in which they are looked at.
SEALED = (
    "allowed",
    "answers",
    "buttons",
    "codes",
    "events",
    "gaps",
    "guesses",
    "settings",
    "votes",
)
# Sums stay within SQLite's whole numbers.
_RANGE = 2**62


def watch_changes(connection: sqlite3.Connection) -> None:
    """Keep the seals up to date from here on, for what this connection writes."""
    connection.create_function("reseal", -1, _reseal, deterministic=True)
    # In memory, as the triggers are this connection's; and for rows that others replace.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA recursive_triggers = ON")
    for table in SEALED:
        names = _columns(connection, table)
        new, old = (", ".join(f'{row}."{name}"' for name in names) for row in ("NEW", "OLD"))
        steps = {"INSERT": [(1, new)], "DELETE": [(-1, old)], "UPDATE": [(-1, old), (1, new)]}
        for event, terms in steps.items():
            body = " ".join(
                f"UPDATE seals SET seal = reseal(seal, {sign}, {row}) WHERE name = '{table}';"  # noqa: S608  # the names are ours
                for sign, row in terms
            )
            connection.execute(
                f"CREATE TEMP TRIGGER sealed_{table}_{event} AFTER {event} ON main.{table} "
                f"BEGIN {body} END"
            )


def seal_all(connection: sqlite3.Connection) -> None:
    """Take everything for right as it is now."""
    for table in SEALED:
        row = (table, _seal(connection, table))
        connection.execute("INSERT OR REPLACE INTO seals VALUES (?, ?)", row)


def damage(connection: sqlite3.Connection) -> str | None:
    """What differs from what was stored, or None; without any seals all is taken for right."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        return str(found)
    kept = dict(connection.execute("SELECT name, seal FROM seals"))
    if not kept:
        seal_all(connection)
        return None
    for table in SEALED:
        if kept.get(table) != _seal(connection, table):
            return f"the table {table} is not what was stored"
    return None


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _seal(connection: sqlite3.Connection, table: str) -> int:
    seal = 0
    for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608  # the names are ours
        seal = _reseal(seal, 1, *row)
    return seal


def _reseal(seal: int, sign: int, *row: object) -> int:
    digest = hashlib.blake2b(repr(row).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (seal + sign * int.from_bytes(digest)) % _RANGE

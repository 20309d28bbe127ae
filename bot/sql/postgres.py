"""A database on a PostgreSQL server: connected to again where the connection is lost."""

import logging
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

import psycopg
from psycopg import conninfo

from bot.errors import DatabaseAway, DatabaseUnusable, NotStored
from bot.sql.database import Rows
from bot.sql.dialect import definitions, query
from bot.sql.patience import DEFAULTS, SESSION

_log = logging.getLogger(__name__)
# A server that did not answer is not asked again for so long: whoever waits for it is told at once.
_RETRY_S = 1.0
_SET = b"SELECT " + b", ".join([b"set_config(%s, %s, false)"] * len(SESSION))
_TRANSIENT = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)


class PostgresDatabase:
    """A connection that is made again where it is lost.

    Args:
        address: as libpq reads it, such as `postgresql://user:password@host/name?sslmode=…`.
        name: of these tables; what writes to them waits for one another.
        clock: seconds, from any beginning.

    Raises:
        DatabaseUnusable: it does not answer, or does not let us in.
    """

    def __init__(
        self, address: str, name: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name, self._clock = name, clock
        try:
            given = conninfo.conninfo_to_dict(address)
        except psycopg.Error as error:
            # Its own words would quote the address, with the password.
            raise DatabaseUnusable("its address", "it is none of PostgreSQL's") from error
        host, port = given.get("host", "the local socket"), given.get("port")
        self.where = f"{host}{f':{port}' if port else ''}/{given.get('dbname', '')}"
        self._conninfo = conninfo.make_conninfo(address, **{**DEFAULTS, **given})
        # Writers of other tables have locks of their own.
        self._turn = zlib.crc32(f"quoth {name}".encode())
        # What this process is known by to the others.
        self.keys: list[int] = []
        self._connection: psycopg.Connection | None = None
        self._is_in_transaction = False
        self._away_since: float | None = None
        self._retry_at = float("-inf")
        self.session = 0
        try:
            self._connected()
        except DatabaseAway as error:
            raise DatabaseUnusable(self.where, error.reason) from error

    @property
    def is_well(self) -> bool:
        """Whether it answered the last time."""
        return self._away_since is None

    @property
    def encryption(self) -> str | None:
        """How the connection is encrypted, such as "TLSv1.3"; None where it is not."""
        row = self.execute(
            "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"
        ).fetchone()
        return None if row is None else str(row[0])

    @property
    def version(self) -> str:
        """The server's, such as "15.13"."""
        return str(self.execute("SHOW server_version").fetchone()[0]).split()[0]

    @property
    def schema_version(self) -> int:
        """The number in a table of ours, which is made here."""
        self.execute(
            "CREATE TABLE IF NOT EXISTS quoth_formats (name TEXT PRIMARY KEY, format BIGINT)"
        )
        row = self.execute("SELECT format FROM quoth_formats WHERE name = ?", (self._name,))
        found = row.fetchone()
        return 0 if found is None else int(found[0])

    @schema_version.setter
    def schema_version(self, number: int) -> None:
        self.execute(
            "INSERT INTO quoth_formats VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET format = excluded.format",
            (self._name, number),
        )

    def belong_to(self, bot: int) -> None:
        """Be one bot's, for good: each counts its updates from where it likes.

        Raises:
            DatabaseUnusable: it is another bot's.
        """
        with self.writing():
            self.schema_version  # noqa: B018  # makes the table
            self.execute(
                "INSERT INTO quoth_formats VALUES ('bot', ?) ON CONFLICT DO NOTHING", [bot]
            )
            found = self.execute("SELECT format FROM quoth_formats WHERE name = 'bot'").fetchone()[
                0
            ]
        if found != bot:
            reason = f"it is of the bot {found}, not of {bot}: give each bot a database of its own"
            raise DatabaseUnusable(self.where, reason)

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run one statement; alone, it is on the disk when this returns."""
        connection = self._connected()
        with self._as_away(connection):
            return connection.execute(query(statement), values or None)

    def define(self, script: str) -> None:
        """Run statements that make tables."""
        for statement in definitions(script):
            self.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction; whoever else writes to these tables by another waits."""
        with self.storing():
            self.execute("SELECT pg_advisory_xact_lock(?)", (self._turn,))
            yield

    @contextmanager
    def storing(self) -> Iterator[None]:
        """A transaction that is on the disk at its end."""
        self.execute("BEGIN")
        self._is_in_transaction, is_ending = True, False
        try:
            yield
            is_ending = True
            self.execute("COMMIT")
        except BaseException as error:
            if isinstance(error, DatabaseAway) and not is_ending:
                error.is_sure = True
            self._roll_back()
            raise
        finally:
            self._is_in_transaction = False

    def tidy(self, table: str) -> None:
        """Give the space of what was erased free, so that no statement finds it any more."""
        self.execute(f"VACUUM (SKIP_LOCKED) {table}")

    def hold(self, key: int) -> None:
        """Take a lock of the session; the server lets go of it with the connection."""
        self.keys.append(key)
        self._lock(self._connected(), key)

    def is_held(self, key: int) -> bool:
        """Whether a session has that lock."""
        row = self.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND (classid::bigint << 32) | objid::bigint = ?)",
            (key,),
        ).fetchone()
        return bool(row[0])

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def _connected(self) -> psycopg.Connection:
        connection = self._connection
        if self._is_in_transaction and connection is not None:
            return connection  # what began on one connection does not go on on another
        if connection is None or connection.closed:
            connection = self._connect()
        return connection

    def _connect(self) -> psycopg.Connection:
        if self._clock() < self._retry_at:
            reason = "it did not answer a moment ago"
            raise DatabaseAway(self.where, reason, is_sure=True)
        try:
            connection = psycopg.connect(self._conninfo, autocommit=True)
        except psycopg.Error as error:
            self._retry_at = self._clock() + _RETRY_S
            raise self._away(error, is_sure=True) from error
        try:
            with self._as_away(connection):
                connection.execute(_SET, tuple(chain.from_iterable(SESSION.items())))
            for key in self.keys:
                self._lock(connection, key)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self.session += 1
        return connection

    def _lock(self, connection: psycopg.Connection, key: int) -> None:
        # Shared: an older session of ours, whose end the server has not seen yet, may have it.
        with self._as_away(connection):
            connection.execute("SELECT pg_advisory_lock_shared(%s)", (key,))

    def _roll_back(self) -> None:
        connection = self._connection
        if connection is None or connection.closed:
            return
        try:
            connection.execute("ROLLBACK")
        except psycopg.Error:
            connection.close()

    @contextmanager
    def _as_away(self, connection: psycopg.Connection) -> Iterator[None]:
        try:
            yield
        except _TRANSIENT as error:
            if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
                connection.close()  # another host takes the writes now
            # What the server itself refused was not done; of a broken connection nobody knows.
            raise self._away(error, is_sure=error.sqlstate is not None) from error
        except psycopg.ProgrammingError as error:  # no table, or no right to it
            raise NotStored(_reason(error)) from error
        if self._away_since is not None:
            away_s = self._clock() - self._away_since
            self._away_since = None
            _log.warning("The database at %s answers again after %.0f s", self.where, away_s)

    def _away(self, error: psycopg.Error, *, is_sure: bool) -> DatabaseAway:
        away = DatabaseAway(self.where, _reason(error), is_sure=is_sure)
        if self._away_since is None:
            self._away_since = self._clock()
            if self.session:
                _log.error("%s", away)
        return away


def _reason(error: psycopg.Error) -> str:
    """What the server said, without the values that it was told."""
    said = error.diag.message_primary or str(error).strip()
    return said.splitlines()[0] if said else type(error).__name__

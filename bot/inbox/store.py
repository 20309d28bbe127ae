"""The file of the inbox: what waits, what is in hand, which ids were seen."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.errors import InboxUnusable
from bot.inbox.arrival import Arrival, lives_s
from bot.inbox.turns import Head, Turns
from index.database import IN_MEMORY, connect
from index.transaction import writing

_FORMAT = 1
# Telegram delivers no update later than a day after it came.
SEEN_S = 2 * 86_400
# Lanes that are looked at for one choice.
_MOST_HEADS = 500
# An answer that was begun this often is not begun again: one of them will have come through.
_MOST_SENDS = 2
_ERASED = "body = NULL, person = NULL, lane = NULL, room = NULL, owner = NULL"


@dataclass(frozen=True, slots=True)
class Held:
    """An update in hand."""

    seq: int
    id: int
    kind: str
    body: str
    crashes: int
    faults: int


@dataclass(frozen=True, slots=True)
class Left:
    """What became of the updates of a process that died."""

    taken: int
    unsure: tuple[int, ...]


class InboxStore:
    """An open `inbox.db`. To be used from one thread at a time.

    Args:
        path: the file; None keeps everything in memory.
        now: Unix seconds.
    """

    def __init__(self, path: Path | None, now: Callable[[], float]) -> None:
        self._now = now
        self._turns = Turns()
        try:
            self._connection = connect(path or IN_MEMORY, check_same_thread=False)
            self._connection.execute("PRAGMA secure_delete = ON")
            self._migrate(path)
        except (OSError, sqlite3.DatabaseError) as error:
            raise InboxUnusable(path or IN_MEMORY, str(error)) from error

    def _migrate(self, path: Path | None) -> None:
        with writing(self._connection):
            done = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
            if done > _FORMAT:
                raise InboxUnusable(path or IN_MEMORY, f"format {done} is of a newer Quoth")
            if done < _FORMAT:
                script = files("bot.inbox").joinpath("schema.sql").read_text("utf-8")
                for statement in script.split(";\n"):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {_FORMAT}")

    def put(self, arrivals: Iterable[Arrival]) -> int:
        """Store updates for good; how many of them are new.

        Returns only after they are on the disk, so that they may be confirmed.
        """
        now = self._now()
        rows = [
            (a.id, now, now + lives_s(a.kind), a.kind, a.person, a.lane, a.room, a.body)
            for a in arrivals
        ]
        # The other marks may be lost with the power: that costs an answer given twice, no question.
        self._connection.execute("PRAGMA synchronous = FULL")
        try:
            with writing(self._connection):
                return self._connection.executemany(
                    "INSERT OR IGNORE INTO updates "
                    "(state, id, at, until, kind, person, lane, room, body) "
                    "VALUES ('waiting', ?, ?, ?, ?, ?, ?, ?, ?)",
                    rows,
                ).rowcount
        finally:
            self._connection.execute("PRAGMA synchronous = NORMAL")

    def claim(self, owner: str, most: int, *, is_idle: bool) -> list[Held]:
        """Take up to `most` updates in hand, persons in turn.

        What a process died over is taken alone, and waits until this one is idle.
        """
        if most < 1 or not self._one("SELECT EXISTS (SELECT 1 FROM updates WHERE state='waiting')"):
            return []
        with writing(self._connection):
            self._drop_expired()
            heads = self._heads()
            suspects = [head for head in heads if head.crashes]
            if suspects:
                chosen = suspects[:1] if is_idle else []
            else:
                chosen = self._turns.choose(heads, self._held(), most)
            for head in chosen:
                self._set(head.seq, "state = 'held', owner = ?", owner)
        return [self._read(head.seq) for head in chosen]

    def _heads(self) -> list[Head]:
        rows = self._connection.execute(
            # With min(), SQLite takes the other columns from the row that has it.
            "SELECT min(seq), lane, person, room, crashes FROM updates "
            "WHERE state = 'waiting' AND not_before <= ? "
            "AND lane NOT IN (SELECT lane FROM updates WHERE state = 'held') "
            "GROUP BY lane ORDER BY crashes DESC, min(seq) LIMIT ?",
            (self._now(), _MOST_HEADS),
        )
        return [Head(*row) for row in rows]

    def _held(self) -> list[Head]:
        rows = self._connection.execute(
            "SELECT seq, lane, person, room FROM updates WHERE state = 'held'"
        )
        return [Head(*row) for row in rows]

    def _read(self, seq: int) -> Held:
        statement = "SELECT seq, id, kind, body, crashes, faults FROM updates WHERE seq = ?"
        return Held(*self._connection.execute(statement, (seq,)).fetchone())

    def _drop_expired(self) -> None:
        self._connection.execute(
            f"UPDATE updates SET state = 'expired', {_ERASED} "  # noqa: S608  # ours
            "WHERE state = 'waiting' AND until < ?",
            (self._now(),),
        )

    def begin_send(self, seq: int) -> None:
        """Remember that an answer is about to be sent."""
        self._set(seq, "sends = sends + 1")

    def was_not_sent(self, seq: int) -> None:
        """Remember that Telegram refused it, so that it did not come through."""
        self._set(seq, "sends = max(0, sends - 1)")

    def was_sent(self, seq: int) -> None:
        """Remember that the answer is there: what remains to be done is not worth a second one."""
        self._set(seq, "is_answered = 1")

    def end(self, seq: int, state: str = "done") -> None:
        """Erase all but the id, which is kept for two days."""
        self._set(seq, f"state = ?, {_ERASED}", state)

    def put_back(self, seq: int, pause_s: float) -> None:
        """Let it wait for another try."""
        values = (self._now() + pause_s,)
        back = "state = 'waiting', owner = NULL, not_before = ?, faults = faults + 1"
        self._set(seq, back, *values)

    def release(self, owner: str) -> Left:
        """Let go of what a process holds that ends in good order."""
        return self._take_from(owner, 0)

    def adopt(self, owner: str) -> Left:
        """Take what a process held that died: it may be what it died of."""
        return self._take_from(owner, 1)

    def _take_from(self, owner: str, crashes: int) -> Left:
        with writing(self._connection):
            self._connection.execute(
                f"UPDATE updates SET state = 'done', {_ERASED} "  # noqa: S608  # ours
                "WHERE owner = ? AND state = 'held' AND is_answered",
                (owner,),
            )
            rows = self._connection.execute(
                "SELECT seq, id FROM updates WHERE owner = ? AND state = 'held' AND sends >= ?",
                (owner, _MOST_SENDS),
            ).fetchall()
            for seq, _ in rows:
                self._set(seq, f"state = 'unsure', {_ERASED}")
            taken = self._connection.execute(
                "UPDATE updates SET state = 'waiting', owner = NULL, crashes = crashes + ? "
                "WHERE owner = ? AND state = 'held'",
                (crashes, owner),
            ).rowcount
        return Left(taken, tuple(id_ for _, id_ in rows))

    def owners(self) -> list[str]:
        """The processes that hold something."""
        rows = self._connection.execute("SELECT DISTINCT owner FROM updates WHERE state = 'held'")
        return sorted(row[0] for row in rows)

    def forget_person(self, person: int, before: int | None = None) -> int:
        """Erase what waits from a person, up to a given update; how many that were."""
        return self._connection.execute(
            f"UPDATE updates SET state = 'done', {_ERASED} WHERE person = ? "  # noqa: S608  # ours
            "AND state = 'waiting' AND seq < coalesce((SELECT seq FROM updates WHERE id = ?), ?)",
            (person, before, 2**62),
        ).rowcount

    def prune(self) -> None:
        """Forget ids that do not come again, and clear what was erased out of the log file."""
        self._connection.execute(
            "DELETE FROM updates WHERE at < ? AND state NOT IN ('waiting', 'held')",
            (self._now() - SEEN_S,),
        )
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def waiting(self) -> int:
        """How many wait or are in hand."""
        return self._one("SELECT count(*) FROM updates WHERE state IN ('waiting', 'held')")

    def ended(self) -> dict[str, int]:
        """How many ended how, of the last two days."""
        rows = self._connection.execute(
            "SELECT state, count(*) FROM updates WHERE state NOT IN ('waiting', 'held') "
            "GROUP BY state ORDER BY state"
        )
        return dict(rows.fetchall())

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _one(self, statement: str, values: Sequence[object] = ()) -> int:
        return int(self._connection.execute(statement, values).fetchone()[0])

    def _set(self, seq: int, what: str, *values: object) -> None:
        statement = f"UPDATE updates SET {what} WHERE seq = ?"  # noqa: S608  # ours
        self._connection.execute(statement, (*values, seq))

"""The tables of the inbox: what waits, what is in hand, which ids were seen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from bot.errors import InboxUnusable
from bot.inbox.arrival import Arrival, lives_s
from bot.inbox.turns import Head, Turns
from bot.sql.database import Database

_FORMAT = 1
# Telegram delivers no update later than a day after it came.
SEEN_S = 2 * 86_400
# Lanes that are looked at for one choice.
_MOST_HEADS = 500
# An answer that was begun this often is not begun again: one of them will have come through.
_MOST_SENDS = 2
_PUT = (
    "INSERT INTO updates (state, id, at, until, kind, person, lane, room, body) "
    "VALUES ('waiting', ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
)
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
    sends: int


_HELD = "seq, id, kind, body, crashes, faults, sends"


@dataclass(frozen=True, slots=True)
class Left:
    """What became of the updates of a process that died."""

    taken: int
    unsure: tuple[int, ...]


class InboxStore:
    """An open inbox. To be used from one thread at a time.

    Whatever it is asked may raise `NotStored`: nothing of it is stored then.

    Args:
        database: where it is.
        now: Unix seconds.

    Raises:
        InboxUnusable: it was written by a newer Quoth.
    """

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database, self._now = database, now
        self._turns = Turns()
        with database.writing():
            done = database.schema_version
            if done > _FORMAT:
                raise InboxUnusable(database.where, f"format {done} is of a newer Quoth")
            if done < _FORMAT:
                database.define(files("bot.inbox").joinpath("schema.sql").read_text("utf-8"))
                database.schema_version = _FORMAT

    def put(self, arrivals: Iterable[Arrival]) -> int:
        """Store updates for good; how many of them are new.

        Returns only after they are on the disk, so that they may be confirmed.
        """
        now = self._now()
        rows = [
            (a.id, now, now + lives_s(a.kind), a.kind, a.person, a.lane, a.room, a.body)
            for a in arrivals
        ]
        # In a file, the other marks may be lost with the power: an answer given twice, no question.
        with self._database.storing():
            return sum(self._database.execute(_PUT, row).rowcount for row in rows)

    def claim(self, owner: str, most: int, *, is_idle: bool) -> list[Held]:
        """Take up to `most` updates in hand, persons in turn.

        What a process died over is taken alone, and waits until this one is idle.
        """
        if most < 1 or not self._one("SELECT EXISTS (SELECT 1 FROM updates WHERE state='waiting')"):
            return []
        with self._database.writing():
            self._drop_expired()
            heads = self._heads()
            suspects = [head for head in heads if head.crashes]
            if suspects:
                chosen = suspects[:1] if is_idle else []
            else:
                chosen = self._turns.choose(heads, self._held(), most)
            return self._take([head.seq for head in chosen], owner)

    def _heads(self) -> list[Head]:
        rows = self._database.execute(
            "SELECT seq, lane, person, room, crashes FROM updates WHERE seq IN ("
            "SELECT min(seq) FROM updates WHERE state = 'waiting' AND not_before <= ? "
            "AND lane NOT IN (SELECT lane FROM updates WHERE state = 'held') GROUP BY lane) "
            "ORDER BY crashes DESC, seq LIMIT ?",
            (self._now(), _MOST_HEADS),
        )
        return [Head(*row) for row in rows]

    def _held(self) -> list[Head]:
        rows = self._database.execute(
            "SELECT seq, lane, person, room FROM updates WHERE state = 'held'"
        )
        return [Head(*row) for row in rows]

    def _take(self, seqs: Sequence[int], owner: str) -> list[Held]:
        if not seqs:
            return []
        marks = ", ".join("?" * len(seqs))
        rows = self._database.execute(
            f"UPDATE updates SET state = 'held', owner = ? WHERE seq IN ({marks}) RETURNING {_HELD}",  # noqa: S608, E501  # ours
            (owner, *seqs),
        )
        return sorted((Held(*row) for row in rows.fetchall()), key=lambda held: held.seq)

    def _drop_expired(self) -> None:
        self._database.execute(
            f"UPDATE updates SET state = 'expired', {_ERASED} "  # noqa: S608  # ours
            "WHERE state = 'waiting' AND until < ?",
            (self._now(),),
        )

    def begin_send(self, held: Held, owner: str) -> bool:
        """Remember that an answer is about to be sent; whether its owner still has it in hand.

        All of these may be said again, where it is not known whether they came through.
        """
        changed = self._database.execute(
            "UPDATE updates SET sends = ? "
            "WHERE seq = ? AND owner = ? AND state = 'held' AND is_answered = 0",
            (held.sends + 1, held.seq, owner),
        )
        return changed.rowcount > 0

    def was_not_sent(self, held: Held, owner: str) -> None:
        """Remember that Telegram refused it, so that it did not come through."""
        self._database.execute(
            "UPDATE updates SET sends = ? WHERE seq = ? AND owner = ?",
            (held.sends, held.seq, owner),
        )

    def was_sent(self, seq: int) -> None:
        """Remember that the answer is there: what remains to be done is not worth a second one."""
        self._set(seq, "is_answered = 1")

    def end(self, seq: int, state: str = "done") -> None:
        """Erase all but the id, which is kept for two days; whoever has it in hand."""
        self._set(seq, f"state = ?, {_ERASED}", state)

    def put_back(self, held: Held, owner: str, pause_s: float) -> None:
        """Let it wait for another try, unless another has it in hand."""
        self._database.execute(
            "UPDATE updates SET state = 'waiting', owner = NULL, not_before = ?, "
            "faults = faults + 1 WHERE seq = ? AND owner = ? AND state = 'held' AND faults = ?",
            (self._now() + pause_s, held.seq, owner, held.faults),
        )

    def let_go(self, owner: str, in_hand: Iterable[int]) -> None:
        """Let wait what an owner has but does not know of: the answer to its claim was lost."""
        rows = self._database.execute(
            "SELECT seq FROM updates WHERE state = 'held' AND owner = ?", (owner,)
        )
        for seq in sorted({row[0] for row in rows.fetchall()} - {*in_hand}):
            # Or it was answered after all, by a process that it was taken from.
            self._set(seq, f"state = 'done', {_ERASED}", only="is_answered = 1")
            self._set(seq, "state = 'waiting', owner = NULL", only="state = 'held'")

    def release(self, owner: str) -> Left:
        """Let go of what a process holds that ends in good order."""
        return self._take_from(owner, 0)

    def adopt(self, owner: str) -> Left:
        """Take what a process held that died: it may be what it died of."""
        return self._take_from(owner, 1)

    def _take_from(self, owner: str, crashes: int) -> Left:
        with self._database.writing():
            self._database.execute(
                f"UPDATE updates SET state = 'done', {_ERASED} "  # noqa: S608  # ours
                "WHERE owner = ? AND state = 'held' AND is_answered = 1",
                (owner,),
            )
            rows = self._database.execute(
                "SELECT seq, id FROM updates WHERE owner = ? AND state = 'held' AND sends >= ?",
                (owner, _MOST_SENDS),
            ).fetchall()
            for seq, _ in rows:
                self._set(seq, f"state = 'unsure', {_ERASED}")
            taken = self._database.execute(
                "UPDATE updates SET state = 'waiting', owner = NULL, crashes = crashes + ? "
                "WHERE owner = ? AND state = 'held'",
                (crashes, owner),
            ).rowcount
        return Left(taken, tuple(id_ for _, id_ in rows))

    def owners(self) -> list[str]:
        """The processes that hold something."""
        rows = self._database.execute("SELECT DISTINCT owner FROM updates WHERE state = 'held'")
        return sorted(row[0] for row in rows)

    def forget_person(self, person: int, before: int | None = None) -> int:
        """Erase what waits from a person, up to a given update; how many that were."""
        return self._database.execute(
            f"UPDATE updates SET state = 'done', {_ERASED} WHERE person = ? "  # noqa: S608  # ours
            "AND state = 'waiting' AND seq < coalesce((SELECT seq FROM updates WHERE id = ?), ?)",
            (person, before, 2**62),
        ).rowcount

    def prune(self) -> None:
        """Forget ids that do not come again, and clear away what was erased."""
        self._database.execute(
            "DELETE FROM updates WHERE at < ? AND state NOT IN ('waiting', 'held')",
            (self._now() - SEEN_S,),
        )
        self._database.tidy("updates")

    def waiting(self) -> int:
        """How many wait or are in hand."""
        return self._one("SELECT count(*) FROM updates WHERE state IN ('waiting', 'held')")

    def ended(self) -> dict[str, int]:
        """How many ended how, of the last two days."""
        rows = self._database.execute(
            "SELECT state, count(*) FROM updates WHERE state NOT IN ('waiting', 'held') "
            "GROUP BY state ORDER BY state"
        )
        return dict(rows.fetchall())

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _one(self, statement: str, values: Sequence[object] = ()) -> int:
        return int(self._database.execute(statement, values).fetchone()[0])

    def _set(self, seq: int, what: str, *values: object, only: str = "0 = 0") -> None:
        statement = f"UPDATE updates SET {what} WHERE seq = ? AND {only}"  # noqa: S608  # ours
        self._database.execute(statement, (*values, seq))

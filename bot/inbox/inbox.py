"""The inbox of the running bot: its database behind one thread, shared with other processes."""

import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

from telegram import Update

from bot.errors import DatabaseUnusable, InboxUnusable, NotStored, TakenOver
from bot.inbox.arrival import arrival_of
from bot.inbox.owner import LockedFile, Owner
from bot.inbox.session import GRACE_S, Session
from bot.inbox.store import Held, InboxStore
from bot.sql.database import Database, Shared
from bot.sql.sqlite import SqliteDatabase
from bot.worker import Worker
from index.stored.database import IN_MEMORY

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_R = TypeVar("_R")


class Inbox:
    """Updates that were fetched and are not answered yet.

    Whatever it is asked may raise `NotStored`: nothing of it is stored then.

    Args:
        place: the file, or the database that replicas share; None keeps updates in memory, for a
            bot that is only tried out.
        now: Unix seconds.
        grace_s: for how long a process may lose that database before others take over from it.

    Raises:
        InboxUnusable: the file cannot be used.
        DatabaseUnusable: nor can the database.
    """

    def __init__(
        self,
        place: Path | Shared | None,
        now: Callable[[], float] = time.time,
        grace_s: float = GRACE_S,
    ) -> None:
        self._database, self._store, self._owner = _opened(place, now, grace_s)
        self._worker = Worker()
        # What is in hand, as far as this process knows.
        self._in_hand: set[int] = set()
        # Told of each update that came; the dispatcher sets it.
        self.on_put: Callable[[], None] = lambda: None

    @property
    def is_well(self) -> bool:
        """Whether updates can be stored just now, as far as is known."""
        return self._database.is_well

    async def put(self, updates: Sequence[Update]) -> None:
        """Store updates; once this returns, they may be confirmed.

        Raises:
            NotStored: they are not, such as on a full disk.
        """
        if updates:
            await self._run(self._store.put, [arrival_of(update) for update in updates])
            self.on_put()

    async def claim(self, most: int, *, is_idle: bool) -> list[Held]:
        """Take up to so many updates in hand, persons in turn."""
        return await self._run(self._claim, most, is_idle=is_idle)

    async def begin_send(self, held: Held) -> None:
        """Remember that its answer is about to be sent.

        Raises:
            TakenOver: another process has it in hand, or has answered it.
        """
        if not await self._run(self._store.begin_send, held, self._owner.name):
            raise TakenOver

    async def was_not_sent(self, held: Held) -> None:
        """Remember that its answer was refused."""
        await self._run(self._store.was_not_sent, held, self._owner.name)

    async def was_sent(self, held: Held) -> None:
        """Remember that its answer is there."""
        await self._run(self._store.was_sent, held.seq)

    async def end(self, held: Held, state: str = "done") -> None:
        """Erase it but for its id."""
        await self._run(self._store.end, held.seq, state)
        self._in_hand.discard(held.seq)

    async def put_back(self, held: Held, pause_s: float) -> None:
        """Let it wait for another try."""
        await self._run(self._store.put_back, held, self._owner.name, pause_s)
        self._in_hand.discard(held.seq)

    def drop(self, held: Held) -> None:
        """Have nothing more to do with it: another process has it in hand."""
        self._in_hand.discard(held.seq)

    async def forget_person(self, person: int, before: int | None = None) -> None:
        """Erase what waits from a person, up to a given update."""
        await self._run(self._store.forget_person, person, before)

    async def waiting(self) -> int:
        """How many updates wait or are in hand."""
        return await self._run(self._store.waiting)

    async def ended(self) -> dict[str, int]:
        """How many updates of the last two days ended how: done, expired, aside, unsure."""
        return await self._run(self._store.ended)

    async def take_over(self) -> int:
        """Take what dead processes held; how many updates."""
        return await self._run(self._take_over)

    async def release(self) -> None:
        """Let go of what is in hand, for the next start or another process."""
        await self._run(self._store.release, self._owner.name)

    async def prune(self) -> None:
        """Forget what was seen long ago."""
        await self._run(self._store.prune)

    def close(self) -> None:
        """End the thread and close the database."""
        self._worker.close()
        self._store.close()
        self._owner.close()

    def _claim(self, most: int, *, is_idle: bool) -> list[Held]:
        held = self._store.claim(self._owner.name, most, is_idle=is_idle)
        self._in_hand.update(one.seq for one in held)
        return held

    def _take_over(self) -> int:
        self._store.let_go(self._owner.name, self._in_hand)
        count = 0
        for name in sorted({*self._store.owners(), *self._owner.others()}):
            if self._owner.is_alive(name):
                continue
            left = self._store.adopt(name)
            self._owner.bury(name)
            count += left.taken
            if left.taken:
                _log.warning("A process ended over %d updates; going on with them", left.taken)
            for id_ in left.unsure:
                _log.error(
                    "update %d: two answers were begun, one may be there; not tried again", id_
                )
        return count

    async def _run(self, call: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        return await self._worker.run(call, *args, **kwargs)


def _opened(
    place: Path | Shared | None, now: Callable[[], float], grace_s: float
) -> tuple[Database, InboxStore, Owner]:
    if place is not None and not isinstance(place, Path):
        try:
            return place, InboxStore(place, now), Session(place, grace_s)
        except NotStored as error:
            raise DatabaseUnusable(place.where, error.reason) from error
    try:
        database = SqliteDatabase(place)
        return database, InboxStore(database, now), LockedFile(place)
    except (NotStored, OSError, sqlite3.DatabaseError) as error:
        raise InboxUnusable(str(place or IN_MEMORY), str(error)) from error

"""The inbox of the running bot: its file behind one thread, shared with other processes."""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

from telegram import Update

from bot.inbox.arrival import arrival_of
from bot.inbox.owner import Owner
from bot.inbox.store import Held, InboxStore
from bot.worker import Worker

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_R = TypeVar("_R")


class Inbox:
    """Updates that were fetched and are not answered yet.

    Args:
        path: the file; None keeps them in memory, for a bot that is only tried out.
        now: Unix seconds.

    Raises:
        InboxUnusable: the file cannot be used.
    """

    def __init__(self, path: Path | None, now: Callable[[], float] = time.time) -> None:
        self._store = InboxStore(path, now)
        self._owner = Owner(path)
        self._worker = Worker()
        # Told of each update that came; the dispatcher sets it.
        self.on_put: Callable[[], None] = lambda: None

    async def put(self, updates: Sequence[Update]) -> None:
        """Store updates; once this returns, they may be confirmed.

        Raises:
            sqlite3.Error: they are not stored, such as on a full disk.
        """
        if updates:
            await self._run(self._store.put, [arrival_of(update) for update in updates])
            self.on_put()

    async def claim(self, most: int, *, is_idle: bool) -> list[Held]:
        """Take up to so many updates in hand, persons in turn."""
        return await self._run(self._store.claim, self._owner.name, most, is_idle=is_idle)

    async def begin_send(self, held: Held) -> None:
        """Remember that its answer is about to be sent."""
        await self._run(self._store.begin_send, held.seq)

    async def was_not_sent(self, held: Held) -> None:
        """Remember that its answer was refused."""
        await self._run(self._store.was_not_sent, held.seq)

    async def was_sent(self, held: Held) -> None:
        """Remember that its answer is there."""
        await self._run(self._store.was_sent, held.seq)

    async def end(self, held: Held, state: str = "done") -> None:
        """Erase it but for its id."""
        await self._run(self._store.end, held.seq, state)

    async def put_back(self, held: Held, pause_s: float) -> None:
        """Let it wait for another try."""
        await self._run(self._store.put_back, held.seq, pause_s)

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
        """End the thread and close the file."""
        self._worker.close()
        self._store.close()
        self._owner.close()

    def _take_over(self) -> int:
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

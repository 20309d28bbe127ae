"""From the inbox to the handlers: so many at once, persons in turn, done when it is answered."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application

from bot.errors import DatabaseAway, NotStored
from bot.inbox.inbox import Inbox
from bot.inbox.store import Held
from bot.inbox.ticket import CURRENT, Ticket
from bot.transport import problem_with

_log = logging.getLogger(__name__)
# Enough that chats which wait out a flood limit do not hold up the others.
_MOST_AT_ONCE = 64
# How often to look for what other processes left, and for what waits its time.
_LOOK_S = 1.0
_PRUNE_S = 600.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 60.0
# A process that dies twice over the same update will die of it a third time.
_MOST_CRASHES = 2
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
Tell = Callable[[Bot, Update], Awaitable[None]]


class Dispatcher:
    """Hands updates to an application.

    Args:
        inbox: where they wait.
        application: whose handlers answer them.
        tell: says to a person that there will be no answer.
    """

    def __init__(self, inbox: Inbox, application: AnyApplication, tell: Tell) -> None:
        self._inbox, self._application, self._tell = inbox, application, tell
        self._tasks: set[asyncio.Task[None]] = set()
        # Those whose answers are still being looked for: what dies, dies here.
        self._at_work: set[int] = set()
        # What a process died over is at work alone.
        self._is_alone = False
        self._bell = asyncio.Event()
        inbox.on_put = self._bell.set

    async def run(self) -> None:
        """Hand out updates until it is cancelled."""
        loop = asyncio.get_running_loop()
        looked, pruned = -_LOOK_S, -_PRUNE_S
        while True:
            self._bell.clear()
            now = loop.time()
            try:
                if now - looked >= _LOOK_S:
                    looked = now
                    await self._inbox.take_over()
                if now - pruned >= _PRUNE_S:
                    pruned = now
                    await self._inbox.prune()
                await self._claim()
            except NotStored as error:
                _complain("used", error)
                await asyncio.sleep(_LOOK_S)
            with suppress(TimeoutError):
                # Not wait_for: in Python 3.11 it loses a cancellation that comes with the bell.
                async with asyncio.timeout(_LOOK_S):
                    await self._bell.wait()

    async def drain(self, within_s: float) -> None:
        """Let what is in hand end; what takes longer is left to the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within_s)
            for task in late:
                task.cancel()
            if late:
                _log.info("%d updates are left to the next start", len(late))
                await asyncio.wait(late)
        with suppress(NotStored):
            await self._inbox.release()
            await self._inbox.prune()

    async def _claim(self) -> None:
        if self._is_alone:
            return
        room = _MOST_AT_ONCE - len(self._tasks)
        for held in await self._inbox.claim(room, is_idle=not self._at_work):
            self._at_work.add(held.seq)
            self._is_alone = held.crashes > 0
            task = asyncio.create_task(self._handle(held))
            self._tasks.add(task)
            task.add_done_callback(self._is_over)

    def _is_over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._bell.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("An update was not handled: %s", type(error).__name__, exc_info=error)

    async def _handle(self, held: Held) -> None:
        ticket = Ticket(self._inbox, held, lambda: self._has_worked(held))
        CURRENT.set(ticket)
        ending = "aside" if held.crashes >= _MOST_CRASHES else "done"
        try:
            await self._answer(held)
        except ValueError as error:
            ending = "aside"
            _log.error("update %d is set aside: %s", held.id, type(error).__name__)
        finally:
            self._has_worked(held)
        if ticket.is_lost:
            self._inbox.drop(held)
            return
        if ticket.fault is None:
            await self._surely(lambda: self._inbox.end(held, ending))
            return
        pause_s = min(_FIRST_PAUSE_S * 2**held.faults, _LONGEST_PAUSE_S)
        fault = type(ticket.fault).__name__
        _log.info("update %d: %s, tried again in %.0f s", held.id, fault, pause_s)
        await self._surely(lambda: self._inbox.put_back(held, pause_s))

    async def _answer(self, held: Held) -> None:
        raw = json.loads(held.body)
        if (reason := problem_with(raw)) is not None:
            # It could be read when it was stored: by an older version, or the file is damaged.
            raise ValueError(f"update {held.id} cannot be read any more: {reason}")
        update = Update.de_json(raw, self._application.bot)
        if held.crashes < _MOST_CRASHES:
            await self._application.process_update(update)
            return
        _log.error("update %d: set aside, the process died over it twice", held.id)
        if held.crashes == _MOST_CRASHES:
            await self._tell(self._application.bot, update)

    def _has_worked(self, held: Held) -> None:
        """The dangerous part of an update is over: others may be at work again."""
        if held.seq in self._at_work:
            self._at_work.discard(held.seq)
            self._is_alone = False
            self._bell.set()

    async def _surely(self, mark: Callable[[], Awaitable[None]]) -> None:
        """Mark what became of an update, however long the disk is full or the database away."""
        while True:
            try:
                await mark()
            except NotStored as error:
                _complain("written", error)
                await asyncio.sleep(_LOOK_S)
            else:
                return


def _complain(how: str, error: NotStored) -> None:
    if not isinstance(error, DatabaseAway):  # that is said where it is noticed, once
        _log.error("The inbox cannot be %s: %s", how, error)

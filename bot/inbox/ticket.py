"""The update that is being handled, for whoever sends in its name."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar

from bot.errors import DatabaseAway, NotStored, TakenOver
from bot.inbox.inbox import Inbox
from bot.inbox.store import Held

_log = logging.getLogger(__name__)
_PAUSE_S = 0.5


class Ticket:
    """One update in hand.

    Args:
        inbox: where it is kept.
        held: what is in hand.
        on_send: called when the work is done and the sending begins.
    """

    def __init__(self, inbox: Inbox, held: Held, on_send: Callable[[], None]) -> None:
        self.held = held
        # Why it has to be tried again; set by whoever hears of the error.
        self.fault: Exception | None = None
        self._inbox, self._on_send = inbox, on_send
        self.is_answered = False
        # Whether another process has it in hand by now; then all that is left is its business.
        self.is_lost = False
        self._has_begun = False

    async def begin_send(self) -> None:
        """Remember, once, that an answer is about to be sent.

        Where the inbox is away, another process may have taken the update over: it is waited for.

        Raises:
            TakenOver: another process has.
        """
        self._on_send()
        while not self._has_begun:
            try:
                await self._mark(self._inbox.begin_send)
            except DatabaseAway:
                await asyncio.sleep(_PAUSE_S)
            except TakenOver:
                self.is_lost = True
                raise
            else:
                self._has_begun = True

    async def was_not_sent(self) -> None:
        """Remember that Telegram refused to take the answer so far."""
        if self._has_begun and not self.is_answered:
            self._has_begun = False
            await self._mark_or_not(self._inbox.was_not_sent)

    async def was_sent(self) -> None:
        """Remember, once, that an answer is there."""
        if not self.is_answered:
            self.is_answered = True
            await self._mark_or_not(self._inbox.was_sent)

    async def _mark(self, mark: Callable[[Held], Awaitable[None]]) -> None:
        try:
            await mark(self.held)
        except DatabaseAway:
            raise
        except NotStored as error:
            # The answer matters more than how often it may be given.
            _log.error("update %d: goes on without a mark of it: %s", self.held.id, error)

    async def _mark_or_not(self, mark: Callable[[Held], Awaitable[None]]) -> None:
        # How it ended is marked in any case, as soon as the database is back.
        with suppress(DatabaseAway):
            await self._mark(mark)


CURRENT: ContextVar[Ticket | None] = ContextVar("ticket", default=None)


async def begin_send() -> None:
    """Whoever is about to send says so."""
    if (ticket := CURRENT.get()) is not None:
        await ticket.begin_send()


async def was_not_sent() -> None:
    """Whoever was refused says so."""
    if (ticket := CURRENT.get()) is not None:
        await ticket.was_not_sent()


async def was_sent() -> None:
    """Whoever has sent says so."""
    if (ticket := CURRENT.get()) is not None:
        await ticket.was_sent()

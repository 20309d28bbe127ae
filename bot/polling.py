"""Fetching updates: they are stored before they are confirmed, and faults are waited out."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.app import HEARD
from bot.errors import NotStored, PollingDead
from bot.inbox.inbox import Inbox

_log = logging.getLogger(__name__)
_POLL_S = 10
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 10.0
# A bot that has heard nothing for so long is deaf; whoever started it can start it again.
PATIENCE_S = 50.0
# Another process with the same token is complained of once in so many conflicts.
_CONFLICTS_A_LINE = 20
_LAST_POLL_S = 2.0


class Poller:
    """Polls for one bot.

    Args:
        bot: whose updates.
        inbox: where they go.
        clock: seconds, from any beginning.
        sleep: waits.
        patience_s: how long it may go without a good poll.
    """

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._bot, self._inbox = bot, inbox
        self._clock, self._sleep, self._patience_s = clock, sleep, patience_s
        self._offset: int | None = None
        self._good_at = clock()
        self._faults, self._reason = 0, "nothing was polled yet"
        self.conflicts = 0

    @property
    def is_well(self) -> bool:
        """Whether a poll succeeded not long ago."""
        return self._clock() - self._good_at < self._patience_s

    async def open(self) -> None:
        """Take away a webhook: while one is set, Telegram lets nobody poll."""
        await self._bot.delete_webhook()

    async def run(self) -> None:
        """Poll until it is cancelled.

        Raises:
            PollingDead: no poll succeeded for so long that the process had better start anew.
        """
        self._good_at = self._clock()
        polling = asyncio.create_task(self._poll_on())
        try:
            while self.is_well:
                # Watched from outside: a poll that never returns is no good one either.
                await self._sleep(min(1.0, self._patience_s / 10))
                if polling.done():
                    polling.result()
        finally:
            polling.cancel()
            await asyncio.wait([polling])
        raise PollingDead(self._clock() - self._good_at, self._reason)

    async def close(self) -> None:
        """Tell Telegram what was stored last, so that it does not come again."""
        if self._offset is not None:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_LAST_POLL_S):
                    await self._bot.get_updates(self._offset, limit=1, timeout=0)

    async def _poll_on(self) -> None:
        while True:
            try:
                updates = await self._bot.get_updates(
                    self._offset, timeout=_POLL_S, allowed_updates=list(HEARD)
                )
                await self._inbox.put(updates)
            except (TelegramError, NotStored) as error:
                await self._sleep(self._pause_after(error))
                continue
            if updates:
                self._offset = updates[-1].update_id + 1
            if self._faults:
                _log.info("Polling goes on after %d faults", self._faults)
            self._good_at, self._faults = self._clock(), 0

    def _pause_after(self, error: TelegramError | NotStored) -> float:
        """Say what went wrong; how long to wait, in seconds."""
        self._faults += 1
        self._reason = _reason(error)
        if isinstance(error, Conflict):
            self.conflicts += 1
            if self.conflicts % _CONFLICTS_A_LINE == 1:
                _log.error("%s (%d times so far)", self._reason, self.conflicts)
        elif self._faults == 1 or isinstance(error, NotStored):
            _log.warning("Polling: %s; trying again", self._reason)
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            return wait if isinstance(wait, int) else wait.total_seconds()
        return float(min(_FIRST_PAUSE_S * 1.5 ** (self._faults - 1), _LONGEST_PAUSE_S))


def _reason(error: TelegramError | NotStored) -> str:
    """What went wrong, for the operator."""
    if isinstance(error, NotStored):
        return f"the inbox cannot be written ({error}), so nothing is confirmed"
    if isinstance(error, Conflict) and "webhook" in str(error).lower():
        return "a webhook is set for this bot. Run with --webhook, or restart to poll"
    if isinstance(error, Conflict):
        return "another process polls with this token. Stop it, or this one"
    if isinstance(error, InvalidToken):
        return "Telegram refuses the token"
    if isinstance(error, TimedOut):
        return "Telegram does not answer in time"
    return f"{type(error).__name__}: {error}"

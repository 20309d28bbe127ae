"""What Telegram allows: a request waits out flood limits and faults, and is made again."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.ext import BaseRateLimiter

_log = logging.getLogger(__name__)
# A chat that is refused this often in a row is not waited for any longer.
_MOST_TRIES = 10
_PAUSE_S = 0.25


class PatientLimiter(BaseRateLimiter[None]):
    """Sends nothing to a chat before the time that Telegram named for it, then tries again.

    A refusal without a chat holds back everything. Nothing is sent earlier because another
    request went through.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._closed_until: dict[object, float] = {}

    async def initialize(self) -> None:
        """Nothing to start."""

    async def shutdown(self) -> None:
        """Nothing to stop."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """Make a request as often as it takes, as far as flood limits go."""
        del rate_limit_args
        chat = data.get("chat_id")
        faults = 0
        for _ in range(_MOST_TRIES - 1):
            await self._wait(chat)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = _seconds(error)
                self._closed_until[chat] = max(
                    self._closed_until.get(chat, 0.0), self._clock() + seconds
                )
                _log.info("%s: Telegram asks to wait %.0f s", endpoint, seconds)
            except NetworkError as error:
                faults += 1
                if faults > _tries_after(error):
                    raise
                _log.info("%s: %s, trying again", endpoint, type(error).__name__)
                await self._sleep(_PAUSE_S * 2**faults)
        await self._wait(chat)
        return await callback(*args, **kwargs)

    async def _wait(self, chat: object) -> None:
        # Another refusal may have come in the meantime and named a later time.
        while (left := self._closed_for(chat)) > 0:
            await self._sleep(left)
        self._closed_until.pop(chat, None)

    def _closed_for(self, chat: object) -> float:
        until = max(self._closed_until.get(chat, 0.0), self._closed_until.get(None, 0.0))
        return until - self._clock()


def _tries_after(error: NetworkError) -> int:
    """How often to try again after a fault.

    A refused request is not repeated; one that timed out may have been carried out, and is
    repeated once; of a server's failure or a lost connection nothing came.
    """
    if isinstance(error, BadRequest):
        return 0
    return 1 if isinstance(error, TimedOut) else 3


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()

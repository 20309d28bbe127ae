"""What Telegram allows: a request waits for its turn, waits out refusals, and is made again."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.faults import is_ambiguous, is_passing

_log = logging.getLogger(__name__)
# A chat that is refused this often in a row is not waited for any longer.
_MOST_TRIES = 10
_PAUSE_S = 0.25
# Telegram's limit for a group. Half a second more than a minute, since requests are not equally
# long on their way.
_MOST_IN_GROUP, _SPAN_S = 20, 60.5
# Requests that put a message into a chat, by the beginnings of their names.
_SENDING = ("send", "forward", "copy")


Mark = Callable[[], Awaitable[None]]


async def _no_mark() -> None:
    """Nobody wants to know."""


class PatientLimiter(BaseRateLimiter[None]):
    """Sends nothing to a chat before the time that Telegram named for it, then tries again.

    A refusal without a chat holds back everything. Nothing is sent earlier because another
    request went through. A group gets at most 20 messages a minute, in the order in which they
    were wanted; "typing…", edits and answers to taps do not count.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        before_send: Mark = _no_mark,
        was_not_sent: Mark = _no_mark,
        was_sent: Mark = _no_mark,
    ) -> None:
        """Limit nothing yet.

        Args:
            clock: seconds, from any beginning.
            sleep: waits.
            before_send: called when a message is about to be put into a chat, after all waits.
            was_not_sent: called when Telegram refused it for now, and it has to wait.
            was_sent: called when it is there.
        """
        self._clock = clock
        self._sleep = sleep
        self._before_send, self._was_not_sent = before_send, was_not_sent
        self._was_sent = was_sent
        self._closed_until: dict[object, float] = {}
        # When the latest messages of each group were or will be sent.
        self._sent: dict[int, deque[float]] = {}

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
        await self._wait_for_turn(chat, endpoint)
        for _ in range(_MOST_TRIES - 1):
            await self._wait(chat)
            try:
                return await self._make(endpoint, lambda: callback(*args, **kwargs))
            except RetryAfter as error:
                seconds = _seconds(error)
                self._closed_until[chat] = max(
                    self._closed_until.get(chat, 0.0), self._clock() + seconds
                )
                _log.info("%s: Telegram asks to wait %.0f s", endpoint, seconds)
                if _is_message(endpoint):
                    await self._was_not_sent()
            except TelegramError as error:
                faults += 1
                if faults > _tries_after(error):
                    raise
                _log.info("%s: %s, trying again", endpoint, type(error).__name__)
                await self._sleep(_PAUSE_S * 2**faults)
        await self._wait(chat)
        return await self._make(endpoint, lambda: callback(*args, **kwargs))

    async def _make(self, endpoint: str, request: Callable[[], Awaitable[Any]]) -> Any:
        if not _is_message(endpoint):
            return await request()
        await self._before_send()
        done = await request()
        await self._was_sent()
        return done

    async def _wait_for_turn(self, chat: object, endpoint: str) -> None:
        if not _is_message(endpoint) or not isinstance(chat, int) or chat >= 0:
            return
        sent = self._sent.setdefault(chat, deque(maxlen=_MOST_IN_GROUP))
        now = self._clock()
        turn = max(now, sent[0] + _SPAN_S) if len(sent) == _MOST_IN_GROUP else now
        # The place is taken before the wait: who comes later waits longer.
        sent.append(turn)
        if turn > now:
            _log.info(
                "chat %d: %d messages in a minute, waiting %.0f s", chat, len(sent), turn - now
            )
            await self._sleep(turn - now)

    async def _wait(self, chat: object) -> None:
        # Another refusal may have come in the meantime and named a later time.
        while (left := self._closed_for(chat)) > 0:
            await self._sleep(left)
        self._closed_until.pop(chat, None)

    def _closed_for(self, chat: object) -> float:
        until = max(self._closed_until.get(chat, 0.0), self._closed_until.get(None, 0.0))
        return until - self._clock()


def _is_message(endpoint: str) -> bool:
    """Whether a request puts a message into a chat."""
    return endpoint.startswith(_SENDING) and endpoint != "sendChatAction"


def _tries_after(error: TelegramError) -> int:
    """How often to try again after a fault.

    A refused request is not repeated; one that may have been carried out is repeated once; of a
    server's failure or a lost connection nothing came.
    """
    if is_ambiguous(error):
        return 1
    return 3 if is_passing(error) else 0


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()

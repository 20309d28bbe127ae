"""How fast a bot may send before it is told to wait."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.emulator.errors import TooManyRequests

_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a bot may send; the defaults are what Telegram documents."""

    per_chat_per_s: int = 1
    per_group_per_minute: int = 20
    overall_per_s: int = 30


class Turnstile:
    """Counts the messages of one bot and refuses those that come too soon."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._passed: dict[tuple[str, int], deque[float]] = {}

    def pass_message(self, chat_id: int, *, is_group: bool) -> None:
        """Count one message.

        Raises:
            TooManyRequests: With the whole seconds after which it would pass; not counted.
        """
        windows = [
            (("all", 0), self._limits.overall_per_s, 1.0),
            (("chat", chat_id), self._limits.per_chat_per_s, 1.0),
        ]
        if is_group:
            windows.append((("group", chat_id), self._limits.per_group_per_minute, _MINUTE_S))
        now = self._clock()
        wait_s = max(self._wait_s(*window, now) for window in windows)
        if wait_s > 0:
            raise TooManyRequests(math.ceil(wait_s))
        for key, _, _ in windows:
            self._passed.setdefault(key, deque()).append(now)

    def _wait_s(self, key: tuple[str, int], limit: int, span_s: float, now: float) -> float:
        passed = self._passed.get(key, deque())
        while passed and passed[0] + span_s <= now:
            passed.popleft()
        return passed[0] + span_s - now if len(passed) >= limit else 0.0

"""How much one person may ask in one chat: a bucket of questions that refills."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

_MOST_QUESTIONS, _REFILLED_IN_S = 20, 60.0
# Buckets that are full again are forgotten once there are so many.
_MOST_BUCKETS = 10_000


class Admitted(Enum):
    """What becomes of a question."""

    YES = auto()
    NOTICE = auto()
    SILENCE = auto()


@dataclass(slots=True)
class _Bucket:
    left: float
    at_s: float
    was_told: bool = False


class Floods:
    """Lets 20 questions a minute through; says so once, then nothing until it is calm again.

    Args:
        clock: seconds, from any beginning.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[int, int], _Bucket] = {}

    def admit(self, person_id: int, chat_id: int) -> Admitted:
        """Take a question out of somebody's bucket, if one is left."""
        now = self._clock()
        bucket = self._buckets.get((person_id, chat_id))
        if bucket is None:
            self._forget_full(now)
            bucket = self._buckets[person_id, chat_id] = _Bucket(_MOST_QUESTIONS, now)
        bucket.left = _left(bucket, now)
        bucket.at_s = now
        if bucket.left >= _MOST_QUESTIONS:
            bucket.was_told = False
        if bucket.left >= 1:
            bucket.left -= 1
            return Admitted.YES
        was_told, bucket.was_told = bucket.was_told, True
        return Admitted.SILENCE if was_told else Admitted.NOTICE

    def _forget_full(self, now: float) -> None:
        if len(self._buckets) < _MOST_BUCKETS:
            return
        full = [key for key, one in self._buckets.items() if _left(one, now) >= _MOST_QUESTIONS]
        for key in full:
            del self._buckets[key]


def _left(bucket: _Bucket, now: float) -> float:
    refilled = (now - bucket.at_s) * _MOST_QUESTIONS / _REFILLED_IN_S
    return min(float(_MOST_QUESTIONS), bucket.left + refilled)

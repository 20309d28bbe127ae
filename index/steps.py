"""How long the steps of a search take, for those who look behind an answer."""

from collections.abc import Callable
from typing import NamedTuple

# Called at the end of a step with its name.
Lap = Callable[[str], None]


class Step(NamedTuple):
    """A step of a search and the milliseconds that it took, all its turns together."""

    name: str
    ms: float


def no_lap(name: str) -> None:
    """For those who do not ask."""
    del name


class Laps:
    """Adds up the time between laps by their names.

    Args:
        clock: seconds from any beginning.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = clock()
        self._ms: dict[str, float] = {}

    def __call__(self, name: str) -> None:
        """End a step."""
        now = self._clock()
        self._ms[name] = self._ms.get(name, 0.0) + (now - self._last) * 1000
        self._last = now

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in the order in which they first ended."""
        return tuple(Step(name, ms) for name, ms in self._ms.items())

"""What a fault test tried, and what was lost or doubled by it."""

from dataclasses import dataclass
from enum import Enum, auto


class Size(Enum):
    """How much of a row is run: a few seconds of it, or what the table names."""

    SHORT = auto()
    FULL = auto()


class NotPossible(Exception):
    """What a row needs is not installed here."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row came to.

    Args:
        name: What was done, such as "kill -9 in a burst, polling".
        tried: How many questions, files or calls.
        lost: Of these, how many came to nothing.
        doubled: How many happened twice; a row whose target forbids that says so in `failures`.
        figures: What was measured, for the table.
        failures: The targets that were missed, in words; "lost" is counted by itself.
    """

    name: str
    tried: int
    lost: int = 0
    doubled: int = 0
    figures: str = ""
    failures: tuple[str, ...] = ()

    @property
    def has_passed(self) -> bool:
        """Whether it met its targets, having tried anything at all."""
        return self.tried > 0 and self.lost == 0 and not self.failures

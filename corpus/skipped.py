"""What was left out of a folder; `read` is not needed to tell of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why."""

    path: str
    reason: str

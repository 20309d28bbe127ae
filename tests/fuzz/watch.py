"""What is being tried: on disk beforehand, so that it outlives the process that it kills."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fuzz.finding import TookTooLong, as_bytes

# Of computing, not by the clock: the machine may be busy.
_MOST_S = 15.0
_WRITE_S = 0.2


class Watch:
    """Counts inputs, and ends those that take too long.

    Args:
        folder: where the input in hand and the count are written.
    """

    def __init__(self, folder: Path) -> None:
        self._input, self._count = folder / "input", folder / "count"
        self._written = 0.0
        self.tried = 0
        signal.signal(signal.SIGPROF, _too_long)

    @contextmanager
    def over(self, value: Any) -> Iterator[None]:
        """Watch over one input."""
        kind = b"B" if isinstance(value, bytes) else b"J"
        self._input.write_bytes(kind + as_bytes(value))
        self.tried += 1
        now = time.monotonic()
        if now - self._written > _WRITE_S:
            self._written = now
            self.write()
        signal.setitimer(signal.ITIMER_PROF, _MOST_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    def write(self) -> None:
        """Write how many there were."""
        self._count.write_text(str(self.tried))


def tried_in(folder: Path) -> int:
    """How many inputs a process has tried."""
    try:
        return int((folder / "count").read_text() or 0)
    except (FileNotFoundError, ValueError):
        return 0


def last_input(folder: Path) -> Any:
    """What a process was at when it ended; None if it was at nothing."""
    try:
        content = (folder / "input").read_bytes()
    except FileNotFoundError:
        return None
    return json.loads(content[1:]) if content[:1] == b"J" else content[1:]


def _too_long(*_: object) -> None:
    raise TookTooLong

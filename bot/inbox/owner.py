"""Which process holds an update, and whether it still lives: a locked file beside the inbox."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import Protocol


class Owner(Protocol):
    """This process, as the others see it, and the others, as it sees them."""

    name: str

    def is_alive(self, name: str) -> bool:
        """Whether the process of another owner still runs."""
        ...

    def bury(self, name: str) -> None:
        """Clear away what a dead owner left."""
        ...

    def others(self) -> list[str]:
        """Owners that are known besides those that hold something, dead or alive."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class LockedFile:
    """This process, for as long as it lives: the system lets go of its lock, however it ends.

    Where several share the folder, from containers too, each sees whether the others live; a
    process id would say nothing there.

    Args:
        inbox: the file of the inbox; None where it is in memory, and nobody shares it.
    """

    def __init__(self, inbox: Path | None) -> None:
        self.name = secrets.token_hex(8)
        self._inbox = inbox
        self._lock: int | None = None
        if inbox is not None:
            # Locked before it can be found: without its lock it would be taken for a dead one's.
            new = inbox.with_name(f"{inbox.name}-new-{self.name}")
            self._lock = os.open(new, os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            new.rename(self._path(self.name))

    def is_alive(self, name: str) -> bool:
        """Whether the process of another owner still runs."""
        if name == self.name or self._inbox is None:
            return name == self.name
        try:
            lock = os.open(self._path(name), os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def bury(self, name: str) -> None:
        """Clear away what a dead owner left."""
        if self._inbox is not None:
            self._path(name).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go."""
        if self._lock is not None:
            self.bury(self.name)
            os.close(self._lock)
            self._lock = None

    def others(self) -> list[str]:
        """Owners whose files lie there, dead or alive."""
        if self._inbox is None:
            return []
        start = f"{self._inbox.name}-owner-"
        found = self._inbox.parent.glob(f"{start}*")
        return sorted(name for path in found if (name := path.name[len(start) :]) != self.name)

    def _path(self, name: str) -> Path:
        if self._inbox is None:
            raise ValueError("an inbox in memory has no files")
        return self._inbox.with_name(f"{self._inbox.name}-owner-{name}")

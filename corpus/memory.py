"""What was read of a folder before: a file that did not change since is not read again."""

import stat
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
# A file that changed just before it was read may have changed again without showing it: the clocks
# of file systems tick every few milliseconds, some every two seconds.
_UNSURE_NS = 2_000_000_000
State = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """What came of a file, and the keys of it on the shelf."""

    state: State
    outcome: T
    keys: tuple[str, ...]


class Memory(Generic[T]):
    """What came of each file, for as long as its size, its times and its place stay the same.

    Args:
        now_ns: the time, as files have it.
    """

    def __init__(self, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._kept: dict[Path, Kept[T]] = {}
        self._now_ns = now_ns

    def find(self, path: Path, state: State | None) -> Kept[T] | None:
        """What came of a file if it is as it was."""
        kept = self._kept.get(path)
        return kept if kept is not None and kept.state == state else None

    def keep(self, path: Path, state: State | None, outcome: T, keys: tuple[str, ...]) -> None:
        """Remember what came of a file, unless it is too young to tell whether it changes.

        Args:
            path: the file.
            state: what it was before it was read.
            outcome: what came of it.
            keys: of it on the shelf.
        """
        self._kept.pop(path, None)
        if state is not None and self._now_ns() - max(state[3:]) > _UNSURE_NS:
            self._kept[path] = Kept(state, outcome, keys)

    def keep_only(self, folder: Path, paths: Set[Path]) -> None:
        """Forget the other files of a folder."""
        for path in self._kept.keys() - paths:
            if path.is_relative_to(folder):
                del self._kept[path]


def state_of(path: Path) -> State | None:
    """What a file is without being read; None of a link, which may lead elsewhere next time."""
    try:
        found = path.lstat()
    except OSError:
        return None
    if stat.S_ISLNK(found.st_mode):
        return None
    # The last one changes even where a copy brings the first file's time with it.
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

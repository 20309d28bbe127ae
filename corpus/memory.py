"""What was read of folders before: a file that did not change since is not read again."""

import os
import stat
import time
from collections.abc import Callable, Iterable
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
    """What came of the files of each folder.

    Args:
        now_ns: the time, as files have it.
    """

    def __init__(self, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._folders: dict[str, FolderMemory[T]] = {}
        self._now_ns = now_ns

    def of(self, folder: Path) -> "FolderMemory[T]":
        """That of one folder."""
        return self._folders.setdefault(str(folder), FolderMemory(self._now_ns))


class FolderMemory(Generic[T]):
    """What came of each file of a folder, for as long as its size, times and place stay the same.

    `names` are those of the last look at all of its files, and what is known to have become of
    them since; None before the first.

    Args:
        now_ns: the time, as files have it.
    """

    def __init__(self, now_ns: Callable[[], int]) -> None:
        self.names: tuple[str, ...] | None = None
        self._kept: dict[str, Kept[T]] = {}
        self._now_ns = now_ns

    def recall(self, name: str) -> Kept[T] | None:
        """What came of a file when it was last looked at."""
        return self._kept.get(name)

    def find(self, name: str, state: State | None) -> Kept[T] | None:
        """What came of a file if it is as it was."""
        kept = self._kept.get(name)
        return kept if kept is not None and kept.state == state else None

    def keep(self, name: str, state: State | None, outcome: T, keys: tuple[str, ...]) -> None:
        """Remember what came of a file, unless it is too young to tell whether it changes.

        Args:
            name: the file.
            state: what it was before it was read.
            outcome: what came of it.
            keys: of it on the shelf.
        """
        self._kept.pop(name, None)
        if state is not None and self._now_ns() - max(state[3:]) > _UNSURE_NS:
            self._kept[name] = Kept(state, outcome, keys)

    def forget(self, names: Iterable[str]) -> None:
        """Forget some files."""
        for name in names:
            self._kept.pop(name, None)

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget all but some files."""
        self.forget(self._kept.keys() - frozenset(names))


def state_of(path: str) -> State | None:
    """What a file is without being read; None of a link, which may lead elsewhere next time."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if stat.S_ISLNK(found.st_mode):
        return None
    # The last one changes even where a copy brings the first file's time with it.
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

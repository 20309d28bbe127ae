"""Watches the folders of documents while the bot runs, and brings the library up to date."""

import asyncio
import logging
import math
import sqlite3
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from watchfiles import Change, awatch

from bot.librarian import Librarian
from bot.worker import Worker
from corpus.errors import CorpusError
from index.errors import SearchError
from index.prepare import Watcher
from index.update import Report

_log = logging.getLogger(__name__)
# Changes that follow each other this closely are one, but none waits longer than the second.
_QUIET_MS, _PATIENCE_MS = 50, 300
# Whatever the system did not tell of, as on network drives, is found after a minute.
_LOOK_MS = 60_000
# So many at once take no longer to be found by a look at all; the system may have lost some, too.
_MOST_PATHS = 200
_MISSING_S = 2.0
_MOST_SAID = 5


class Stopped(Exception):
    """The bot ends; what is embedded is kept, and the rest is left for the next start."""


@dataclass(frozen=True, slots=True)
class Live:
    """What is watched, and what is done about a change; both are called in a thread.

    Args:
        folders: those of the documents that there are now.
        update: brings the library up to date with them, and tells a watcher how far it is; where
            paths are named, nothing but these changed since the last time.
    """

    folders: Callable[[], tuple[Path, ...]]
    update: Callable[[Watcher, frozenset[str] | None], Report]


class Follower:
    """Follows folders: each change of them is in the library, and in the answers, a moment later.

    Args:
        live: what is watched.
        librarian: takes up what changed.
        look_ms: how long it waits for a change before it looks by itself, and between looks at all.
    """

    def __init__(
        self,
        live: Live,
        librarian: Librarian,
        look_ms: int = _LOOK_MS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._live, self._librarian, self._look_ms = live, librarian, look_ms
        # A thread of its own: those who ask do not wait for what is embedded.
        self._worker = Worker()
        self._clock = clock
        self._changed = asyncio.Event()
        # What changed since the last look; None stands for anything.
        self._paths: set[str] | None = None
        self._whole_look = -math.inf
        self._patience = _Patience()
        self._said: frozenset[tuple[str, str]] = frozenset()
        self._complaint = ""
        self._polls: bool | None = None

    async def run(self) -> None:
        """Follow the folders until this is cancelled; the first look is at the start."""
        watched: tuple[_Place, ...] = ()
        watching: asyncio.Task[None] | None = None
        try:
            while True:
                places = await self._places(watched)
                if watching is None or watching.done() or places != watched:
                    await _end(watching)
                    self._paths = None
                    folders = tuple(place.folder for place in places)
                    watched, watching = places, asyncio.create_task(self._watch(folders))
                    await asyncio.sleep(0)  # it begins before the folders are read
                await self._catch_up()
                await self._changed.wait()
                self._changed.clear()
        finally:
            self._patience.is_over = True
            await _end(watching)
            self._worker.close()

    async def _places(self, watched: "tuple[_Place, ...]") -> "tuple[_Place, ...]":
        def look() -> tuple[_Place, ...]:
            return tuple(_Place(path, path.stat().st_ino) for path in self._live.folders())

        try:
            return await self._worker.run(look)
        except (SearchError, OSError, sqlite3.Error):
            return watched  # the update will say what is wrong

    async def _watch(self, folders: tuple[Path, ...]) -> None:
        try:
            if folders:
                await self._listen(folders)
            else:
                await asyncio.sleep(_MISSING_S)
        except OSError as error:
            # A folder that went, or more folders than the system tells about: look for oneself.
            _log.warning("Folders cannot be watched, and are looked at in turns: %s", error)
            self._polls = True
            await asyncio.sleep(1)
        finally:
            self._note(None)

    def _note(self, paths: Set[str] | None) -> None:
        """Have a look at some paths, or at all."""
        if not paths or self._paths is None or len(self._paths | paths) > _MOST_PATHS:
            self._paths = None
        else:
            self._paths |= paths
        self._changed.set()

    async def _listen(self, folders: tuple[Path, ...]) -> None:
        def is_document(change: Change, path: str) -> bool:
            del change
            return not any(
                part.startswith(".")
                for folder in folders
                if Path(path).is_relative_to(folder.absolute())
                for part in Path(path).relative_to(folder.absolute()).parts
            )

        async for changes in awatch(
            *folders,
            watch_filter=is_document,
            step=_QUIET_MS,
            debounce=_PATIENCE_MS,
            rust_timeout=self._look_ms,
            yield_on_timeout=True,
            force_polling=self._polls,
        ):
            self._note({path for _, path in changes})

    def _take_paths(self) -> frozenset[str] | None:
        """What is to be looked at now: all of it now and then, since not all changes are told."""
        now, paths = self._clock(), self._paths
        self._paths = set()
        if paths is None or self._polls or now - self._whole_look >= self._look_ms / 1000:
            self._whole_look = now
            return None
        return frozenset(paths)

    async def _catch_up(self) -> None:
        paths = self._take_paths()
        try:
            report = await self._worker.run(self._live.update, self._patience, paths)
        except Stopped:
            return
        except (CorpusError, SearchError, OSError, sqlite3.Error) as error:
            self._paths = None  # whatever was to be looked at still is
            if str(error) != self._complaint:
                _log.warning("The documents changed, the old ones go on: %s", error)
            self._complaint = str(error)
            return
        self._complaint = ""
        self._say(report)
        await self._librarian.refresh()

    def _say(self, report: Report) -> None:
        counts = len(report.added), len(report.changed), len(report.removed)
        if any(counts):
            _log.info("Documents: %d new, %d changed, %d removed", *counts)
        skipped = frozenset((one.path, one.reason) for one in report.skipped)
        fresh = sorted(skipped - self._said)
        for path, reason in fresh[:_MOST_SAID]:
            _log.warning("Skipped %s: %s", path, reason)
        if len(fresh) > _MOST_SAID:
            _log.warning("Skipped %d more files (quoth index --list)", len(fresh) - _MOST_SAID)
        self._said = skipped


class _Place(NamedTuple):
    """A folder: another one may come to stand under the same name."""

    folder: Path
    number: int


class _Patience:
    """Watches embedding, and ends it when the bot does."""

    def __init__(self) -> None:
        self.is_over = False

    def expect(self, texts: int) -> None:
        """See `Watcher.expect`."""
        self.advance(texts)

    def advance(self, texts: int) -> None:
        """See `Watcher.advance`."""
        del texts
        if self.is_over:
            raise Stopped


async def _end(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

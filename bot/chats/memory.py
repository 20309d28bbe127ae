"""Everything that is remembered about chats, behind one thread."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.chats.answers import Answers
from bot.chats.buttons import Buttons
from bot.chats.events import Events
from bot.chats.gaps import Gaps
from bot.chats.options import Options
from bot.chats.permits import Permits
from bot.chats.store import Store
from bot.chats.votes import Votes
from bot.worker import Worker

_P = ParamSpec("_P")
_R = TypeVar("_R")

DAY_S = 86_400
# Stated in /privacy.
KEPT_DAYS = 90


class Chats:
    """The bot's memory: `await chats.run(chats.votes.cast, …)`.

    Args:
        path: where it is kept.
        now: Unix seconds.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._store = Store(path)
        self._now = now
        self._worker = Worker()
        self.answers = Answers(self._store, self._oldest)
        self.buttons = Buttons(self._store, self.answers)
        self.votes = Votes(self._store)
        self.options = Options(self._store)
        self.gaps = Gaps(self._store)
        self.events = Events(self._store)
        self.permits = Permits(self._store)
        self.prune()

    @property
    def now(self) -> int:
        """The time, in Unix seconds."""
        return int(self._now())

    async def run(self, call: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """Run a method of one of the tables in the memory's own thread."""
        return await self._worker.run(call, *args, **kwargs)

    def prune(self) -> None:
        """Forget what is older than people were told that it is kept."""
        before = self._oldest()
        with self._store.transaction():
            for table in ("answers", "gaps", "events"):
                self._store.execute(f"DELETE FROM {table} WHERE at < ?", (before,))  # noqa: S608  # the names are ours
            self._store.execute(
                "DELETE FROM settings WHERE name LIKE 'told_admin:%' "
                "AND substr(name, 12) NOT IN (SELECT id FROM answers)"
            )
            self.permits.prune(self.now)

    def _oldest(self) -> int:
        return self.now - KEPT_DAYS * DAY_S

    def forget_person(self, person_id: int) -> int:
        """Erase a person's questions, answers and votes; how many answers that were."""
        with self._store.transaction():
            gone = self._store.execute("DELETE FROM answers WHERE asker_id = ?", (person_id,))
            self._store.execute("DELETE FROM votes WHERE person_id = ?", (person_id,))
            self._store.execute("DELETE FROM gaps WHERE person_id = ?", (person_id,))
            self._store.execute("DELETE FROM settings WHERE chat_id = ?", (person_id,))
        return gone.rowcount

    def close(self) -> None:
        """End the thread and close the file."""
        self._worker.close()
        self._store.close()

"""Everything that is remembered about chats, behind one thread."""

import asyncio
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
from bot.chats.tables import SharedTables, Tables
from bot.chats.votes import Votes
from bot.errors import DatabaseAway
from bot.sql.database import Database
from bot.worker import Worker

_P = ParamSpec("_P")
_R = TypeVar("_R")

# Longer than a server takes that is started again.
_PATIENCE_S, _PAUSE_S = 20.0, 0.5
DAY_S = 86_400
# Stated in /privacy.
KEPT_DAYS = 90


class Chats:
    """The bot's memory: `await chats.run(chats.votes.cast, …)`.

    Args:
        place: the file, or the database that replicas share.
        now: Unix seconds.

    Raises:
        ChatsUnusable: the file cannot be used.
        DatabaseUnusable: nor can the database.
    """

    def __init__(self, place: Path | Database, now: Callable[[], float] = time.time) -> None:
        self._store: Tables = Store(place) if isinstance(place, Path) else SharedTables(place)
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
        """Run a method of one of the tables in the memory's own thread.

        Where the database is away for a moment, it is waited for.

        Raises:
            DatabaseAway: it is away for longer, or it is not known what came of the call.
        """
        until = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return await self._worker.run(call, *args, **kwargs)
            except DatabaseAway as error:
                if not error.is_sure or time.monotonic() > until:
                    raise
            await asyncio.sleep(_PAUSE_S)

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
        """End the thread and close the file or the connection."""
        self._worker.close()
        self._store.close()

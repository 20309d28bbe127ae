"""A playground that is served on a port of its own, and can be stopped and opened again."""

import asyncio
from contextlib import suppress

from bot.chats.memory import Chats
from bot.playground.app import Rules
from bot.playground.serve import Opening, open_playground
from bot.serving import listen
from bot.web.metrics import Metrics
from bot.wiring import make_desk, make_librarian
from config.settings import Settings
from index.embedder import HashingEmbedder
from index.stored.database import IN_MEMORY


class Served:
    """The shipped playground with a model of hashes, in the running event loop.

    Args:
        settings: where its library is; it must be built.
        rules: what visitors may do.
    """

    def __init__(self, settings: Settings, rules: Rules) -> None:
        self._settings, self._rules = settings, rules
        self._port = 0

    @property
    def origin(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Open it, after a stop on the same port and with nothing remembered."""
        listener = listen("127.0.0.1", self._port)
        self._port = listener.getsockname()[1]
        metrics, opened = Metrics(), asyncio.Event()
        self._chats = Chats(IN_MEMORY)
        self._librarian = make_librarian(self._settings, HashingEmbedder(), metrics.observe)
        desk = make_desk(self._settings, HashingEmbedder())
        opening = Opening(self._rules, desk, metrics)
        self._task = asyncio.create_task(
            open_playground(opening, self._librarian, self._chats, listener, opened.set)
        )
        await opened.wait()

    async def stop(self) -> None:
        """Close it, as Ctrl-C does."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._librarian.close()
        self._chats.close()

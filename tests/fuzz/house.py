"""The playground with its bot, run step by step from outside of the event loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import make_application
from bot.chats.memory import Chats
from bot.inbox.inbox import Inbox
from bot.playground.app import Playground, Rules
from bot.playground.serve import access_by
from bot.playground.stage import Stage
from bot.running import running
from bot.web.metrics import Metrics
from bot.web.routes import routes
from bot.wiring import make_desk, make_librarian
from index.embedder import HashingEmbedder
from index.stored.database import IN_MEMORY
from tests.conftest import write_corpus
from tests.fuzz.target import Check
from tests.playground.house import House, settings_over

_RULES = Rules(
    hosts=frozenset({"127.0.0.1"}),
    may_add=True,
    may_see_insight=True,
    hidden=frozenset(),
    visitors=3,
)
# Longer than any answer takes, on a busy machine too.
_WITHIN_S = 30.0
Try = Callable[[House, Inbox, Any], Awaitable[None]]


class Complained(Exception):
    """Something was logged as an error."""


class Ear(logging.Handler):
    """Hears what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.heard.append(record)


@contextmanager
def at_home(one: Try) -> Iterator[Check]:
    """A check that lets `one` do something in the house, and fails where an error is logged."""
    ear = Ear()
    with TemporaryDirectory() as home, asyncio.Runner() as runner:
        stack = AsyncExitStack()
        house, inbox = runner.run(_opened(Path(home), stack))
        logging.getLogger().addHandler(ear)

        async def limited(value: Any) -> None:
            async with asyncio.timeout(_WITHIN_S):
                await one(house, inbox, value)

        def check(value: Any) -> None:
            ear.heard.clear()
            try:
                runner.run(limited(value))
            except Exception:
                # Such as that no answer came: what was logged says why.
                if not ear.heard:
                    raise
            if ear.heard:
                first = ear.heard[0]
                error = first.exc_info[1] if first.exc_info else None
                raise error or Complained(first.getMessage())

        try:
            yield check
        finally:
            logging.getLogger().removeHandler(ear)
            runner.run(stack.aclose())


async def _opened(home: Path, stack: AsyncExitStack) -> tuple[House, Inbox]:
    settings = settings_over(write_corpus(home / "documents"), home / "var")
    stage, metrics, chats = Stage(), Metrics(), Chats(IN_MEMORY)
    librarian = make_librarian(settings, HashingEmbedder(), metrics.observe)
    inbox = Inbox(None)
    stack.callback(librarian.close)
    stack.callback(chats.close)
    stack.callback(inbox.close)
    bot = make_application(stage.server(), librarian, chats, access_by(_RULES), inbox)
    desk = make_desk(settings, HashingEmbedder())
    playground = Playground(stage, librarian, chats, desk, _RULES)
    web = playground.application(routes(metrics, lambda: None))
    await stack.enter_async_context(running(bot, librarian, chats))
    return House(web, stage, librarian, chats, metrics, playground), inbox

"""The bot in this process, over HTTP, for the rows that kill nothing."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.access import Access
from bot.app import Server, make_application
from bot.chats.memory import Chats
from bot.emulator.http import serve
from bot.emulator.server import TelegramServer
from bot.inbox.inbox import Inbox
from bot.running import Running, running
from bot.transport import QuietRequest
from bot.wiring import make_librarian
from config.settings import load_settings
from index.embedder import HashingEmbedder
from tests.conftest import build_library, write_corpus
from tests.faults.stage import TOKEN, Asked


class Log(logging.Handler):
    """What the bot logs from WARNING on, and what it logs with a traceback."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def tracebacks(self) -> list[str]:
        """The lines that carry an exception."""
        return [one.getMessage() for one in self.records if one.exc_info]


def _hurried(read_timeout_s: float) -> Callable[[], QuietRequest]:
    return lambda: QuietRequest(pool_timeout=30, read_timeout=read_timeout_s)


@dataclass(slots=True)
class House:
    """A Telegram, the bot that serves it, and what is asked."""

    telegram: TelegramServer
    asked: Asked
    log: Log
    inbox: Inbox
    running: Running


@asynccontextmanager
async def open_house(
    telegram: TelegramServer | None = None, *, read_timeout_s: float | None = None, **how: Any
) -> AsyncIterator[House]:
    """Run the bot for as long as the context lasts."""
    telegram = telegram or TelegramServer()
    telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    log = Log()
    logging.getLogger().addHandler(log)
    with TemporaryDirectory() as folder:
        home = Path(folder) / "var"
        build_library(write_corpus(Path(folder) / "documents"), home / "library.db")
        librarian = make_librarian(load_settings(home=home), HashingEmbedder())
        chats, inbox = Chats(home / "chats.db"), Inbox(home / "inbox.db")
        try:
            async with serve(telegram) as address:
                server = Server(
                    TOKEN,
                    address.base_url,
                    address.base_file_url,
                    None if read_timeout_s is None else _hurried(read_timeout_s),
                )
                application = make_application(server, librarian, chats, Access(), inbox)
                async with running(application, librarian, chats, **how) as it:
                    yield House(telegram, Asked(telegram), log, inbox, it)
        finally:
            logging.getLogger().removeHandler(log)
            librarian.close()
            chats.close()
            inbox.close()

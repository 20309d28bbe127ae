"""The running bot: polling, the watch on the library, logging without secrets, a clean end."""

import asyncio
import logging
import re
from typing import Any

from telegram.error import InvalidToken, NetworkError
from telegram.ext import Application

from bot.access import Access
from bot.app import HEARD, REVIEW, Server, make_application
from bot.chats.memory import Chats
from bot.errors import TelegramUnreachable, TokenRefused
from bot.librarian import Librarian
from bot.upkeep import forget_in_time, watch_library

_log = logging.getLogger(__name__)
_BOOTSTRAP_TRIES = 5
_TOKEN = re.compile(r"\d{3,}:[\w-]{20,}")


class LogFormatter(logging.Formatter):
    """Writes no bot token, wherever in a message or traceback one stands."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with tokens replaced."""
        if record.name.startswith("telegram"):
            # The library logs a traceback for each poll that fails; what matters is in its line.
            record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        return _TOKEN.sub("<token>", super().format(record))


def configure_logging(level: int = logging.INFO) -> None:
    """Log to stderr, once, at the door."""
    handler = logging.StreamHandler()
    handler.setFormatter(LogFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # At INFO httpx prints the address of every call, and the token is part of it.
    for noisy in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def serve(server: Server, librarian: Librarian, chats: Chats, access: Access) -> None:
    """Poll Telegram and answer until SIGINT or SIGTERM.

    Raises:
        TokenRefused: Telegram does not know the token.
        TelegramUnreachable: the server does not answer.
    """
    configure_logging()
    application = make_application(server, librarian, chats, access)
    registered = application.post_init
    watching: list[asyncio.Task[None]] = []

    async def begin(started: Application[Any, Any, Any, Any, Any, Any]) -> None:
        if registered is not None:
            await registered(started)
        await librarian.warm_up()
        review = started.bot_data[REVIEW]
        watching.append(asyncio.create_task(watch_library(librarian, review)))
        watching.append(asyncio.create_task(forget_in_time(chats)))
        snapshot = librarian.snapshot
        _log.info(
            "@%s answers from %d documents, %d passages",
            started.bot.username,
            len(snapshot.documents),
            len(snapshot.passages),
        )

    async def end(_: Application[Any, Any, Any, Any, Any, Any]) -> None:
        for task in watching:
            task.cancel()

    application.post_init, application.post_stop = begin, end
    try:
        application.run_polling(allowed_updates=list(HEARD), bootstrap_retries=_BOOTSTRAP_TRIES)
    except InvalidToken as error:
        raise TokenRefused from error
    except NetworkError as error:
        raise TelegramUnreachable(server.base_url, type(error).__name__) from error
    finally:
        librarian.close()
        chats.close()

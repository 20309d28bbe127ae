"""The bot as a process: logging without secrets, signals, and errors that the operator can mend."""

import asyncio
import logging
import re
import signal

from telegram.error import InvalidToken, NetworkError

from bot.access import Access
from bot.app import Server, make_application
from bot.chats.memory import Chats
from bot.errors import TelegramUnreachable, TokenRefused
from bot.librarian import Librarian
from bot.running import AnyApplication, running

_log = logging.getLogger(__name__)
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
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
    try:
        asyncio.run(_serve(make_application(server, librarian, chats, access), librarian, chats))
    except InvalidToken as error:
        raise TokenRefused from error
    except NetworkError as error:
        raise TelegramUnreachable(server.base_url, type(error).__name__) from error
    finally:
        librarian.close()
        chats.close()


async def _serve(application: AnyApplication, librarian: Librarian, chats: Chats) -> None:
    """Run until a signal or trouble comes, also while it starts."""
    serving = asyncio.create_task(_run(application, librarian, chats))
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, _end, serving, number)
    try:
        await serving
    except asyncio.CancelledError:
        _log.info("Stopped")
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


async def _run(application: AnyApplication, librarian: Librarian, chats: Chats) -> None:
    async with running(application, librarian, chats) as it:
        await it.wait()


def _end(serving: asyncio.Task[None], number: signal.Signals) -> None:
    if not serving.cancelling():  # the first signal; what is being drained is not hurried
        _log.info("%s: stopping", number.name)
        serving.cancel()

"""A running application in an event loop: how it starts, what it does meanwhile, how it ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.app import HEARD, REVIEW
from bot.chats.memory import Chats
from bot.librarian import Librarian
from bot.upkeep import forget_in_time, watch_library

_log = logging.getLogger(__name__)
_BOOTSTRAP_TRIES = 6
_PAUSE_S = 1.0
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Running:
    """What is running: `await wait()` to hear of what it cannot go on from."""

    def __init__(self) -> None:
        self._trouble: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def wait(self) -> None:
        """Wait for trouble, and raise it; nothing else ends the wait."""
        await asyncio.shield(self._trouble)

    def end_with(self, error: Exception) -> None:
        """Let whoever waits know what it cannot go on from."""
        if not self._trouble.done():
            self._trouble.set_exception(error)

    def close(self) -> None:
        """Nobody waits any more."""
        self._trouble.cancel()


@asynccontextmanager
async def running(
    application: AnyApplication, librarian: Librarian, chats: Chats
) -> AsyncIterator[Running]:
    """Start an application, let it work for as long as the context lasts, and drain it.

    The librarian and the memory of chats are left open: they belong to whoever made them.

    Raises:
        InvalidToken: Telegram does not know the token.
        NetworkError: the server does not answer.
    """
    updater = application.updater
    if updater is None or application.post_init is None:
        raise TypeError("The application is not one of make_application")
    tasks: list[asyncio.Task[None]] = []
    is_running = Running()
    try:
        await patiently(application.initialize)
        await application.post_init(application)
        await librarian.warm_up()
        review = application.bot_data[REVIEW]
        tasks.append(asyncio.create_task(watch_library(librarian, review)))
        tasks.append(asyncio.create_task(forget_in_time(chats)))
        _say_hello(application, librarian)
        await updater.start_polling(
            allowed_updates=list(HEARD), bootstrap_retries=_BOOTSTRAP_TRIES - 1
        )
        await application.start()
        yield is_running
    finally:
        is_running.close()
        if updater.running:
            await updater.stop()
        if application.running:
            await application.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await application.shutdown()


async def patiently(
    call: Callable[[], Awaitable[object]],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Make a call of the start again and again where Telegram does not answer it.

    Raises:
        InvalidToken: Telegram does not know the token; it is not asked again.
        TelegramError: the last try failed too.
    """
    for attempt in range(1, _BOOTSTRAP_TRIES):
        try:
            await call()
        except InvalidToken:
            raise
        except TelegramError as error:
            _log.warning("Telegram does not answer (%s); trying again", type(error).__name__)
            await sleep(_PAUSE_S * 1.5 ** (attempt - 1))
        else:
            return
    await call()


def _say_hello(application: AnyApplication, librarian: Librarian) -> None:
    snapshot = librarian.snapshot
    _log.info(
        "@%s answers from %d documents, %d passages",
        application.bot.username,
        len(snapshot.documents),
        len(snapshot.passages),
    )

"""A running application in an event loop: how it starts, what it does meanwhile, how it ends."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol

from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.app import REVIEW, inbox_of
from bot.chats.memory import Chats
from bot.dispatch import AnyApplication, Dispatcher
from bot.librarian import Librarian
from bot.polling import Poller
from bot.trouble import tell
from bot.upkeep import forget_in_time, watch_library
from bot.watching import Follower, Live

_log = logging.getLogger(__name__)
_BOOTSTRAP_TRIES = 6
_RUNNING = "running"
_PAUSE_S = 1.0
# Whoever stops a service kills it some ten seconds later.
_DRAIN_S = 6.0


class Intake(Protocol):
    """Where updates come from."""

    @property
    def is_well(self) -> bool:
        """Whether they come just now."""
        ...

    async def open(self) -> None:
        """Arrange that they come."""
        ...

    async def run(self) -> None:
        """Take them until it is cancelled; what cannot go on raises."""
        ...

    async def close(self) -> None:
        """Take nothing more."""
        ...


class Running:
    """What is running: `await wait()` to hear of what it cannot go on from."""

    def __init__(self, intake: Intake) -> None:
        self.is_stopping = False
        self._intake = intake
        self._work: list[asyncio.Task[None]] = []
        self._upkeep: list[asyncio.Task[None]] = []

    @property
    def is_ready(self) -> bool:
        """Whether updates are taken just now."""
        return bool(self._work) and not self.is_stopping and self._intake.is_well

    async def wait(self) -> None:
        """Wait for trouble, and raise it; nothing else ends the wait.

        Raises:
            PollingDead: nothing was heard of Telegram for too long.
        """
        done, _ = await asyncio.wait(self._work, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do what nothing goes on without."""
        self._work.append(asyncio.create_task(work))
        return self._work[-1]

    def start_upkeep(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what answering does not depend on."""
        task = asyncio.create_task(work)
        task.add_done_callback(_complain)
        self._upkeep.append(task)

    async def stop(self) -> None:
        """End what was started."""
        self.is_stopping = True
        await _end(*self._work, *self._upkeep)


@asynccontextmanager
async def running(
    application: AnyApplication,
    librarian: Librarian,
    chats: Chats,
    *,
    intake: Intake | None = None,
    live: Live | None = None,
    drain_s: float = _DRAIN_S,
) -> AsyncIterator[Running]:
    """Start an application, let it work for as long as the context lasts, and drain it.

    The librarian, the memory of chats and the inbox are left open: they belong to their maker.

    Args:
        application: one of `make_application`.
        librarian: answers its questions.
        chats: its memory.
        intake: where updates come from; polling, where nothing else is said.
        live: the documents that are followed, if they are.
        drain_s: how long it goes on with what is in hand at the end.

    Raises:
        InvalidToken: Telegram does not know the token.
        NetworkError: the server does not answer.
    """
    inbox = inbox_of(application)
    intake = intake or Poller(application.bot, inbox)
    dispatcher = Dispatcher(inbox, application, tell)
    is_running = application.bot_data[_RUNNING] = Running(intake)
    try:
        await _start(application, librarian)
        await patiently(intake.open)
        review = application.bot_data[REVIEW]
        is_running.start_upkeep(watch_library(librarian, review))
        is_running.start_upkeep(forget_in_time(chats))
        if live is not None:
            is_running.start_upkeep(Follower(live, librarian).run())
        dispatching = is_running.start(dispatcher.run())
        taking = is_running.start(intake.run())
        try:
            yield is_running
        finally:
            # In this order: nothing new is taken, what is in hand is answered.
            is_running.is_stopping = True
            await _end(taking)
            await intake.close()
            await _end(dispatching)
            await dispatcher.drain(drain_s)
    finally:
        await is_running.stop()
        await application.shutdown()


def is_ready(application: AnyApplication) -> bool:
    """Whether an application takes updates just now."""
    it: Running | None = application.bot_data.get(_RUNNING)
    return it is not None and it.is_ready


async def _start(application: AnyApplication, librarian: Librarian) -> None:
    await patiently(application.initialize)
    if application.post_init is not None:
        await application.post_init(application)
    await librarian.warm_up()
    snapshot = librarian.snapshot
    _log.info(
        "@%s answers from %d documents, %d passages",
        application.bot.username,
        len(snapshot.documents),
        len(snapshot.passages),
    )


def _complain(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("Upkeep has ended: %s", type(error).__name__, exc_info=error)


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def patiently(
    call: Callable[[], Awaitable[object]],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Make a call of the start again and again where Telegram does not answer it.

    Raises:
        InvalidToken: Telegram does not know the token; it is not asked again.
        BadRequest: nor where it refuses what is asked.
        TelegramError: the last try failed too.
    """
    for attempt in range(1, _BOOTSTRAP_TRIES):
        try:
            await call()
        except (InvalidToken, BadRequest):
            raise
        except TelegramError as error:
            _log.warning("Telegram does not answer (%s); trying again", type(error).__name__)
            await sleep(_PAUSE_S * 1.5 ** (attempt - 1))
        else:
            return
    await call()

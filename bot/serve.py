"""The bot as a process: signals, and errors that the operator can mend."""

import asyncio
import logging
import signal
import socket
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.access import Access
from bot.app import Server, make_application
from bot.chats.memory import Chats
from bot.dispatch import AnyApplication
from bot.errors import TelegramUnreachable, TokenRefused, WebhookRefused
from bot.inbox.inbox import Inbox
from bot.librarian import Librarian
from bot.logs import configure_logging
from bot.pending import Reception
from bot.pushing import Door, Webhook
from bot.running import is_ready, running
from bot.serving import serving
from bot.watching import Live
from bot.web.metrics import Metrics
from bot.web.routes import Readiness, routes

_log = logging.getLogger(__name__)
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Web:
    """Where health, readiness and metrics are shown."""

    listener: socket.socket
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Service:
    """A bot with all that it is made of.

    Args:
        server: where Telegram is.
        librarian: answers questions.
        chats: the memory.
        access: who may ask.
        inbox: what waits for its answer.
        web: where health is shown, if anywhere.
        door: where updates are pushed to; they are polled where there is none.
        reception: where admins hand documents in.
        live: what follows the folder of documents.
        secrets: what must not be logged, beside those of Telegram.
    """

    server: Server
    librarian: Librarian
    chats: Chats
    access: Access
    inbox: Inbox
    web: Web | None = None
    door: Door | None = None
    reception: Reception | None = None
    live: Live | None = None
    secrets: tuple[str, ...] = ()


def serve(service: Service) -> None:
    """Take updates and answer until SIGINT or SIGTERM.

    Raises:
        TokenRefused: Telegram does not know the token.
        TelegramUnreachable: the server does not answer.
        WebhookRefused: it does not push to the address of the door.
        AddressUnusable: the bot cannot listen there.
        PollingDead: it did, and has not for a minute.
    """
    token, door = service.server.token, service.door
    secrets = [token, *service.secrets, *([] if door is None else [door.secret])]
    configure_logging(secrets=secrets)
    try:
        asyncio.run(until_stopped(_run(service)))
    except InvalidToken as error:
        raise TokenRefused from error
    except BadRequest as error:
        raise WebhookRefused("" if door is None else door.url, str(error)) from error
    except NetworkError as error:
        raise TelegramUnreachable(service.server.base_url, type(error).__name__) from error
    finally:
        service.librarian.close()
        service.chats.close()
        service.inbox.close()


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do some work until it is done, in trouble, or a signal ends it, also while it starts."""
    working = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, _end, working, number)
    try:
        await working
    except asyncio.CancelledError:
        _log.info("Stopped")
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


async def _run(service: Service) -> None:
    librarian, chats, inbox, web = service.librarian, service.chats, service.inbox, service.web
    application = make_application(
        service.server, librarian, chats, service.access, inbox, reception=service.reception
    )
    webhook = None if service.door is None else Webhook(application.bot, inbox, service.door)
    async with AsyncExitStack() as stack:
        if web is not None:
            web.metrics.watch(lambda: librarian.snapshot)
            reason = readiness(application, librarian, inbox)
            shown = Starlette(routes=routes(web.metrics, reason))
            await stack.enter_async_context(serving(shown, web.listener))
        it = await stack.enter_async_context(
            running(application, librarian, chats, intake=webhook, live=service.live)
        )
        await it.wait()


def readiness(
    application: AnyApplication, librarian: Librarian, inbox: Inbox | None = None
) -> Readiness:
    """Whether questions that come are answered."""

    def reason() -> str | None:
        if not librarian.is_warm:
            return "the model is being loaded"
        if inbox is not None and not inbox.is_well:
            return "the database is away"
        return None if is_ready(application) else "the bot does not listen yet"

    return reason


def _end(working: asyncio.Task[None], number: signal.Signals) -> None:
    if not working.cancelling():  # the first signal; what is being drained is not hurried
        _log.info("%s: stopping", number.name)
        working.cancel()

"""The playground as a process: the page, the bot behind it, and a clean end."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

from bot.access import Access
from bot.app import make_application
from bot.chats.memory import Chats
from bot.dispatch import AnyApplication
from bot.inbox.inbox import Inbox
from bot.librarian import Librarian
from bot.playground.app import Playground, Rules
from bot.playground.documents import Desk
from bot.playground.stage import Stage
from bot.running import running
from bot.serve import readiness, until_stopped
from bot.serving import serving
from bot.watching import Live
from bot.web.metrics import Metrics
from bot.web.routes import routes

_LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Opening:
    """What a playground is made of.

    Args:
        rules: what visitors may do.
        desk: where documents are added.
        metrics: what is counted.
        live: the documents that are followed, if they are.
    """

    rules: Rules
    desk: Desk
    metrics: Metrics
    live: Live | None = None


def serve_playground(
    opening: Opening,
    librarian: Librarian,
    chats: Chats,
    listener: socket.socket,
    announce: Callable[[], None],
) -> None:
    """Serve the page until SIGINT or SIGTERM; `announce` is called once it can be opened."""
    try:
        asyncio.run(until_stopped(open_playground(opening, librarian, chats, listener, announce)))
    finally:
        librarian.close()
        chats.close()


async def open_playground(
    opening: Opening,
    librarian: Librarian,
    chats: Chats,
    listener: socket.socket,
    announce: Callable[[], None],
) -> None:
    """Serve the page until this is cancelled; it opens before the model is loaded."""
    stage = Stage()
    # The ids of its updates begin anew with each start, so nothing of the last one may be kept.
    inbox = Inbox(None)
    access = access_by(opening.rules)
    application = make_application(stage.server(), librarian, chats, access, inbox)
    playground = Playground(stage, librarian, chats, opening.desk, opening.rules)
    opening.metrics.watch(lambda: librarian.snapshot)
    web = playground.application(routes(opening.metrics, readiness(application, librarian)))
    async with serving(web, listener):
        announce()
        telling = asyncio.create_task(_tell(playground, librarian))
        try:
            await _run(application, librarian, chats, opening.live)
        finally:
            telling.cancel()
            inbox.close()


async def _run(
    application: AnyApplication, librarian: Librarian, chats: Chats, live: Live | None
) -> None:
    async with running(application, librarian, chats, live=live) as it:
        await it.wait()


async def _tell(playground: Playground, librarian: Librarian) -> None:
    """Let the pages know when the model is loaded, and when the library changed."""
    known: object = None
    while True:
        now = (librarian.is_warm, librarian.snapshot.version)
        if now != known:
            known = now
            playground.tell_all()
        await asyncio.sleep(_LOOK_S)


def access_by(rules: Rules) -> Access:
    """Everybody may ask, and nobody has a name that opens more: the emulator makes up its ids."""
    return Access(restricted={name: frozenset() for name in rules.hidden})

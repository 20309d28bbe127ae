"""Updates that are pushed to a web address of ours."""

import asyncio
import hmac
import os
import secrets
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from telegram import Bot

from bot.app import HEARD
from bot.inbox.inbox import Inbox
from bot.serving import listen, serving
from bot.web.webhook import webhook_route

_CONNECTIONS = 40


@dataclass(frozen=True, slots=True)
class Door:
    """Where Telegram's pushes come in.

    Args:
        url: the address that Telegram is told, as the proxy in front of the bot has it.
        host: where the bot listens.
        port: the same.
        path: the path that the proxy passes on.
        secret: what proves that a push is Telegram's.
    """

    url: str
    host: str
    port: int
    path: str
    secret: str = field(repr=False)


def kept_secret(path: Path) -> str:
    """The secret in a file that only its owner reads; a new one where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and linked into place: a second process finds it whole, or not at all.
    new = path.with_name(f"{path.name}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
    with suppress(FileExistsError):
        path.hardlink_to(new)
    new.unlink()
    return path.read_text("utf-8").strip()


def shared_secret(token: str) -> str:
    """The secret that replicas on several machines have in common without a word: of the token."""
    return hmac.new(token.encode(), b"Quoth's webhook", "sha256").hexdigest()


class Webhook:
    """Takes pushes for one bot."""

    def __init__(self, bot: Bot, inbox: Inbox, door: Door) -> None:
        self._bot, self._inbox, self._door = bot, inbox, door
        self._listening = AsyncExitStack()
        self._is_listening = False
        self.is_well = False

    async def open(self) -> None:
        """Listen, then tell Telegram where.

        Raises:
            AddressUnusable: it cannot listen there.
            TelegramError: Telegram does not take the address.
        """
        door = self._door
        app = Starlette(routes=[webhook_route(door.path, door.secret, self._inbox.put)])
        if not self._is_listening:  # it is tried again where Telegram does not answer
            listener = listen(door.host, door.port, is_shared=True)
            await self._listening.enter_async_context(serving(app, listener))
            self._is_listening = True
        await self._bot.set_webhook(
            door.url,
            secret_token=door.secret,
            allowed_updates=list(HEARD),
            max_connections=_CONNECTIONS,
        )
        self.is_well = True

    async def run(self) -> None:
        """Take what comes until it is cancelled."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Take nothing more. Telegram keeps what comes for the next start."""
        self.is_well = False
        await self._listening.aclose()

"""A running bot: the real application, over real HTTP, against the emulator."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from bot.access import Access
from bot.app import Server, make_application
from bot.chats.memory import Chats
from bot.emulator.http import serve
from bot.emulator.people import BotAccount, Json, Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer
from bot.emulator.spec import ApiSpec
from bot.inbox.inbox import Inbox
from bot.librarian import Librarian
from bot.pending import Reception
from bot.running import running as running_application
from bot.watching import Live
from bot.wiring import make_librarian
from config.settings import load_settings
from index.embedder import HashingEmbedder
from tests.conftest import SHARED

if TYPE_CHECKING:
    from tests.stories.shelf import Shelf

TOKEN = "123456:AAEmulatedTokenForTheStories00000000"


@dataclass(slots=True)
class Stage:
    """A Telegram with the bot in it, and one person to speak."""

    telegram: TelegramServer
    bot: BotAccount
    librarian: Librarian
    ann: Person
    private: Room
    chats: Chats

    async def ask(self, room: Room, text: str, *, by: Person | None = None, **how: Any) -> Json:
        """Say something and wait for one more message of the bot's in that room."""
        before = [m for m in self.telegram.messages(room) if m["from"]["is_bot"]]
        await self.telegram.say(room, by or self.ann, text, **how)
        return (await self.telegram.wait_for_messages(room, len(before) + 1))[-1]


async def until(is_true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what the bot does after it has answered."""
    for _ in range(500):
        if await is_true():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


def open_librarian(path: Path) -> Librarian:
    """A librarian over a library that was built with the hashing embedder."""
    return make_librarian(load_settings(home=path.parent), HashingEmbedder())


@asynccontextmanager
async def running(
    telegram: TelegramServer,
    librarian: Librarian,
    access: Access | None = None,
    memory: Path | None = None,
    now: Callable[[], float] = time.time,
    reception: Callable[[Chats], Reception] | None = None,
    live: Live | None = None,
) -> AsyncIterator[Chats]:
    """Run the application against an emulator, over HTTP, for as long as the context lasts.

    Where a path for its memory is given, what it remembers outlives it.
    """
    with TemporaryDirectory() as home:
        chats = Chats(memory or Path(home) / "chats.db", now)
        inbox = Inbox(Path(home) / "inbox.db")
        try:
            desk = None if reception is None else reception(chats)
            allowed = access or Access()
            async with _running(telegram, librarian, chats, allowed, inbox, desk, live):
                yield chats
        finally:
            chats.close()
            inbox.close()


@asynccontextmanager
async def _running(
    telegram: TelegramServer,
    librarian: Librarian,
    chats: Chats,
    access: Access,
    inbox: Inbox,
    reception: Reception | None,
    live: Live | None,
) -> AsyncIterator[None]:
    async with serve(telegram) as address:
        server = Server(TOKEN, address.base_url, address.base_file_url)
        application = make_application(server, librarian, chats, access, inbox, reception=reception)
        try:
            async with running_application(application, librarian, chats, live=live):
                yield
        finally:
            librarian.close()


def make_telegram(clock: Callable[[], float] = time.time) -> TelegramServer:
    """An emulator that judges every call by the published specification where that is at hand."""
    path = SHARED / "telegram" / "api.json"
    return TelegramServer(clock=clock, spec=ApiSpec.load(path) if path.is_file() else None)


@pytest.fixture
def access() -> Access:
    """Who may ask: everybody, unless a story says otherwise."""
    return Access()


@pytest.fixture
async def stage(library_path: Path, access: Access) -> AsyncIterator[Stage]:
    """The bot over the small corpus, in a private chat with Ann."""
    telegram = make_telegram()
    # Privacy mode is off, so that groups begin without the hint about it.
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann", username="ann")
    librarian = open_librarian(library_path)
    async with running(telegram, librarian, access) as chats:
        yield Stage(telegram, bot, librarian, ann, telegram.private_chat(ann), chats)
    assert telegram.violations == []


@pytest.fixture
async def shelf(library_path: Path, folder: Path) -> AsyncIterator["Shelf"]:
    """The bot over the small corpus, with an admin who adds documents."""
    from tests.stories.shelf import shelf_with  # it builds on this module

    async with shelf_with(library_path, folder) as shelf:
        yield shelf

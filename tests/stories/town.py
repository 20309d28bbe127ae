"""A town with every door to the documents: Telegram, the playground and the terminal."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.app import make_application
from bot.chats.memory import Chats
from bot.cli import app
from bot.emulator.calls import Call
from bot.emulator.people import Json, Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer
from bot.inbox.inbox import Inbox
from bot.pending import Reception
from bot.playground.app import Playground
from bot.playground.serve import access_by
from bot.playground.stage import Stage as Emulated
from bot.running import running as running_application
from bot.updating import Watchers, update_library
from bot.web.metrics import Metrics
from bot.web.routes import routes
from bot.wiring import (
    make_access,
    make_desk,
    make_librarian,
    make_reception,
    make_rules,
)
from config.settings import Settings, load_settings
from tests.conftest import Watch
from tests.playground.house import House, Page
from tests.stories.conftest import TOKEN, Stage, make_telegram, running

# What somebody does, and what it gives beside the bots' messages.
Act = Callable[["Town"], Awaitable[object]]
ADMIN, ANN, BOB = 17, 700_000_001, 700_000_002
# What a bot tells the server beside what it shows: how it is set up, and which update comes next.
_SILENT = ("getUpdates", "getMe", "setMyCommands", "deleteWebhook", "sendChatAction")


@dataclass(slots=True)
class Town:
    """Root is an admin, Ann (of the stage) and Bob are not."""

    settings: Settings
    stage: Stage
    root: Person
    bob: Person
    house: House

    @property
    def telegram(self) -> TelegramServer:
        return self.stage.telegram

    async def ask(self, by: Person, room: Room, text: str, **how: Any) -> Json:
        """Say something and wait for the bot's answer in that room."""
        return await self.stage.ask(room, text, by=by, **how)

    def newcomer(self) -> Person:
        """Somebody who asked nothing yet, and has no rights."""
        return self.telegram.add_person("Newcomer")

    async def visitor(self) -> "Visitor":
        """Somebody who opens the playground."""
        page = Page(self.house.application)
        return Visitor(self.house, page, await page.visit())

    async def take_up(self) -> None:
        """Let the playground, a process of its own elsewhere, look at the library at once."""
        await self.house.librarian.refresh()

    async def quoth(self, *arguments: str, said: str = "") -> str:
        """What a command prints."""

        def run() -> str:
            environment = {
                "QUOTH_HOME": str(self.settings.home),
                "QUOTH_CORPUS__FOLDER": str(self.settings.corpus.folder),
            }
            done = CliRunner().invoke(app, list(arguments), input=said, env=environment)
            return f"{done.output}\n{done.exception or ''}"

        return await asyncio.to_thread(run)

    async def shown_by(self, act: Act) -> str:
        """Everything that the bots say while somebody does something, and what it gives."""
        seen = [(server, len(server.calls)) for server in self._servers]
        given = await act(self)
        said = [_said(call) for server, before in seen for call in server.calls[before:]]
        texts = [given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)]
        return "\n".join([*texts, *filter(None, said)])

    @property
    def _servers(self) -> list[TelegramServer]:
        return [self.telegram, self.house.stage.telegram]


@dataclass(slots=True)
class Visitor:
    """Somebody at the playground."""

    house: House
    page: Page
    visit: Json

    async def ask(self, text: str, chat: int = 0) -> Json:
        """Ask in the private chat (0) or the group (1), and wait for the answer."""
        number, you = self.visit["chats"][chat]["id"], self.visit["you"][0]["id"]
        room = next(room for room in self.house.stage.telegram.rooms() if room.id == number)
        said = sum(message["from"]["is_bot"] for message in room.messages())
        await self.page.post(f"/api/chats/{number}/messages", **{"as": you}, text=text)
        return await self.house.answer_in(number, said + 1)

    async def ask_inline(self, text: str) -> Any:
        """What is offered for a query."""
        you = self.visit["you"][0]["id"]
        return await self.page.post("/api/inline", **{"as": you}, query=text)

    async def behind(self, answer: Json) -> Any:
        """How an answer in the private chat was found."""
        chat = self.visit["chats"][0]["id"]
        found = await self.page.get(f"/api/chats/{chat}/messages/{answer['message_id']}/finding")
        return {key: found[key] for key in ("searched_for", "matches")}

    async def documents(self) -> list[Any]:
        """The lists, and each document in them."""
        listed = await self.page.get("/api/documents")
        numbers = [one["id"] for found in listed["collections"] for one in found["documents"]]
        return [listed, *[await self.page.get(f"/api/documents/{number}") for number in numbers]]


def _said(call: Call) -> str:
    if call.method in _SILENT:
        return ""
    return f"{call.method} {json.dumps(call.params, ensure_ascii=False, default=str)}"


@asynccontextmanager
async def town_over(folder: Path, home: Path, **access: object) -> AsyncIterator[Town]:
    """The documents of a folder behind every door, with the rules of access of the settings."""
    rules = {"admins": [ADMIN], "guests": True, **access}
    settings = load_settings(home=home, corpus={"folder": folder}, access=rules)
    update_library(settings, Watchers(Watch()))
    telegram = make_telegram()
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    root, ann, bob = (
        telegram.add_person(name, id=number)
        for name, number in (("Root", ADMIN), ("Ann", ANN), ("Bob", BOB))
    )
    librarian = make_librarian(settings)

    def reception(chats: Chats) -> Reception:
        return make_reception(settings, chats)

    async with AsyncExitStack() as open_for:
        house = await open_for.enter_async_context(_house(settings))
        chats = await open_for.enter_async_context(
            running(telegram, librarian, make_access(settings), reception=reception)
        )
        stage = Stage(telegram, bot, librarian, ann, telegram.private_chat(ann), chats)
        yield Town(settings, stage, root, bob, house)
    assert telegram.violations == []


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[House]:
    stage, metrics, chats, inbox = Emulated(), Metrics(), Chats(settings.home / "p.db"), Inbox(None)
    rules = make_rules(settings, is_exposed=False)
    librarian = make_librarian(settings)
    bot = make_application(stage.server(), librarian, chats, access_by(rules), inbox)
    playground = Playground(stage, librarian, chats, make_desk(settings), rules)
    web = playground.application(routes(metrics, lambda: None))
    async with running_application(bot, librarian, chats):
        await librarian.warm_up()
        yield House(web, stage, librarian, chats, metrics, playground)
    librarian.close()
    chats.close()
    inbox.close()

"""An open playground over the small corpus, and pages that visit it without a browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from bot.app import make_application
from bot.chats.memory import Chats
from bot.emulator.people import Json
from bot.inbox.inbox import Inbox
from bot.librarian import Librarian
from bot.playground.app import Playground, Rules
from bot.playground.documents import Shelf
from bot.playground.serve import access_by
from bot.playground.stage import Stage
from bot.running import running
from bot.web.metrics import Metrics
from bot.web.routes import routes
from bot.wiring import make_librarian, make_shelf
from config.settings import Settings, load_settings
from index.embedder import HashingEmbedder
from tests.conftest import build_library

HOST = "http://127.0.0.1:8080"


class Page:
    """What a browser does with the playground, one visitor."""

    def __init__(self, application: ASGIApp) -> None:
        transport = httpx.ASGITransport(application)
        self.http = httpx.AsyncClient(transport=transport, base_url=HOST)

    async def visit(self) -> Json:
        """Load the page."""
        found: Json = (await self.http.get("/api/visit")).json()
        return found

    async def get(self, path: str) -> Any:
        """What a call gives that must succeed."""
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        """What a call gives that must succeed."""
        answer = await self.http.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


@dataclass(slots=True)
class House:
    """The playground with everything that it is made of."""

    application: ASGIApp
    stage: Stage
    librarian: Librarian
    chats: Chats
    metrics: Metrics
    playground: Playground

    async def answer_in(self, chat: int, count: int = 1) -> Json:
        """The bot's last message in a chat, once it has written so many."""
        telegram = self.stage.telegram
        room = next(room for room in telegram.rooms() if room.id == chat)
        return (await telegram.wait_for_messages(room, count))[-1]


@pytest.fixture
def rules() -> Rules:
    """What visitors may do, unless a test says otherwise."""
    return Rules(
        hosts=frozenset({"127.0.0.1"}),
        may_add=True,
        may_see_insight=True,
        hidden=frozenset(),
        visitors=3,
    )


@pytest.fixture
def settings(tmp_path: Path, folder: Path) -> Settings:
    """Settings over the small corpus, with its library built."""
    settings = load_settings(home=tmp_path / "var", corpus={"folder": folder})
    build_library(folder, settings.library_path)
    return settings


@pytest.fixture
def shelf(settings: Settings) -> Shelf:
    """Where documents are added."""
    return make_shelf(settings, HashingEmbedder())


@pytest.fixture
async def house(settings: Settings, shelf: Shelf, rules: Rules) -> AsyncIterator[House]:
    """An open playground, and the bot behind it at work."""
    stage, metrics, chats = Stage(), Metrics(), Chats(Path(":memory:"))
    librarian = make_librarian(settings, HashingEmbedder(), metrics.observe)
    inbox = Inbox(None)
    bot = make_application(stage.server(), librarian, chats, access_by(rules), inbox)
    playground = Playground(stage, librarian, chats, shelf, rules)
    web = playground.application(routes(metrics, lambda: None))
    async with running(bot, librarian, chats):
        yield House(web, stage, librarian, chats, metrics, playground)
    librarian.close()
    chats.close()
    inbox.close()


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    """The page of one visitor."""
    page = Page(house.application)
    async with page.http:
        yield page

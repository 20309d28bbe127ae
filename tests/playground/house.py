"""An open playground over the small corpus, and a page that visits it without a browser."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp

from bot.chats.memory import Chats
from bot.emulator.people import Json
from bot.librarian import Librarian
from bot.playground.app import Playground, Rules
from bot.playground.stage import Stage
from bot.web.metrics import Metrics
from config.settings import Settings, load_settings
from tests.conftest import build_library

HOST = "http://127.0.0.1:8080"
# What visitors may do, unless a test says otherwise.
RULES = Rules(
    hosts=frozenset({"127.0.0.1"}),
    may_add=True,
    may_see_insight=True,
    hidden=frozenset(),
    visitors=3,
)


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


def settings_over(folder: Path, home: Path) -> Settings:
    """Settings over a folder of documents, with its library built without a model."""
    settings = load_settings(home=home, corpus={"folder": folder})
    build_library(folder, settings.library_path)
    return settings

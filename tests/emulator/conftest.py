"""A world for each test: one bot, one person, and an HTTP client that speaks as the bot."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.emulator.http import make_app
from bot.emulator.people import BotAccount, Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer
from bot.emulator.spec import ApiSpec

TOKEN = "123456:AAtest"
SHARED = Path(__file__).resolve().parents[2].parent / "shared"

Json = dict[str, Any]


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Api:
    """Calls the Bot API over HTTP as one bot."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def call(self, method: str, **params: Any) -> Json:
        """Return the whole answer."""
        response = await self._client.post(
            f"/bot{TOKEN}/{method}",
            content=json.dumps(params),
            headers={"Content-Type": "application/json"},
        )
        answer: Json = response.json()
        return answer

    async def done(self, method: str, **params: Any) -> Any:
        """Return the result of a call that must succeed."""
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """Return the description of a call that must be refused, after its status."""
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def spec() -> ApiSpec:
    path = SHARED / "telegram" / "api.json"
    if not path.exists():
        pytest.skip("the machine-readable Bot API specification is not beside this checkout")
    return ApiSpec.load(path)


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[TelegramServer]:
    world = TelegramServer(clock=clock, webhook_pause_s=0.01)
    yield world
    await world.close()


@pytest.fixture
async def judged(clock: Clock, spec: ApiSpec) -> AsyncIterator[TelegramServer]:
    """A server whose requests, answers and updates must all fit the specification."""
    world = TelegramServer(clock=clock, spec=spec)
    yield world
    assert world.violations == []


@pytest.fixture
def bot(server: TelegramServer) -> BotAccount:
    return server.add_bot(TOKEN, "quoth_bot")


@pytest.fixture
def ann(server: TelegramServer, bot: BotAccount) -> Person:
    return server.add_person("Ann", username="ann")


@pytest.fixture
def chat(server: TelegramServer, ann: Person) -> Room:
    return server.private_chat(ann)


@pytest.fixture
def client(server: TelegramServer) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=make_app(server)), base_url="http://telegram"
    )


@pytest.fixture
def api(client: httpx.AsyncClient, bot: BotAccount) -> Api:
    return Api(client)

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from bot.emulator.people import Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer
from bot.emulator.webhook import SECRET_HEADER

from .conftest import Api, Json


class Receiver:
    """A bot's web server: remembers what was posted, answers as it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.posts: list[tuple[dict[str, str], Json]] = []
        # By text of the message: what to answer, one after the other; then 200.
        self.statuses: dict[str, list[int]] = {}
        self.came = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
        update = json.loads(body)
        self.posts.append(({"line": lines[0], **headers}, update))
        planned = self.statuses.get(update["message"]["text"])
        status = planned.pop(0) if planned else 200
        writer.write(
            f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()
        )
        await writer.drain()
        writer.close()
        self.came.set()

    async def wait(self, count: int) -> list[Json]:
        """Return the updates once so many posts came."""
        async with asyncio.timeout(5):
            while len(self.posts) < count:
                self.came.clear()
                await self.came.wait()
        return [update for _, update in self.posts]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    listening = await asyncio.start_server(one.answer, "127.0.0.1", 0)
    one.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/hook"
    yield one
    listening.close()


async def test_updates_are_posted_as_json_with_the_secret(
    api: Api, server: TelegramServer, chat: Room, ann: Person, receiver: Receiver
) -> None:
    await api.done("setWebhook", url=receiver.url, secret_token="s3-cret_")
    await server.say(chat, ann, "hello")
    [update] = await receiver.wait(1)
    [(headers, _)] = receiver.posts
    assert update["message"]["text"] == "hello"
    assert headers["line"] == "POST /hook HTTP/1.1"
    assert headers["content-type"] == "application/json"
    assert headers[SECRET_HEADER.lower()] == "s3-cret_"


async def test_what_waited_is_posted_once_the_webhook_is_set(
    api: Api, server: TelegramServer, chat: Room, ann: Person, receiver: Receiver
) -> None:
    await server.say(chat, ann, "before")
    await api.done("setWebhook", url=receiver.url)
    assert [one["message"]["text"] for one in await receiver.wait(1)] == ["before"]


async def test_a_refused_update_comes_again_and_holds_back_its_chat_only(
    api: Api, server: TelegramServer, chat: Room, ann: Person, receiver: Receiver
) -> None:
    bob = server.add_person("Bob")
    other = server.private_chat(bob)
    receiver.statuses = {"one": [500, 503]}
    await api.done("setWebhook", url=receiver.url)
    await server.say(chat, ann, "one")
    await server.say(chat, ann, "two")
    await server.say(other, bob, "elsewhere")
    texts = [update["message"]["text"] for update in await receiver.wait(5)]
    assert [text for text in texts if text != "elsewhere"] == ["one", "one", "one", "two"]
    assert texts.index("elsewhere") < 2
    assert "503" in (await api.done("getWebhookInfo"))["last_error_message"]


async def test_a_delivered_update_is_forgotten(
    api: Api, server: TelegramServer, chat: Room, ann: Person, receiver: Receiver
) -> None:
    await api.done("setWebhook", url=receiver.url)
    await server.say(chat, ann, "one")
    await server.say(chat, ann, "two")
    await receiver.wait(2)
    # The second post of a chat starts only after the first was forgotten.
    assert (await api.done("getWebhookInfo"))["pending_update_count"] <= 1


async def test_the_order_within_a_chat_is_kept(
    api: Api, server: TelegramServer, chat: Room, ann: Person, receiver: Receiver
) -> None:
    await api.done("setWebhook", url=receiver.url)
    for number in range(20):
        await server.say(chat, ann, str(number))
    updates = await receiver.wait(20)
    assert [one["message"]["text"] for one in updates] == [str(number) for number in range(20)]


async def test_the_pause_doubles_from_one_retry_to_the_next(
    api: Api,
    server: TelegramServer,
    chat: Room,
    ann: Person,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def remembered(pause_s: float) -> None:
        pauses.append(pause_s)
        await sleep(0)

    monkeypatch.setattr("bot.emulator.webhook.asyncio.sleep", remembered)
    receiver.statuses = {"hello": [500, 500, 500]}
    await api.done("setWebhook", url=receiver.url)
    await server.say(chat, ann, "hello")
    await receiver.wait(4)
    assert pauses == [0.01, 0.02, 0.04]


async def test_dropping_pending_updates_forgets_them(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    await server.say(chat, ann, "hello")
    await api.done("deleteWebhook", drop_pending_updates=True)
    assert await api.done("getUpdates") == []


async def test_webhook_info_tells_what_was_set(api: Api) -> None:
    await api.done(
        "setWebhook",
        url="http://127.0.0.1:9/hook",
        max_connections=7,
        allowed_updates=["message"],
    )
    assert await api.done("getWebhookInfo") == {
        "url": "http://127.0.0.1:9/hook",
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 7,
        "allowed_updates": ["message"],
    }

import asyncio

import pytest

from bot.emulator.people import BotAccount, Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer
from bot.emulator.updates import FIRST_UPDATE_ID

from .conftest import Api, Clock, Json


def ids(updates: list[Json]) -> list[int]:
    return [update["update_id"] - FIRST_UPDATE_ID for update in updates]


@pytest.fixture
async def five_said(server: TelegramServer, chat: Room, ann: Person) -> None:
    for number in range(5):
        await server.say(chat, ann, f"message {number}")


@pytest.mark.usefixtures("five_said")
async def test_updates_come_in_order_until_they_are_confirmed(api: Api) -> None:
    first = await api.done("getUpdates")
    assert [one["message"]["text"] for one in first] == [f"message {n}" for n in range(5)]
    assert ids(first) == ids(await api.done("getUpdates")) == [0, 1, 2, 3, 4]
    assert ids(await api.done("getUpdates", offset=first[2]["update_id"])) == [2, 3, 4]
    assert ids(await api.done("getUpdates")) == [2, 3, 4]


@pytest.mark.usefixtures("five_said")
async def test_a_negative_offset_keeps_the_last_and_forgets_the_rest(api: Api) -> None:
    assert ids(await api.done("getUpdates", offset=-2)) == [3, 4]
    assert ids(await api.done("getUpdates")) == [3, 4]


@pytest.mark.usefixtures("five_said")
async def test_the_limit_is_between_1_and_100(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    for number in range(200):
        await server.say(chat, ann, str(number))
    assert len(await api.done("getUpdates", limit=3)) == 3
    assert len(await api.done("getUpdates", limit=0)) == 1
    assert len(await api.done("getUpdates", limit=1000)) == 100
    assert len(await api.done("getUpdates")) == 100


@pytest.mark.parametrize(
    ("kind", "kept_s"),
    [
        ("message", 86_400),
        ("edited_message", 86_400),
        ("my_chat_member", 86_400),
        ("callback_query", 150),
        ("inline_query", 30),
        ("chosen_inline_result", 600),
    ],
)
async def test_an_update_nobody_fetches_expires(
    api: Api, bot: BotAccount, clock: Clock, kind: str, kept_s: float
) -> None:
    bot.updates.put(kind, {}, lane=1)
    clock.now += kept_s - 1
    assert len(await api.done("getUpdates")) == 1
    clock.now += 1
    assert await api.done("getUpdates") == []


async def test_only_the_wanted_kinds_are_kept_until_told_otherwise(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    await api.done("getUpdates", allowed_updates=["edited_message"])
    said = await server.say(chat, ann, "hello")
    await server.edit(chat, said["message_id"], "hello!")
    assert [set(one) - {"update_id"} for one in await api.done("getUpdates")] == [
        {"edited_message"}
    ]
    await api.done("getUpdates", allowed_updates=[])
    await server.say(chat, ann, "again")
    assert (await api.done("getUpdates"))[-1]["message"]["text"] == "again"


async def test_a_long_poll_wakes_as_soon_as_something_is_said(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    poll = asyncio.create_task(api.done("getUpdates", timeout=50))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await server.say(chat, ann, "hello")
    updates = await asyncio.wait_for(poll, 1)
    assert [one["message"]["text"] for one in updates] == ["hello"]


async def test_a_long_poll_ends_empty_when_its_time_is_over(api: Api, chat: Room) -> None:
    assert await asyncio.wait_for(api.done("getUpdates", timeout=1), 3) == []


async def test_a_second_poller_ends_the_first_with_a_conflict(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    older = asyncio.create_task(api.refused("getUpdates", timeout=50))
    await asyncio.sleep(0.02)
    newer = asyncio.create_task(api.done("getUpdates", timeout=50))
    assert await asyncio.wait_for(older, 1) == (
        "409 Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    await server.say(chat, ann, "hello")
    assert len(await asyncio.wait_for(newer, 1)) == 1


async def test_polling_while_a_webhook_is_set_is_a_conflict(api: Api) -> None:
    await api.done("setWebhook", url="http://127.0.0.1:9/hook")
    assert await api.refused("getUpdates") == (
        "409 Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await api.done("deleteWebhook")
    assert await api.done("getUpdates") == []


async def test_setting_a_webhook_ends_a_long_poll(api: Api) -> None:
    poll = asyncio.create_task(api.refused("getUpdates", timeout=50))
    await asyncio.sleep(0.02)
    await api.done("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await asyncio.wait_for(poll, 1)).startswith("409 Conflict: terminated by setWebhook")


async def test_update_ids_have_no_gaps(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    for _ in range(3):
        await server.say(chat, ann, "hello")
        [update] = await api.done("getUpdates")
        await api.done("getUpdates", offset=update["update_id"] + 1)
    assert ids([update]) == [2]

"""The stream of events: what stands there, what comes, changes and goes; and the news."""

import json

from bot.emulator.people import Json
from bot.emulator.server import TelegramServer
from bot.playground.feed import Feed, stream
from bot.playground.visits import Visit, Visits


def make_visit() -> tuple[TelegramServer, Visit]:
    telegram = TelegramServer()
    telegram.add_bot("1:x", "quoth_bot")
    visits = Visits(telegram, 3, lambda: 0.0, idle)
    return telegram, visits.begin("en")


def idle(visit: Visit) -> None:
    """Nobody minds who is gone."""


def kinds(events: list[Json]) -> list[str]:
    return [event["type"] for event in events]


async def test_a_page_first_gets_what_stands_there_and_then_what_changes() -> None:
    telegram, visit = make_visit()
    said = await telegram.say(visit.private, visit.you, "first")
    feed = Feed(visit, list)

    before = feed.changes()
    await telegram.edit(visit.private, said["message_id"], "second")
    changed = feed.changes()
    telegram.delete_message(visit.private, said["message_id"])
    deleted = feed.changes()

    assert said in [event["message"] for event in before]
    assert [event["message"]["text"] for event in changed] == ["second"]
    assert deleted == [
        {"type": "deleted", "chat": visit.private.id, "message_id": said["message_id"]}
    ]
    assert feed.changes() == []


async def test_typing_is_told_each_time_and_not_what_was_before() -> None:
    _, visit = make_visit()
    visit.private.typing[1] = 5.0
    feed = Feed(visit, list)
    feed.changes()

    visit.private.typing[1] = 9.0

    assert feed.changes() == [{"type": "typing", "chat": visit.private.id, "topic": 1}]
    assert feed.changes() == []


async def test_news_are_told_when_they_change() -> None:
    _, visit = make_visit()
    news: list[Json] = [{"type": "library", "version": 1}]
    feed = Feed(visit, lambda: news)

    assert "library" in kinds(feed.changes())
    assert feed.changes() == []
    news[0] = {"type": "library", "version": 2}
    assert feed.changes() == [{"type": "library", "version": 2}]


async def test_a_stream_wakes_for_both_chats_and_counts_its_listeners() -> None:
    telegram, visit = make_visit()
    events = stream(visit, list)
    await anext(events)
    assert visit.listeners == 1

    await telegram.say(visit.group, visit.friend, "in the group")
    told = json.loads((await anext(events)).removeprefix("data: "))
    await events.aclose()  # type: ignore[attr-defined]  # because it is a generator

    assert told["message"]["text"] == "in the group"
    assert visit.listeners == 0


async def test_who_was_away_for_long_makes_room_for_others() -> None:
    telegram = TelegramServer()
    telegram.add_bot("1:x", "quoth_bot")
    now = [0.0]
    gone: list[Visit] = []
    visits = Visits(telegram, 2, lambda: now[0], gone.append)
    first, second = visits.begin("en"), visits.begin("en")
    first.listeners = 1

    now[0] = 700.0
    visits.find(second.key)
    now[0] = 1400.0
    third = visits.begin("en")

    assert gone == [second]
    assert visits.find(second.key) is None
    assert [visits.find(one.key) for one in (first, third)] == [first, third]


async def test_old_messages_vanish_where_there_are_too_many() -> None:
    telegram, visit = make_visit()
    visits = Visits(telegram, 3, lambda: 0.0, idle)
    for number in range(305):
        await telegram.say(visit.group, visit.you, str(number))

    visits.trim(visit.group)

    texts = [message.get("text") for message in visit.group.messages()]
    assert texts[-300:] == [str(number) for number in range(5, 305)]
    assert visit.topic in visit.group.said

import asyncio

import pytest

from bot.emulator.people import BotAccount, Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer

from .conftest import TOKEN, Api


@pytest.fixture
def group(server: TelegramServer, ann: Person) -> Room:
    return server.add_group("Friends", [ann])


def seen(bot: BotAccount) -> list[str]:
    """Return the texts that wait for the bot; service messages do not count."""
    bodies = [pending.body for pending in bot.updates.waiting() if pending.kind == "message"]
    return [str(body["text"]) for body in bodies if "text" in body]


async def test_a_bot_is_told_that_it_was_added(bot: BotAccount, group: Room) -> None:
    added, service = [pending.body for pending in bot.updates.waiting()]
    assert added["old_chat_member"]["status"] == "left"
    assert added["new_chat_member"]["status"] == "member"
    assert [user["id"] for user in service["new_chat_members"]] == [bot.id]


async def test_privacy_mode_shows_commands_for_the_bot_only(
    server: TelegramServer, bot: BotAccount, group: Room, ann: Person
) -> None:
    for text in ("hello", "/ask one", "/ask@quoth_bot two", "/ask@other_bot three", "so /ask?"):
        await server.say(group, ann, text)
    assert seen(bot) == ["/ask one", "/ask@quoth_bot two", "so /ask?"]


async def test_a_bare_command_goes_to_the_bot_that_spoke_last(
    server: TelegramServer, bot: BotAccount, ann: Person
) -> None:
    other = server.add_bot("654321:BBother", "other_bot")
    group = server.add_group("Friends", [ann])
    await server.say(group, ann, "/ask nobody spoke yet")
    await server.call("654321:BBother", "sendMessage", {"chat_id": group.id, "text": "hi"})
    await server.say(group, ann, "/ask other spoke")
    await server.call(TOKEN, "sendMessage", {"chat_id": group.id, "text": "hi"})
    await server.say(group, ann, "/ask quoth spoke")
    assert seen(bot) == ["/ask nobody spoke yet", "/ask quoth spoke"]
    assert seen(other) == ["/ask nobody spoke yet", "/ask other spoke"]


async def test_privacy_mode_shows_replies_to_the_bot_but_not_to_others(
    api: Api, server: TelegramServer, bot: BotAccount, group: Room, ann: Person
) -> None:
    sent = await api.done("sendMessage", chat_id=group.id, text="quote")
    said = await server.say(group, ann, "hello")
    await server.say(group, ann, "and then?", reply_to=sent["message_id"])
    await server.say(group, ann, "talking to myself", reply_to=said["message_id"])
    assert seen(bot) == ["and then?"]


async def test_privacy_mode_shows_what_came_via_the_bot(
    server: TelegramServer, bot: BotAccount, group: Room, ann: Person
) -> None:
    await server.say(group, ann, "a chosen result", via_bot=bot)
    assert seen(bot) == ["a chosen result"]


async def test_mentions_are_a_switch(
    server: TelegramServer, bot: BotAccount, group: Room, ann: Person
) -> None:
    await server.say(group, ann, "hey @Quoth_Bot visible")
    bot.mentions_visible = False
    await server.say(group, ann, "hey @quoth_bot hidden")
    assert seen(bot) == ["hey @Quoth_Bot visible"]


@pytest.mark.parametrize("way", ["off", "admin"])
async def test_without_privacy_mode_or_as_administrator_a_bot_sees_everything(
    server: TelegramServer, bot: BotAccount, group: Room, ann: Person, way: str
) -> None:
    if way == "off":
        bot.privacy_mode = False
    else:
        server.promote(group, bot)
    await server.say(group, ann, "hello")
    await server.say(group, ann, "/ask@other_bot x")
    assert seen(bot) == ["hello", "/ask@other_bot x"]


async def test_bots_never_see_each_other_or_themselves(
    server: TelegramServer, bot: BotAccount, ann: Person
) -> None:
    bot.privacy_mode = False
    server.add_bot("654321:BBother", "other_bot")
    group = server.add_group("Friends", [ann])
    await server.call(
        "654321:BBother", "sendMessage", {"chat_id": group.id, "text": "/ask@quoth_bot"}
    )
    await server.call(TOKEN, "sendMessage", {"chat_id": group.id, "text": "mine"})
    assert seen(bot) == []


async def test_service_messages_are_always_seen(
    server: TelegramServer, bot: BotAccount, ann: Person
) -> None:
    forum = server.add_group("Forum", [ann], forum=True)
    server.close_topic(forum, server.add_topic(forum, "History"))
    bodies = [pending.body for pending in bot.updates.waiting()]
    assert "forum_topic_created" in bodies[-2]
    assert "forum_topic_closed" in bodies[-1]


async def test_after_a_kick_a_bot_sees_nothing_more(
    server: TelegramServer, bot: BotAccount, group: Room, ann: Person
) -> None:
    server.kick(group)
    assert bot.updates.waiting()[-1].body["new_chat_member"]["status"] == "kicked"
    await server.say(group, ann, "/ask@quoth_bot still there?")
    assert seen(bot) == []


async def test_an_edit_reaches_the_bot_as_such(
    server: TelegramServer, bot: BotAccount, chat: Room, ann: Person
) -> None:
    said = await server.say(chat, ann, "who?")
    await server.edit(chat, said["message_id"], "/ask who was it?")
    last = bot.updates.waiting()[-1]
    assert (last.kind, last.body["text"]) == ("edited_message", "/ask who was it?")
    assert last.body["entities"] == [{"type": "bot_command", "offset": 0, "length": 4}]


async def test_waiting_tells_what_did_arrive(api: Api, server: TelegramServer, chat: Room) -> None:
    await api.done("sendMessage", chat_id=chat.id, text="only one")
    with pytest.raises(TimeoutError, match=r"2 messages in chat \d+, 1 arrived: \['only one'\]"):
        await server.wait_for_messages(chat, 2, timeout_s=0.01)
    waiting = asyncio.create_task(server.wait_for_messages(chat, 2))
    await asyncio.sleep(0)
    await api.done("sendMessage", chat_id=chat.id, text="two")
    assert [one["text"] for one in await waiting] == ["only one", "two"]


async def test_waiting_for_a_call_tells_what_was_called(api: Api, server: TelegramServer) -> None:
    await api.done("getMe")
    [call] = await server.wait_for_call("getme")
    assert (call.ok, call.result["username"]) == (True, "quoth_bot")
    with pytest.raises(TimeoutError, match=r"1 calls of leaveChat, 0 came; .* \['getMe'\]"):
        await server.wait_for_call("leaveChat", timeout_s=0.01)

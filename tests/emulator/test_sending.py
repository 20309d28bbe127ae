from typing import Any

import pytest

from bot.emulator.limits import Limits
from bot.emulator.people import BotAccount, Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer

from .conftest import TOKEN, Api, Clock


async def test_a_sent_text_stands_in_the_chat(
    api: Api, server: TelegramServer, chat: Room, bot: BotAccount
) -> None:
    sent = await api.done("sendMessage", chat_id=chat.id, text="<b>hi</b>", parse_mode="HTML")
    assert sent["text"] == "hi"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert sent["from"]["id"] == bot.id == 123456
    assert server.messages(chat) == [sent]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "a\ud800"}, "strings must be encoded in UTF-8"),
        (
            {"text": "x<abac>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "abac" at byte offset 1',
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "can't parse entities: Entity beginning at UTF-16 offset 0 ends after the end of "
            "the text at UTF-16 offset 2",
        ),
    ],
)
async def test_a_bad_text_is_refused(
    api: Api, chat: Room, params: dict[str, Any], refusal: str
) -> None:
    description = await api.refused("sendMessage", chat_id=chat.id, **params)
    assert description == f"400 Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"copy_text": {"text": "a" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"url": "http://localhost/"},
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            {},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_a_bad_button_is_refused(
    api: Api, chat: Room, button: dict[str, Any], refusal: str
) -> None:
    markup = {"inline_keyboard": [[{"text": "x", **button}]]}
    description = await api.refused("sendMessage", chat_id=chat.id, text="x", reply_markup=markup)
    assert description == f"400 Bad Request: {refusal}"


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": "é" * 32},
        {"copy_text": {"text": "a" * 256}},
        {"url": "https://t.me/quoth_bot?start=a_1"},
    ],
)
async def test_a_good_button_stands_under_the_message(
    api: Api, chat: Room, button: dict[str, Any]
) -> None:
    markup = {"inline_keyboard": [[{"text": "x", **button}]]}
    sent = await api.done("sendMessage", chat_id=chat.id, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


async def test_a_reply_shows_what_it_answers(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    question = await server.say(chat, ann, "who was first?")
    sent = await api.done(
        "sendMessage",
        chat_id=chat.id,
        text="Ann",
        reply_parameters={"message_id": question["message_id"], "quote": "first"},
    )
    assert sent["reply_to_message"] == question
    assert sent["quote"] == {"text": "first", "position": 8, "is_manual": True}


async def test_the_old_reply_parameter_works_too(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    question = await server.say(chat, ann, "who?")
    sent = await api.done(
        "sendMessage", chat_id=chat.id, text="Ann", reply_to_message_id=question["message_id"]
    )
    assert sent["reply_to_message"]["text"] == "who?"


async def test_a_quote_that_is_not_in_the_message_is_refused(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    question = await server.say(chat, ann, "who?")
    wish = {"message_id": question["message_id"], "quote": "what"}
    assert (
        await api.refused("sendMessage", chat_id=chat.id, text="x", reply_parameters=wish)
        == "400 Bad Request: QUOTE_TEXT_INVALID"
    )


async def test_a_reply_to_a_deleted_message_is_refused_unless_allowed(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    question = await server.say(chat, ann, "who?")
    server.delete_message(chat, question["message_id"])
    wish = {"message_id": question["message_id"]}
    assert (
        await api.refused("sendMessage", chat_id=chat.id, text="x", reply_parameters=wish)
        == "400 Bad Request: message to be replied not found"
    )
    wish["allow_sending_without_reply"] = True
    sent = await api.done("sendMessage", chat_id=chat.id, text="x", reply_parameters=wish)
    assert "reply_to_message" not in sent


async def test_a_reply_lands_in_the_topic_of_what_it_answers(
    api: Api, server: TelegramServer, ann: Person
) -> None:
    forum = server.add_group("Forum", [ann], forum=True)
    topic = server.add_topic(forum, "History")
    question = await server.say(forum, ann, "/ask who?", topic=topic)
    sent = await api.done(
        "sendMessage",
        chat_id=forum.id,
        text="Ann",
        reply_parameters={"message_id": question["message_id"]},
    )
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    assert [one["text"] for one in server.messages(forum, topic)[1:]] == ["/ask who?", "Ann"]


async def test_a_message_in_a_topic_answers_the_message_that_opened_it(
    api: Api, server: TelegramServer, ann: Person
) -> None:
    forum = server.add_group("Forum", [ann], forum=True)
    topic = server.add_topic(forum, "History")
    question = await server.say(forum, ann, "/ask who?", topic=topic)
    assert question["reply_to_message"]["forum_topic_created"]["name"] == "History"


async def test_a_message_in_general_has_no_thread(
    api: Api, server: TelegramServer, ann: Person
) -> None:
    forum = server.add_group("Forum", [ann], forum=True)
    said = await server.say(forum, ann, "hello", topic=1)
    sent = await api.done("sendMessage", chat_id=forum.id, text="hi")
    assert "message_thread_id" not in said
    assert "message_thread_id" not in sent


async def test_an_unknown_topic_is_refused(api: Api, server: TelegramServer, ann: Person) -> None:
    forum = server.add_group("Forum", [ann], forum=True)
    assert (
        await api.refused("sendMessage", chat_id=forum.id, text="x", message_thread_id=77)
        == "400 Bad Request: message thread not found"
    )


async def test_a_closed_topic_is_refused(api: Api, server: TelegramServer, ann: Person) -> None:
    forum = server.add_group("Forum", [ann], forum=True)
    topic = server.add_topic(forum, "History")
    server.close_topic(forum, topic)
    assert (
        await api.refused("sendMessage", chat_id=forum.id, text="x", message_thread_id=topic)
        == "400 Bad Request: TOPIC_CLOSED"
    )


async def test_a_reply_into_a_closed_topic_is_refused(
    api: Api, server: TelegramServer, ann: Person
) -> None:
    forum = server.add_group("Forum", [ann], forum=True)
    topic = server.add_topic(forum, "History")
    question = await server.say(forum, ann, "/ask who?", topic=topic)
    server.close_topic(forum, topic)
    wish = {"message_id": question["message_id"]}
    refusal = "400 Bad Request: TOPIC_CLOSED"
    assert (
        await api.refused("sendMessage", chat_id=forum.id, text="x", reply_parameters=wish)
        == refusal
    )


async def test_a_bot_that_was_blocked_may_not_write(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    server.block(ann)
    refusal = "403 Forbidden: bot was blocked by the user"
    assert await api.refused("sendMessage", chat_id=chat.id, text="x") == refusal
    server.unblock(ann)
    await api.done("sendMessage", chat_id=chat.id, text="x")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_bot_that_was_kicked_may_not_write(
    api: Api, server: TelegramServer, ann: Person, kind: str
) -> None:
    group = server.add_group("Friends", [ann], kind=kind)
    server.kick(group)
    refusal = f"403 Forbidden: bot was kicked from the {kind} chat"
    assert await api.refused("sendMessage", chat_id=group.id, text="x") == refusal


async def test_nobody_can_write_to_a_deleted_account(
    api: Api, server: TelegramServer, chat: Room, ann: Person
) -> None:
    server.deactivate(ann)
    refusal = "403 Forbidden: user is deactivated"
    assert await api.refused("sendMessage", chat_id=chat.id, text="x") == refusal


async def test_a_bot_cannot_write_first(api: Api, server: TelegramServer) -> None:
    bob = server.add_person("Bob")
    refusal = "403 Forbidden: bot can't initiate conversation with a user"
    assert await api.refused("sendMessage", chat_id=bob.id, text="x") == refusal


async def test_an_unknown_chat_is_refused(api: Api) -> None:
    refusal = "400 Bad Request: chat not found"
    assert await api.refused("sendMessage", chat_id=5, text="x") == refusal


async def test_a_group_that_became_a_supergroup_tells_its_new_id(
    api: Api, server: TelegramServer, ann: Person
) -> None:
    group = server.add_group("Friends", [ann], kind="group")
    upgraded = server.migrate(group)
    answer = await api.call("sendMessage", chat_id=group.id, text="x")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": upgraded.id},
    }
    assert server.messages(group)[-1]["migrate_to_chat_id"] == upgraded.id
    assert server.messages(upgraded)[-1]["migrate_from_chat_id"] == group.id
    assert str(upgraded.id).startswith("-100")
    await api.done("sendMessage", chat_id=upgraded.id, text="x")


async def test_a_second_message_within_a_second_must_wait(clock: Clock) -> None:
    server = TelegramServer(clock=clock, limits=Limits())
    server.add_bot(TOKEN, "quoth_bot")
    chat = server.private_chat(server.add_person("Ann"))
    params = {"chat_id": chat.id, "text": "x"}
    assert (await server.call(TOKEN, "sendMessage", params)).status == 200
    assert (await server.call(TOKEN, "sendMessage", params)).payload == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    clock.now += 1
    assert (await server.call(TOKEN, "sendMessage", params)).status == 200


async def test_the_21st_message_a_minute_in_a_group_must_wait(clock: Clock) -> None:
    server = TelegramServer(clock=clock, limits=Limits())
    server.add_bot(TOKEN, "quoth_bot")
    group = server.add_group("Friends", [server.add_person("Ann")])
    params = {"chat_id": group.id, "text": "x"}
    for _ in range(20):
        assert (await server.call(TOKEN, "sendMessage", params)).status == 200
        clock.now += 2
    reply = await server.call(TOKEN, "sendMessage", params)
    assert reply.payload["parameters"] == {"retry_after": 20}


async def test_the_31st_message_a_second_must_wait(clock: Clock) -> None:
    server = TelegramServer(clock=clock, limits=Limits())
    server.add_bot(TOKEN, "quoth_bot")
    chats = [server.private_chat(server.add_person(f"P{place}")) for place in range(31)]
    statuses = [
        (await server.call(TOKEN, "sendMessage", {"chat_id": chat.id, "text": "x"})).status
        for chat in chats
    ]
    assert statuses == [200] * 30 + [429]


async def test_without_limits_nothing_is_too_fast(api: Api, chat: Room) -> None:
    for _ in range(40):
        await api.done("sendMessage", chat_id=chat.id, text="x")


async def test_typing_needs_a_known_action_and_a_chat(api: Api, chat: Room) -> None:
    assert await api.done("sendChatAction", chat_id=chat.id, action="typing") is True
    assert (
        await api.refused("sendChatAction", chat_id=chat.id, action="dancing")
        == "400 Bad Request: wrong parameter action in request"
    )

"""What is never answered: bots, our own inline posts, channels."""

from typing import Any

from bot.emulator.people import Json
from bot.emulator.room import Room
from tests.stories.cards import of_bot
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_private import under

CHANNEL: Json = {"id": -1009, "type": "channel", "title": "News"}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}

TEXTS = (f"/ask@quoth_bot {QUESTION}", f"@quoth_bot {QUESTION}")


def addressed(text: str) -> list[Json]:
    """The entity by which a text is meant for the bot."""
    kind = "bot_command" if text.startswith("/") else "mention"
    return [{"type": kind, "offset": 0, "length": len(text.split()[0])}]


def post(stage: Stage, room: Room, sender: Json, **content: Any) -> None:
    """Let the bot see what somebody writes who is no person of the emulator's."""
    world = stage.telegram._world
    message_id = room.take_message_id()
    written = {"message_id": message_id, "from": sender, "chat": room.as_chat(), **content}
    world.emit(stage.bot, "message", {**written, "date": world.now()}, lane=room.id)


async def is_silent(stage: Stage, room: Room) -> bool:
    """Whether the bot answers the next question, and nothing that came before it."""
    before = len(of_bot(room))
    message = await stage.ask(room, "/ask@quoth_bot Who built the ferry?")
    return "Halden" in message["text"] and len(of_bot(room)) == before + 1


async def test_another_bot_is_not_answered(stage: Stage) -> None:
    room = group(stage)
    other = {"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    for text in TEXTS:
        post(stage, room, other, text=text, entities=addressed(text))
    assert await is_silent(stage, room)


async def test_a_channels_post_in_its_group_is_not_answered(stage: Stage) -> None:
    room = group(stage)
    for text in TEXTS:
        where = {"sender_chat": CHANNEL, "is_automatic_forward": True}
        post(stage, room, TELEGRAM, text=text, entities=addressed(text), **where)
    assert await is_silent(stage, room)


async def test_an_anonymous_admin_is_answered(stage: Stage) -> None:
    room = group(stage)
    # The Bot API gives an anonymous admin as a bot, too.
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    post(
        stage,
        room,
        anonymous,
        text=f"/ask {QUESTION}",
        entities=[{"type": "bot_command", "offset": 0, "length": 4}],
        sender_chat=room.as_chat(),
    )
    (card,) = await stage.telegram.wait_for_messages(room, 1)
    assert under(card, "bold") == [SENTENCE]


async def test_what_our_inline_mode_posted_in_a_group_is_not_answered(stage: Stage) -> None:
    room = group(stage)
    offered = await stage.telegram.ask_inline(stage.ann, QUESTION)
    await stage.telegram.choose(stage.ann, offered, 0, room)
    await stage.telegram.say(room, stage.ann, f"@quoth_bot {QUESTION}", via_bot=stage.bot)
    assert await is_silent(stage, room)

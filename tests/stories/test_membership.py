"""The bot is added to groups: what it says once, where it stays, and answering unasked."""

import pytest

from bot import phrases
from bot.access import Access
from bot.emulator.people import Json
from bot.emulator.room import Room
from tests.stories.conftest import Stage
from tests.stories.test_admin import ADMIN, open_gaps, order
from tests.stories.test_groups import QUESTION, SENTENCE, group

UNKNOWN = "What is the capital of France?"


def said(stage: Stage, room: Room) -> list[str]:
    messages = stage.telegram.messages(room)
    return [m["text"] for m in messages if m["from"]["is_bot"] and "text" in m]


async def say_for_the_group(stage: Stage, room: Room, text: str) -> Json:
    """Write for the group, as its creator."""
    content = {
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}],
        "sender_chat": room.as_chat(),
    }
    before = len(said(stage, room))
    stage.telegram._world.post(room, stage.ann.as_user(), content)
    return (await stage.telegram.wait_for_messages(room, before + 1))[-1]


async def test_a_group_with_privacy_mode_on_is_told_once_ever(stage: Stage) -> None:
    stage.bot.privacy_mode = True
    room = group(stage)
    (hint,) = await stage.telegram.wait_for_messages(room, 1)
    assert hint["text"] == phrases.PRIVACY_HINT
    stage.telegram.kick(room)
    stage.telegram.add_to_group(room, stage.bot)
    await stage.ask(room, f"/ask {QUESTION}")
    assert said(stage, room).count(phrases.PRIVACY_HINT) == 1


async def test_a_group_that_the_bot_can_read_is_told_nothing(stage: Stage) -> None:
    room = group(stage)
    await stage.ask(room, f"/ask {QUESTION}")
    assert phrases.PRIVACY_HINT not in said(stage, room)


async def test_a_question_to_everybody_is_answered_only_where_wanted_and_found(
    stage: Stage,
) -> None:
    room = group(stage)
    await stage.telegram.say(room, stage.ann, QUESTION)
    assert (await stage.ask(room, "/auto on"))["text"] == phrases.AUTO_ON
    assert SENTENCE in (await stage.ask(room, QUESTION))["text"]
    for words in (UNKNOWN, "The mill was founded in 1788 by Anna Brandt.", "How are you?"):
        await stage.telegram.say(room, stage.ann, words)
    assert (await stage.ask(room, "/auto off"))["text"] == phrases.AUTO_OFF
    await stage.telegram.say(room, stage.ann, QUESTION)
    await stage.ask(room, f"/ask {UNKNOWN}")
    assert len(said(stage, room)) == 4

    # Of what the bot only overheard nothing is kept.
    await open_gaps(stage, 1)
    assert await stage.chats.run(stage.chats.events.count, "asked", 0) == 2


async def test_auto_in_one_topic_leaves_the_others_silent(stage: Stage) -> None:
    room = group(stage, forum=True)
    on, off = (stage.telegram.add_topic(room, name) for name in ("On", "Off"))
    await stage.ask(room, "/auto on", topic=on)
    await stage.telegram.say(room, stage.ann, QUESTION, topic=off)
    answer = await stage.ask(room, QUESTION, topic=on)
    assert answer["message_thread_id"] == on
    await stage.ask(room, f"/ask {QUESTION}", topic=on)
    assert [m for m in stage.telegram.messages(room, off) if m["from"]["is_bot"]] == []


async def test_auto_is_set_by_admins_of_the_group_who_show_their_name(stage: Stage) -> None:
    room = group(stage)
    bob = list(room.members.values())[1]
    assert (await stage.ask(room, "/auto on", by=bob))["text"] == phrases.AUTO_ADMINS_ONLY
    anonymous = await say_for_the_group(stage, room, "/auto on")
    assert anonymous["text"] == phrases.AUTO_ADMINS_ONLY
    assert (await stage.ask(room, "/auto"))["text"] == phrases.AUTO_HOW
    stage.telegram.promote(room, bob)
    assert (await stage.ask(room, "/auto on", by=bob))["text"] == phrases.AUTO_ON


async def test_auto_says_that_privacy_mode_must_be_off(stage: Stage) -> None:
    stage.bot.privacy_mode = True
    room = group(stage)
    await stage.telegram.wait_for_messages(room, 1)
    assert (await stage.ask(room, "/auto on"))["text"] == phrases.AUTO_DEAF
    stage.telegram.promote(room, stage.bot)
    assert (await stage.ask(room, "/auto on"))["text"] == phrases.AUTO_ON


async def test_a_supergroup_keeps_what_was_set_for_the_group(stage: Stage) -> None:
    old = stage.telegram.add_group("Village", [stage.ann], kind="group")
    await stage.ask(old, "/auto on")
    await stage.chats.run(stage.chats.options.set, "collections", '["north"]', old.id)
    new = stage.telegram.migrate(old)
    answer = await stage.ask(new, "How many apple trees does the orchard hold?")
    assert "412 apple trees" in answer["text"]
    assert (await stage.ask(new, f"/ask {QUESTION}"))["text"] == phrases.NOTHING_GROUP


class TestWhereItIsNotOpen:
    @pytest.fixture
    def access(self) -> Access:
        # The id of the emulator's first supergroup.
        allowed = frozenset({-1001000000001})
        return Access(is_open=False, allowed=allowed, admins=frozenset({ADMIN}), leaves_groups=True)

    async def test_the_bot_leaves_groups_that_are_not_allowed(self, stage: Stage) -> None:
        allowed = group(stage)
        assert SENTENCE in (await stage.ask(allowed, f"/ask {QUESTION}"))["text"]
        other = stage.telegram.add_group("Strangers", [stage.ann])
        (call,) = await stage.telegram.wait_for_call("leaveChat")
        assert call.params["chat_id"] == other.id
        assert said(stage, other) == []
        root = stage.telegram.add_person("Root", id=ADMIN)
        listed = (await order(stage, root, "/bind"))["text"]
        assert (f"{allowed.id}" in listed, f"{other.id}" in listed) == (True, False)

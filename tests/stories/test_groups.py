"""Groups and topics: the bot speaks when it is meant, where it was asked."""

from bot import phrases
from bot.emulator.room import Room
from tests.stories.conftest import Stage
from tests.stories.test_private import under

QUESTION = "Who founded the mill in 1788?"
SENTENCE = "The mill was founded in 1788 by Anna Brandt, who owned the forest behind it."


def group(stage: Stage, *, forum: bool = False) -> Room:
    bob = stage.telegram.add_person("Bob")
    return stage.telegram.add_group("Village", [stage.ann, bob], forum=forum)


async def test_ask_is_answered_with_a_compact_card(stage: Stage) -> None:
    message = await stage.ask(group(stage), f"/ask {QUESTION}")
    assert under(message, "bold") == [SENTENCE]
    assert message["text"].endswith("\nThe old mill › History · line 5")


async def test_ask_addressed_to_the_bot_is_answered_and_to_another_bot_is_not(
    stage: Stage,
) -> None:
    room = group(stage)
    await stage.telegram.say(room, stage.ann, f"/ask@other_bot {QUESTION}")
    message = await stage.ask(room, f"/ask@quoth_bot {QUESTION}")
    assert under(message, "bold") == [SENTENCE]
    assert len([m for m in stage.telegram.messages(room) if m["from"]["is_bot"]]) == 1


async def test_a_question_on_the_line_below_the_command_is_answered(stage: Stage) -> None:
    message = await stage.ask(group(stage), f"/ask@quoth_bot\n{QUESTION}")
    assert under(message, "bold") == [SENTENCE]


async def test_a_mention_anywhere_in_the_text_is_a_question(stage: Stage) -> None:
    message = await stage.ask(group(stage), f"{QUESTION} @Quoth_Bot, please")
    assert under(message, "bold") == [SENTENCE]


async def test_a_reply_to_the_bot_is_a_question(stage: Stage) -> None:
    room = group(stage)
    first = await stage.ask(room, f"/ask {QUESTION}")
    second = await stage.ask(room, "When does the mill museum close?", reply_to=first["message_id"])
    assert "closes in January" in under(second, "blockquote")[0]


async def test_a_bare_ask_as_a_reply_asks_the_message_replied_to(stage: Stage) -> None:
    room = group(stage)
    stage.bot.privacy_mode = False
    asked = await stage.telegram.say(room, stage.ann, QUESTION)
    message = await stage.ask(room, "/ask", reply_to=asked["message_id"])
    assert under(message, "bold") == [SENTENCE]


async def test_talk_that_is_not_meant_for_the_bot_stays_unanswered(stage: Stage) -> None:
    room = group(stage)
    stage.bot.privacy_mode = False
    await stage.telegram.say(room, stage.ann, QUESTION)
    await stage.telegram.say(room, stage.ann, "Hello @someone_else!")
    await stage.ask(room, f"/ask {QUESTION}")
    assert len([m for m in stage.telegram.messages(room) if m["from"]["is_bot"]]) == 1


async def test_chatter_in_a_group_gets_a_line_when_the_bot_is_meant(stage: Stage) -> None:
    room = group(stage)
    assert (await stage.ask(room, "/ask hi"))["text"] == phrases.GREETING
    assert (await stage.ask(room, "thanks @quoth_bot"))["text"] == phrases.THANKS


async def test_not_found_is_one_short_line(stage: Stage) -> None:
    message = await stage.ask(group(stage), "/ask What is the capital of France?")
    assert message["text"] == phrases.NOTHING_GROUP


async def test_an_answer_stays_in_the_topic_of_its_question(stage: Stage) -> None:
    room = group(stage, forum=True)
    history, visits = (stage.telegram.add_topic(room, name) for name in ("History", "Visits"))
    await stage.ask(room, f"/ask {QUESTION}", topic=history)
    await stage.ask(room, "@quoth_bot when does the mill museum close?", topic=visits)
    await stage.ask(room, "/ask how many apple trees?")

    def said(topic: int) -> list[str]:
        messages = stage.telegram.messages(room, topic)
        return [m["text"] for m in messages if m["from"]["is_bot"] and "text" in m]

    assert [SENTENCE in text for text in said(history)] == [True]
    assert ["closes in January" in text for text in said(visits)] == [True]


async def test_the_bot_does_not_answer_what_its_inline_mode_posted(stage: Stage) -> None:
    answer = await stage.telegram.ask_inline(stage.ann, QUESTION)
    await stage.telegram.choose(stage.ann, answer, 0, stage.private)
    await stage.ask(stage.private, QUESTION)
    assert len(stage.telegram.messages(stage.private)) == 3

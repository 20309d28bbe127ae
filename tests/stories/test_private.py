"""A private chat: any text is a question, and the answer is a card."""

from bot import phrases
from bot.emulator.people import Json
from tests.conftest import CORPUS
from tests.stories.conftest import Stage


def under(message: Json, kind: str) -> list[str]:
    """The texts under a message's entities of one type."""
    units = message["text"].encode("utf-16-le")
    return [
        units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message.get("entities", [])
        if e["type"] == kind
    ]


async def test_a_question_is_answered_with_a_quote_its_bold_sentence_and_its_place(
    stage: Stage,
) -> None:
    message = await stage.ask(stage.private, "How much does a single ticket for the ferry cost?")

    (quote,) = under(message, "blockquote")
    text = CORPUS["ferry.txt"]
    assert quote in text
    assert under(message, "bold") == [
        "A single ticket for the ferry costs 3 crowns, and children travel free of charge."
    ]
    start = text.index(quote)
    rest = message["text"].removeprefix(quote).strip().split("\n")
    assert rest == [
        "The river ferry",
        f"ferry.txt · line 5 · chars {start}-{start + len(quote)} · 2024-05-17",
    ]


async def test_the_answer_is_a_native_reply_without_a_link_preview(stage: Stage) -> None:
    message = await stage.ask(stage.private, "Who founded the mill in 1788?")
    question = stage.telegram.messages(stage.private)[0]
    assert message["reply_to_message"]["message_id"] == question["message_id"]
    assert message["link_preview_options"] == {"is_disabled": True}


async def test_a_question_that_no_document_answers_gets_no_quote(stage: Stage) -> None:
    message = await stage.ask(stage.private, "What is the capital of France?")
    assert message["text"] == phrases.NOTHING_PRIVATE.format(documents="3 documents")
    assert under(message, "blockquote") == []


async def test_ask_with_words_is_a_question_and_alone_says_how(stage: Stage) -> None:
    answered = await stage.ask(stage.private, "/ask Who founded the mill in 1788?")
    assert "founded in 1788 by Anna Brandt" in under(answered, "bold")[0]
    alone = await stage.ask(stage.private, "/ask")
    assert alone["text"] == phrases.ASK_HOW


async def test_greetings_and_thanks_get_a_friendly_line_not_a_search(stage: Stage) -> None:
    assert (await stage.ask(stage.private, "Hello!"))["text"] == phrases.GREETING
    assert (await stage.ask(stage.private, "สวัสดีครับ"))["text"] == phrases.GREETING
    assert (await stage.ask(stage.private, "谢谢！"))["text"] == phrases.THANKS


async def test_chatter_gets_a_line_that_fits_it(stage: Stage) -> None:
    assert (await stage.ask(stage.private, "tạm biệt nhé"))["text"] == phrases.GOODBYE
    assert (await stage.ask(stage.private, "hi bot, who are you?"))["text"] == phrases.ABOUT_ME
    assert (await stage.ask(stage.private, "55555"))["text"] == phrases.CHATTER
    assert (await stage.ask(stage.private, "/ask mau tanya dong"))["text"] == phrases.LEAD_IN


async def test_a_question_after_a_greeting_is_answered(stage: Stage) -> None:
    message = await stage.ask(stage.private, "Hello! Who founded the mill in 1788? Thanks!")
    assert "founded in 1788 by Anna Brandt" in under(message, "bold")[0]


async def test_emoji_alone_are_answered_with_a_request_for_words(stage: Stage) -> None:
    message = await stage.ask(stage.private, "\N{GRINNING FACE}" * 2048)
    assert message["text"] == phrases.WRITE_WORDS


async def test_a_lone_surrogate_in_a_question_does_no_harm(stage: Stage) -> None:
    message = await stage.ask(stage.private, "Who founded the mill \ud83d in 1788?")
    assert "Anna Brandt" in message["text"]


async def test_start_help_and_sources_say_what_the_bot_is_and_knows(stage: Stage) -> None:
    assert "3 documents" in (await stage.ask(stage.private, "/start"))["text"]
    assert "@quoth_bot" in (await stage.ask(stage.private, "/help"))["text"]
    assert (await stage.ask(stage.private, "/sources"))["text"].split("\n") == [
        "I answer from 3 documents:",
        "• The river ferry (2024-05-17, 1 passage)",
        "• The old mill (2 passages)",
        "• The orchard (north, 1 passage)",
    ]


async def test_an_unknown_command_is_answered_with_help(stage: Stage) -> None:
    assert (await stage.ask(stage.private, "/frobnicate"))["text"] == phrases.UNKNOWN_COMMAND


async def test_an_edited_question_is_not_answered_twice(stage: Stage) -> None:
    await stage.ask(stage.private, "Who founded the mill in 1788?")
    question = stage.telegram.messages(stage.private)[0]
    await stage.telegram.edit(stage.private, question["message_id"], "Who founded the mill?")
    await stage.ask(stage.private, "Where do bicycles travel on the ferry?")
    assert len(stage.telegram.messages(stage.private)) == 4

"""Edited questions: soon, the answer is mended in its place; later, it stays as it was read."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import phrases
from bot.emulator.room import Room
from tests.stories.cards import as_it_is, labels, of_bot
from tests.stories.conftest import TOKEN, Stage, make_telegram, open_librarian, running
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_private import under

OTHER = "When does the mill museum close?"
MINUTE_S = 60


class Watch:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def __call__(self) -> float:
        """The time."""
        return time.time() + self.ahead_s


@pytest.fixture
def watch() -> Watch:
    """The clock of the emulator."""
    return Watch()


@pytest.fixture
async def stage(library_path: Path, watch: Watch) -> AsyncIterator[Stage]:
    """The bot in a world whose clock can be put forward."""
    telegram = make_telegram(watch)
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann")
    librarian = open_librarian(library_path)
    async with running(telegram, librarian) as chats:
        yield Stage(telegram, bot, librarian, ann, telegram.private_chat(ann), chats)
    assert telegram.violations == []


async def edit(stage: Stage, room: Room, text: str) -> None:
    """Change the first question, and wait until the bot has heard it."""
    said = [one for one in room.messages() if "text" in one]
    question = next(one for one in said if not one["from"]["is_bot"])
    await stage.telegram.edit(room, question["message_id"], text)
    # What is said afterwards in another chat is answered after it.
    await stage.ask(stage.telegram.private_chat(stage.telegram.add_person("Zoe")), "Hello!")


async def changed(stage: Stage, room: Room, text: str) -> bool:
    """Whether the only answer becomes another text within a second."""
    (before,) = of_bot(room)
    await edit(stage, room, text)
    return bool(
        await room.bell.until(lambda: as_it_is(room, before)["text"] != before["text"], timeout_s=1)
    )


async def test_an_edit_within_ten_minutes_mends_the_answer_in_its_place(
    stage: Stage, watch: Watch
) -> None:
    card = await stage.ask(stage.private, QUESTION)
    watch.ahead_s = 9.9 * MINUTE_S
    assert await changed(stage, stage.private, OTHER)
    mended = as_it_is(stage.private, card)
    assert "closes in January" in under(mended, "bold")[0]
    assert len(of_bot(stage.private)) == 1
    await stage.telegram.press(stage.ann, card, label=phrases.CONTEXT)
    assert "closes in January" in under(as_it_is(stage.private, card), "expandable_blockquote")[0]


async def test_an_edit_after_ten_minutes_changes_nothing(stage: Stage, watch: Watch) -> None:
    await stage.ask(stage.private, QUESTION)
    watch.ahead_s = 10.1 * MINUTE_S
    assert not await changed(stage, stage.private, OTHER)
    assert len(of_bot(stage.private)) == 1


async def test_a_second_edit_mends_the_answer_again(stage: Stage) -> None:
    await stage.ask(stage.private, QUESTION)
    assert await changed(stage, stage.private, OTHER)
    assert await changed(stage, stage.private, QUESTION)
    assert under(of_bot(stage.private)[0], "bold") == [SENTENCE]


async def test_an_edit_takes_the_old_buttons_and_votes_away(stage: Stage) -> None:
    card = await stage.ask(stage.private, QUESTION)
    await stage.telegram.press(stage.ann, card, label="👍")
    old = as_it_is(stage.private, card)["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert await changed(stage, stage.private, OTHER)
    assert labels(as_it_is(stage.private, card))[-1] == [phrases.COPY, "👍", "👎"]
    notice = await stage.telegram.press(stage.ann, card, old)
    assert notice["text"] == phrases.TOO_OLD


async def test_a_refusal_is_mended_to_an_answer_and_back(stage: Stage) -> None:
    await stage.ask(stage.private, "What is the capital of France?")
    assert await changed(stage, stage.private, QUESTION)
    assert under(of_bot(stage.private)[0], "bold") == [SENTENCE]
    assert await changed(stage, stage.private, "What is the capital of France?")
    assert labels(of_bot(stage.private)[0]) == [[phrases.SHOW_CLOSEST]]


async def test_an_edited_ask_in_a_group_mends_the_compact_card(stage: Stage) -> None:
    room = group(stage)
    await stage.ask(room, f"/ask {QUESTION}")
    assert await changed(stage, room, f"/ask@Quoth_bot {OTHER}")
    (card,) = of_bot(room)
    assert "closes in January" in under(card, "bold")[0]
    assert labels(card)[0] == [phrases.MORE_IN_PRIVATE]


@pytest.mark.parametrize(
    "text",
    [f"{QUESTION} ", f"/ask@other_bot {OTHER}", f"/start {OTHER}", "thanks!", "…", "/ask"],
)
async def test_an_edit_that_asks_nothing_else_leaves_the_answer(stage: Stage, text: str) -> None:
    await stage.ask(stage.private, QUESTION)
    assert not await changed(stage, stage.private, text)


async def test_an_edit_whose_answer_was_deleted_is_let_be(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    card = await stage.ask(stage.private, QUESTION)
    stage.telegram.delete_message(stage.private, card["message_id"])
    await edit(stage, stage.private, OTHER)
    await stage.telegram.wait_for_call("editMessageText")
    await stage.ask(stage.private, "Who built the ferry?")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert len(of_bot(stage.private)) == 1


async def test_a_message_that_was_not_answered_is_not_answered_when_it_is_edited(
    stage: Stage,
) -> None:
    room = group(stage)
    stage.bot.privacy_mode = False
    await stage.telegram.say(room, stage.ann, "Nothing for you")
    await edit(stage, room, f"/ask {QUESTION}")
    assert of_bot(room) == []

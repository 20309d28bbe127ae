"""The buttons under "not found": the closest passage, and the admins."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import phrases
from bot.access import Access
from bot.emulator.room import Room
from bot.wiring import make_librarian
from config.settings import load_settings
from tests.conftest import CORPUS
from tests.stories.cards import ANN, BOB, as_it_is, labels, of_bot, staged
from tests.stories.conftest import TOKEN, Stage, make_telegram, running
from tests.stories.test_groups import QUESTION, group
from tests.stories.test_languages import EnglishOnly
from tests.stories.test_private import under

NOTHING = "What is the capital of France?"


def admin_room(stage: Stage) -> Room:
    """The private chat of an admin who started the bot."""
    return stage.telegram.private_chat(stage.telegram.add_person("Bob", id=BOB))


async def test_the_closest_passage_is_shown_with_doubt_when_it_is_asked_for(stage: Stage) -> None:
    refusal = await stage.ask(stage.private, NOTHING)
    assert labels(refusal) == [[phrases.SHOW_CLOSEST]]
    await stage.telegram.press(stage.ann, refusal, label=phrases.SHOW_CLOSEST)
    card = as_it_is(stage.private, refusal)
    assert card["text"].startswith(phrases.UNSURE + "\n")
    (quote,) = under(card, "blockquote")
    assert any(quote in text for text in CORPUS.values())
    assert under(card, "bold") == []
    assert labels(card)[0] == [phrases.CONTEXT, phrases.DOCUMENT]
    for label in (phrases.CONTEXT, phrases.BACK, "👍"):
        await stage.telegram.press(stage.ann, refusal, label=label)
    assert as_it_is(stage.private, refusal)["text"] == card["text"]


async def test_a_refusal_in_a_group_has_no_buttons(stage: Stage) -> None:
    assert labels(await stage.ask(group(stage), f"/ask {NOTHING}")) == []


@pytest.fixture
async def english(library_path: Path) -> AsyncIterator[Stage]:
    """The bot with a model for English, and an admin."""
    telegram = make_telegram()
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann")
    librarian = make_librarian(load_settings(home=library_path.parent), EnglishOnly())
    async with running(telegram, librarian, Access(admins=frozenset({BOB}))) as chats:
        yield Stage(telegram, bot, librarian, ann, telegram.private_chat(ann), chats)
    assert telegram.violations == []


async def test_what_could_not_be_compared_is_not_offered_as_close(english: Stage) -> None:
    message = await english.ask(english.private, "这艘渡轮是什么时候建造的？")
    assert labels(message) == [[phrases.ASK_ADMIN]]


async def test_an_admin_is_told_once_what_was_asked(library_path: Path) -> None:
    async with staged(library_path, Access(admins=frozenset({BOB}))) as (stage, _):
        room = admin_room(stage)
        refusal = await stage.ask(stage.private, NOTHING)
        assert labels(refusal) == [[phrases.SHOW_CLOSEST, phrases.ASK_ADMIN]]
        for said in (phrases.ADMIN_TOLD, phrases.ADMIN_KNOWS):
            notice = await stage.telegram.press(stage.ann, refusal, label=phrases.ASK_ADMIN)
            assert notice["text"] == said
        (told,) = of_bot(room)
        assert told["text"].splitlines() == [
            f"Ann ({ANN}) asks what I could not answer well:",
            NOTHING,
        ]
        assert as_it_is(stage.private, refusal) == refusal


async def test_a_long_question_full_of_links_reaches_the_admin_harmless(
    library_path: Path,
) -> None:
    async with staged(library_path, Access(admins=frozenset({BOB}))) as (stage, _):
        room = admin_room(stage)
        question = "See www.example.org and @everyone about zymurgy " * 80
        refusal = await stage.ask(stage.private, question)
        notice = await stage.telegram.press(stage.ann, refusal, label=phrases.ASK_ADMIN)
        assert notice["text"] == phrases.ADMIN_TOLD
        (told,) = of_bot(room)
        assert told["text"].endswith("…")
        assert {entity["type"] for entity in told["entities"][:90]} == {"code"}


async def test_admins_who_never_started_the_bot_cannot_be_reached_and_it_is_said(
    library_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with staged(library_path, Access(admins=frozenset({BOB}))) as (stage, _):
        stage.telegram.add_person("Bob", id=BOB)
        refusal = await stage.ask(stage.private, NOTHING)
        notice = await stage.telegram.press(stage.ann, refusal, label=phrases.ASK_ADMIN)
        assert notice["text"] == phrases.ADMIN_AWAY
        assert [record.message for record in caplog.records] == [
            f"Admin {BOB} cannot be reached: Forbidden"
        ]
        admin_room(stage)
        notice = await stage.telegram.press(stage.ann, refusal, label=phrases.ASK_ADMIN)
        assert notice["text"] == phrases.ADMIN_TOLD


async def test_a_bad_answer_is_sent_to_an_admin_and_the_card_comes_back(
    library_path: Path,
) -> None:
    async with staged(library_path, Access(admins=frozenset({BOB}))) as (stage, _):
        room = admin_room(stage)
        card = await stage.ask(stage.private, QUESTION)
        await stage.telegram.press(stage.ann, card, label="👎")
        assert labels(as_it_is(stage.private, card))[1] == [phrases.TO_ADMIN, phrases.BACK]
        notice = await stage.telegram.press(stage.ann, card, label=phrases.TO_ADMIN)
        assert notice["text"] == phrases.ADMIN_TOLD
        assert QUESTION in of_bot(room)[0]["text"]
        assert labels(as_it_is(stage.private, card))[-1] == [phrases.COPY, "👍", "👎 1"]

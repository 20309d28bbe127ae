"""A model that reads English alone says so to those who ask in another language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import phrases
from bot.wiring import make_librarian
from config.settings import load_settings
from index.embedder import HashingEmbedder
from tests.stories.conftest import TOKEN, Stage, make_telegram, running
from tests.stories.test_private import under

THAI = "ฉันไม่สามารถเทียบคำถามภาษาไทยกับเอกสารของฉันได้ กรุณาถามเป็นภาษาอังกฤษ"
CHINESE = "我无法将中文提问与我的文档进行比对。请用英语提问。"


class EnglishOnly(HashingEmbedder):
    """Made the same library, and reads no other language."""

    is_english_only = True


@pytest.fixture
async def english(library_path: Path) -> AsyncIterator[Stage]:
    """The bot with a model for English, over the small corpus."""
    telegram = make_telegram()
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann")
    librarian = make_librarian(load_settings(home=library_path.parent), EnglishOnly())
    async with running(telegram, librarian) as chats:
        yield Stage(telegram, bot, librarian, ann, telegram.private_chat(ann), chats)
    assert telegram.violations == []


async def test_a_thai_question_over_english_documents_is_told_so_in_thai(english: Stage) -> None:
    message = await english.ask(english.private, "เรือข้ามฟากลำนี้สร้างขึ้นเมื่อปีใด")
    assert message["text"] == THAI
    assert message.get("entities", []) == []


async def test_a_chinese_question_in_a_group_is_told_so_in_chinese(english: Stage) -> None:
    room = english.telegram.add_group("Village", [english.ann])
    message = await english.ask(room, "/ask 这艘渡轮是什么时候建造的？")
    assert message["text"] == CHINESE


async def test_an_english_question_is_answered_or_not_found_as_before(english: Stage) -> None:
    found = await english.ask(english.private, "Who founded the mill in 1788?")
    assert "Anna Brandt" in under(found, "blockquote")[0]
    nothing = await english.ask(english.private, "What is the capital of France?")
    assert nothing["text"] == phrases.NOTHING_PRIVATE.format(documents="3 documents")


async def test_a_model_of_many_languages_says_only_that_nothing_was_found(stage: Stage) -> None:
    message = await stage.ask(stage.private, "เรือข้ามฟากลำนี้สร้างขึ้นเมื่อปีใด")
    assert message["text"] == phrases.NOTHING_PRIVATE.format(documents="3 documents")


async def test_a_misspelt_question_shows_what_was_searched_for_outside_the_quote(
    stage: Stage,
) -> None:
    message = await stage.ask(stage.private, "Who founded the mlil in 1788?")
    assert message["text"].startswith("Searched for: Who founded the mill in 1788?\n")
    (quote,) = under(message, "blockquote")
    assert "Searched for" not in quote
    assert "Anna Brandt" in quote


async def test_a_misspelt_question_in_a_group_shows_it_too(stage: Stage) -> None:
    room = stage.telegram.add_group("Village", [stage.ann])
    message = await stage.ask(room, "/ask Who founded the mlil in 1788?")
    assert message["text"].startswith("Searched for: Who founded the mill in 1788?\n")


async def test_a_question_that_is_spelt_well_shows_nothing_of_the_kind(stage: Stage) -> None:
    message = await stage.ask(stage.private, "Who founded the mill in 1788?")
    assert "Searched for" not in message["text"]

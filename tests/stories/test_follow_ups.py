"""A reply to an answer: its document is searched first, and the card says which it was."""

from pathlib import Path

import pytest

from bot import phrases
from bot.access import Access
from tests.conftest import CORPUS, build_library, write_corpus
from tests.stories.cards import (
    KEEPER,
    KEEPERS,
    NORTH,
    NORTH_SENTENCE,
    as_it_is,
    staged,
)
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_private import under

LAMP = "From how many miles away is the lamp seen on a clear night?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and three lighthouses."""
    return write_corpus(tmp_path / "documents", CORPUS | KEEPERS)


def lighthouse(text: str) -> str:
    """The lighthouse that a card is about."""
    return next(name for name in ("Alm", "Bork", "Cran") if name in text)


async def test_each_lighthouse_is_asked_about_by_replying_to_its_page(stage: Stage) -> None:
    card = await stage.ask(stage.private, KEEPER)
    asked = set()
    for _ in range(3):
        shown = lighthouse(as_it_is(stage.private, card)["text"])
        answer = await stage.ask(stage.private, LAMP, reply_to=card["message_id"])
        assert answer["text"].startswith(phrases.IN_SAME_DOCUMENT + "\n")
        assert lighthouse(answer["text"]) == shown
        asked.add(shown)
        await stage.telegram.press(stage.ann, card, label="More")
    assert asked == {"Alm", "Bork", "Cran"}


async def test_what_only_another_document_answers_is_found_there_and_said_so(
    stage: Stage,
) -> None:
    card = await stage.ask(stage.private, KEEPER)
    answer = await stage.ask(stage.private, QUESTION, reply_to=card["message_id"])
    assert answer["text"].startswith(phrases.IN_OTHER_DOCUMENT + "\n")
    assert under(answer, "bold") == [SENTENCE]


async def test_a_question_that_is_no_reply_says_neither(stage: Stage) -> None:
    await stage.ask(stage.private, KEEPER)
    answer = await stage.ask(stage.private, QUESTION)
    assert answer["text"].startswith("The mill was founded")


async def test_in_a_group_too(stage: Stage) -> None:
    room = group(stage)
    card = await stage.ask(room, f"/ask {KEEPER}")
    answer = await stage.ask(room, LAMP, reply_to=card["message_id"])
    assert answer["text"].startswith(phrases.IN_SAME_DOCUMENT)
    assert lighthouse(answer["text"]) == lighthouse(card["text"])


async def test_the_line_that_says_which_comes_back_with_the_card(stage: Stage) -> None:
    card = await stage.ask(stage.private, KEEPER)
    answer = await stage.ask(stage.private, LAMP, reply_to=card["message_id"])
    for label in (phrases.CONTEXT, phrases.BACK):
        await stage.telegram.press(stage.ann, answer, label=label)
    assert as_it_is(stage.private, answer)["text"] == answer["text"]


async def test_a_renamed_document_is_still_the_same_one(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    card = await stage.ask(stage.private, KEEPER)
    shown = lighthouse(card["text"])
    answer = await stage.ask(stage.private, LAMP, reply_to=card["message_id"])
    (folder / f"light{shown}.txt").rename(folder / "zz.txt")
    build_library(folder, library_path)
    assert await stage.librarian.refresh()

    for label in (phrases.CONTEXT, phrases.BACK):
        await stage.telegram.press(stage.ann, answer, label=label)
    back = as_it_is(stage.private, answer)["text"]
    assert "zz.txt" in back
    again = await stage.ask(stage.private, LAMP, reply_to=card["message_id"])
    for text in (back, again["text"]):
        assert text.startswith(phrases.IN_SAME_DOCUMENT + "\n")
        assert lighthouse(text) == shown


async def test_a_reply_to_a_refusal_searches_everywhere(stage: Stage) -> None:
    refusal = await stage.ask(stage.private, "What is the capital of France?")
    answer = await stage.ask(stage.private, QUESTION, reply_to=refusal["message_id"])
    assert answer["text"].startswith("The mill was founded")


async def test_a_reply_finds_nothing_in_a_document_that_is_hidden_by_now(
    library_path: Path,
) -> None:
    restricted: dict[str, frozenset[int]] = {}
    async with staged(library_path, Access(restricted=restricted)) as (stage, _):
        card = await stage.ask(stage.private, NORTH)
        assert NORTH_SENTENCE in card["text"]
        restricted["north"] = frozenset()
        answer = await stage.ask(stage.private, NORTH, reply_to=card["message_id"])
        assert NORTH_SENTENCE not in answer["text"]

"""Two documents that give different figures: both are quoted in one card."""

from pathlib import Path

import pytest

from bot import phrases
from tests.conftest import CORPUS, write_corpus
from tests.stories.conftest import Stage
from tests.stories.test_groups import group
from tests.stories.test_private import under

TIMETABLE = (
    "The timetable\n\n"
    "A single ticket for the ferry costs 4 crowns, and dogs travel free of charge.\n"
)
QUESTION = "How much does a single ticket for the ferry cost?"
FERRY_SENTENCE = "A single ticket for the ferry costs 3 crowns, and children travel free of charge."
TIMETABLE_SENTENCE = "A single ticket for the ferry costs 4 crowns, and dogs travel free of charge."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and a document that gives another price."""
    return write_corpus(tmp_path / "documents", CORPUS | {"timetable.txt": TIMETABLE})


async def test_one_card_shows_a_quote_from_each_with_its_place(stage: Stage) -> None:
    message = await stage.ask(stage.private, QUESTION)

    ferry, timetable = sorted(under(message, "blockquote"), key=len, reverse=True)
    assert ferry in CORPUS["ferry.txt"]
    assert timetable == TIMETABLE_SENTENCE
    assert sorted(under(message, "bold")) == [FERRY_SENTENCE, TIMETABLE_SENTENCE]
    start = CORPUS["ferry.txt"].index(ferry)
    own = [
        phrases.DIFFERING,
        "The river ferry",
        f"ferry.txt · line 5 · chars {start}-{start + len(ferry)} · 2024-05-17",
        "The timetable",
        f"timetable.txt · line 3 · chars 15-{15 + len(timetable)}",
    ]
    lines = message["text"].replace(ferry, "").replace(timetable, "").split("\n")
    assert lines[0] == phrases.DIFFERING
    assert sorted(filter(None, lines)) == sorted(own)


async def test_in_a_group_the_card_shows_both_in_short(stage: Stage) -> None:
    message = await stage.ask(group(stage), f"/ask {QUESTION}")
    first, *_, last = message["text"].split("\n")
    assert first == phrases.DIFFERING
    assert last in {"The river ferry · line 5", "The timetable · line 3"}
    assert sorted(under(message, "bold")) == [FERRY_SENTENCE, TIMETABLE_SENTENCE]
    assert len(under(message, "blockquote")) == 2


async def test_a_question_on_which_they_do_not_differ_gets_one_quote(stage: Stage) -> None:
    message = await stage.ask(stage.private, "Who founded the mill in 1788?")
    assert phrases.DIFFERING not in message["text"]
    assert len(under(message, "blockquote")) == 1

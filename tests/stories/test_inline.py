"""Inline mode: quotes for any chat."""

import json
from typing import Any

from bot import phrases
from bot.emulator.people import Json
from tests.conftest import CORPUS
from tests.stories.conftest import Stage
from tests.stories.test_private import under


def results(answer: Json) -> list[Any]:
    found = answer["results"]
    return list(json.loads(found) if isinstance(found, str) else found)


async def test_results_carry_the_sentence_its_place_and_a_quote_to_post(stage: Stage) -> None:
    answer = await stage.telegram.ask_inline(stage.ann, "Who founded the mill in 1788?")
    first = results(answer)[0]
    assert first["title"].startswith("The mill was founded in 1788 by Anna Brandt")
    assert first["description"] == "The old mill · line 5"
    message = await stage.telegram.choose(stage.ann, answer, 0, stage.private)
    assert under(message, "blockquote")[0] in CORPUS["mill.md"]


async def test_a_query_without_an_answer_offers_no_result(stage: Stage) -> None:
    answer = await stage.telegram.ask_inline(stage.ann, "capital of France")
    assert results(answer) == []
    assert phrases.INLINE_NOTHING in str(answer["button"])


async def test_a_query_too_short_to_search_shows_how_the_documents_begin(stage: Stage) -> None:
    for text in ("", "fe"):
        answer = await stage.telegram.ask_inline(stage.ann, text)
        titles = [found["description"].split(" · ")[0] for found in results(answer)]
        assert titles == ["The river ferry", "The old mill", "The orchard"]
        assert phrases.INLINE_HOW in str(answer["button"])


async def test_chatter_offers_no_result(stage: Stage) -> None:
    answer = await stage.telegram.ask_inline(stage.ann, "tell me a joke")
    assert results(answer) == []
    assert phrases.INLINE_HOW in str(answer["button"])

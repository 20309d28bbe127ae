"""Inline mode: pages, samples, caches, the latest query, the button that leads to the card."""

import asyncio
import json
from pathlib import Path

import pytest

from bot import phrases
from bot.access import Access
from bot.emulator.people import Json
from bot.excerpt import utf16_units
from tests.conftest import CORPUS, write_corpus
from tests.stories.cards import ANN, labels, payload, staged
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_inline import results
from tests.stories.test_private import under

HARBOURS = {
    f"harbour{number:02}.txt": (
        f"Harbour {number}\n\n"
        f"The lighthouse of harbour {number} was lit for the first time by keeper Halden.\n"
    )
    for number in range(25)
}
KEEPER = "Which keeper lit the lighthouse for the first time?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and twenty-five harbours."""
    return write_corpus(tmp_path / "documents", CORPUS | HARBOURS)


def button_of(answer: Json) -> Json:
    """The button above the results."""
    button = answer["button"]
    return dict(json.loads(button) if isinstance(button, str) else button)


async def test_ten_at_a_time_and_every_match_once(stage: Stage) -> None:
    pages, offset = [], ""
    while True:
        answer = await stage.telegram.ask_inline(stage.ann, KEEPER, offset=offset)
        pages.append([found["description"] for found in results(answer)])
        offset = answer.get("next_offset", "")
        if not offset:
            break
    assert [len(page) for page in pages] == [10, 10, 5]
    assert sorted(title for page in pages for title in page) == sorted(
        f"Harbour {number} · line 3" for number in range(25)
    )


async def test_matches_that_are_no_answers_are_not_offered(stage: Stage) -> None:
    answer = await stage.telegram.ask_inline(stage.ann, QUESTION)
    assert [found["title"] for found in results(answer)] == [SENTENCE]
    assert not answer.get("next_offset")


async def test_a_public_answer_is_kept_for_a_while_for_whoever_reads_its_language(
    stage: Stage,
) -> None:
    for query in (QUESTION, "", "xyzzy zymurgy"):
        answer = await stage.telegram.ask_inline(stage.ann, query)
        assert 60 <= answer["cache_time"] <= 300
        assert answer["is_personal"]


async def test_where_something_is_restricted_nothing_is_kept(library_path: Path) -> None:
    access = Access(restricted={"north": frozenset({ANN})})
    async with staged(library_path, access) as (stage, _):
        for query in (QUESTION, "", "xyzzy zymurgy"):
            answer = await stage.telegram.ask_inline(stage.ann, query)
            assert (answer["cache_time"], answer["is_personal"]) == (0, True)


async def test_who_may_not_ask_is_offered_nothing(library_path: Path) -> None:
    async with staged(library_path, Access(is_open=False)) as (stage, _):
        for query in (QUESTION, ""):
            answer = await stage.telegram.ask_inline(stage.ann, query)
            assert results(answer) == []
            assert button_of(answer)["text"] == phrases.NO_ACCESS_INLINE
            assert (answer["cache_time"], answer["is_personal"]) == (0, True)


async def test_how_to_search_leads_to_the_help(stage: Stage) -> None:
    for query in ("", "fe"):
        answer = await stage.telegram.ask_inline(stage.ann, query)
        assert len(results(answer)) == 10
        button = button_of(answer)
        assert button["text"] == phrases.INLINE_HOW
    message = await stage.ask(stage.private, f"/start {button['start_parameter']}")
    assert message["text"] == phrases.HELP.format(username="quoth_bot")


async def test_a_sample_that_is_posted_is_a_quote(stage: Stage) -> None:
    answer = await stage.telegram.ask_inline(stage.ann, "")
    message = await stage.telegram.choose(stage.ann, answer, 0, stage.private)
    (quote,) = under(message, "blockquote")
    assert any(quote in text for text in (CORPUS | HARBOURS).values())
    assert labels(message) == []


async def test_what_is_posted_leads_to_its_card(stage: Stage) -> None:
    room = group(stage)
    answer = await stage.telegram.ask_inline(stage.ann, KEEPER)
    message = await stage.telegram.choose(stage.ann, answer, 3, room)
    (quote,) = under(message, "blockquote")
    assert utf16_units(quote) <= 500
    assert labels(message) == [[phrases.IN_CONTEXT]]
    opened = await stage.ask(stage.private, f"/start {payload(message, phrases.IN_CONTEXT)}")
    assert under(opened, "blockquote") == [quote]
    assert labels(opened)[0] == [phrases.CONTEXT, phrases.DOCUMENT]


async def test_what_is_posted_is_counted(library_path: Path) -> None:
    async with staged(library_path, Access()) as (stage, chats):
        answer = await stage.telegram.ask_inline(stage.ann, QUESTION)
        assert await chats.run(chats.events.count, "chosen", 0) == 0
        await stage.telegram.choose(stage.ann, answer, 0, stage.private)
        await stage.ask(stage.private, "Hello!")
        assert await chats.run(chats.events.count, "chosen", 0) == 1


async def test_only_the_latest_query_of_a_person_is_answered(stage: Stage) -> None:
    bob = stage.telegram.add_person("Bob")

    async def type_on() -> list[Json | BaseException]:
        typed = (QUESTION[:14], QUESTION[:20], QUESTION)
        asking = [stage.telegram.ask_inline(stage.ann, text, timeout_s=3) for text in typed]
        other = stage.telegram.ask_inline(bob, KEEPER, timeout_s=3)
        return await asyncio.gather(*asking, other, return_exceptions=True)

    first, second, last, bobs = await type_on()
    assert isinstance(first, TimeoutError)
    assert isinstance(second, TimeoutError)
    assert isinstance(last, dict)
    assert results(last)[0]["title"] == SENTENCE
    assert isinstance(bobs, dict)
    assert len(results(bobs)) == 10


async def test_who_deletes_what_was_typed_is_shown_the_samples(stage: Stage) -> None:
    old, empty = await asyncio.gather(
        stage.telegram.ask_inline(stage.ann, QUESTION, timeout_s=2),
        stage.telegram.ask_inline(stage.ann, "", timeout_s=2),
        return_exceptions=True,
    )
    assert isinstance(old, TimeoutError)
    assert isinstance(empty, dict)
    assert len(results(empty)) == 10


async def test_no_match_leads_to_the_private_chat(stage: Stage) -> None:
    answer = await stage.telegram.ask_inline(stage.ann, "xyzzy zymurgy of kwyjibo")
    button = button_of(answer)
    assert (results(answer), button["text"]) == ([], phrases.INLINE_NOTHING)
    message = await stage.ask(stage.private, f"/start {button['start_parameter']}")
    assert message["text"].startswith("Hello!")

"""Forged, replayed, foreign and outdated taps, links and queries change and show nothing."""

import json
from pathlib import Path

import pytest

from bot import phrases
from bot.access import Access
from bot.emulator.people import Json, Person
from bot.emulator.room import Room
from tests.stories.cards import (
    ANN,
    BOB,
    NORTH,
    NORTH_SENTENCE,
    as_it_is,
    labels,
    of_bot,
    payload,
    staged,
)
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, SENTENCE
from tests.stories.test_inline import results

ONLY_ANN = Access(restricted={"north": frozenset({ANN})})


def data_of(message: Json) -> list[str]:
    """What the buttons under a message carry."""
    rows = message["reply_markup"]["inline_keyboard"]
    return [one["callback_data"] for row in rows for one in row if "callback_data" in one]


def said_to(stage: Stage, person: Person) -> str:
    """Everything that the bot ever sent to or showed in somebody's private chat, and inline."""
    room = stage.telegram.private_chat(person)
    return json.dumps(of_bot(room), ensure_ascii=False)


def bob_of(stage: Stage) -> tuple[Person, Room]:
    """Somebody who may not see the north."""
    bob = stage.telegram.add_person("Bob", id=BOB)
    return bob, stage.telegram.private_chat(bob)


@pytest.mark.parametrize(
    "forged",
    ["x", "1", "context:1", "' OR 1=1 --", "a" * 64, "💣" * 16, "ShjDUcFVfBeLd5RC"],
)
async def test_a_made_up_tap_does_nothing(stage: Stage, forged: str) -> None:
    card = await stage.ask(stage.private, QUESTION)
    notice = await stage.telegram.press(stage.ann, card, forged)
    assert notice["text"] == phrases.TOO_OLD
    assert stage.private.messages()[1:] == [card]


async def test_a_tap_that_was_made_elsewhere_does_nothing_here(stage: Stage) -> None:
    first = await stage.ask(stage.private, QUESTION)
    second = await stage.ask(stage.private, "When does the mill museum close?")
    bob, room = bob_of(stage)
    await stage.telegram.say(room, bob, "Who built the ferry?")
    (bobs,) = await stage.telegram.wait_for_messages(room, 1)
    for data in data_of(first):
        for person, message in ((stage.ann, second), (bob, bobs)):
            notice = await stage.telegram.press(person, message, data)
            assert notice["text"] == phrases.NOT_FOR_YOU
    assert as_it_is(stage.private, second) == second
    assert of_bot(room) == [bobs]
    # Not even a vote came through.
    await stage.telegram.press(stage.ann, first, label="👍")
    assert labels(as_it_is(stage.private, first))[-1] == [phrases.COPY, "👍 1", "👎"]


async def test_a_removed_answers_buttons_cannot_be_replayed(stage: Stage) -> None:
    room = stage.telegram.add_group("Village", [stage.ann])
    card = await stage.ask(room, f"/ask {QUESTION}")
    other = await stage.ask(room, "/ask Who built the ferry?")
    await stage.telegram.press(stage.ann, card, label=phrases.DELETE)
    for data in data_of(card):
        assert (await stage.telegram.press(stage.ann, other, data))["text"] == phrases.TOO_OLD
    assert as_it_is(room, other) == other


@pytest.mark.parametrize(
    "forged", ["a_", "a_1", "a_" + "x" * 62, "a_../../etc", "a_' OR 1=1 --", "a_%"]
)
async def test_a_made_up_link_opens_nothing(stage: Stage, forged: str) -> None:
    await stage.ask(stage.private, QUESTION)
    message = await stage.ask(stage.private, f"/start {forged}")
    assert message["text"] == phrases.TOO_OLD


async def test_a_restricted_answer_opens_only_for_those_who_may_see_it(
    library_path: Path,
) -> None:
    async with staged(library_path, ONLY_ANN) as (stage, _):
        card = await stage.ask(stage.private, NORTH)
        assert NORTH_SENTENCE in card["text"]
        offered = await stage.telegram.ask_inline(stage.ann, NORTH)
        link = payload(results(offered)[0], phrases.IN_CONTEXT)

        bob, room = bob_of(stage)
        await stage.telegram.say(room, bob, NORTH)
        await stage.telegram.wait_for_messages(room, 1)
        await stage.telegram.say(room, bob, f"/start {link}")
        refused = (await stage.telegram.wait_for_messages(room, 2))[-1]
        assert refused["text"] == phrases.NO_ACCESS
        for data in data_of(card):
            notice = await stage.telegram.press(bob, refused, data)
            assert notice["text"] == phrases.NOT_FOR_YOU
        assert "apple" not in said_to(stage, bob).replace(NORTH, "")
        assert NORTH_SENTENCE in (await stage.ask(stage.private, f"/start {link}"))["text"]


async def test_a_public_quote_of_someone_with_more_rights_opens_for_all(
    library_path: Path,
) -> None:
    async with staged(library_path, ONLY_ANN) as (stage, _):
        offered = await stage.telegram.ask_inline(stage.ann, QUESTION)
        link = payload(results(offered)[0], phrases.IN_CONTEXT)
        bob, room = bob_of(stage)
        await stage.telegram.say(room, bob, f"/start {link}")
        (opened,) = await stage.telegram.wait_for_messages(room, 1)
        assert SENTENCE in opened["text"]


async def test_a_right_that_was_taken_back_closes_old_cards(library_path: Path) -> None:
    restricted = {"north": frozenset({ANN})}
    async with staged(library_path, Access(restricted=restricted)) as (stage, _):
        card = await stage.ask(stage.private, NORTH)
        restricted["north"] = frozenset()
        for data in data_of(card):
            notice = await stage.telegram.press(stage.ann, card, data)
            assert notice["text"] == phrases.NOT_FOR_YOU
        assert stage.private.messages()[1:] == [card]


async def test_in_a_group_that_may_see_it_everybody_votes_and_no_one_takes_it_home(
    library_path: Path,
) -> None:
    permitted: dict[str, frozenset[int]] = {"north": frozenset()}
    async with staged(library_path, Access(restricted=permitted)) as (stage, _):
        bob, private = bob_of(stage)
        room = stage.telegram.add_group("Village", [stage.ann, bob])
        permitted["north"] = frozenset({room.id})
        card = await stage.ask(room, f"/ask {NORTH}")
        assert NORTH_SENTENCE in card["text"]
        notice = await stage.telegram.press(bob, card, label="👍")
        assert notice["text"] == phrases.THANKS_FOR_VOTE
        assert labels(as_it_is(room, card))[1][0] == "👍 1"
        link = payload(card, phrases.MORE_IN_PRIVATE)
        await stage.telegram.say(private, bob, f"/start {link}")
        (refused,) = await stage.telegram.wait_for_messages(private, 1)
        assert refused["text"] == phrases.NO_ACCESS


async def test_a_permitted_person_shows_nothing_restricted_to_a_group(
    library_path: Path,
) -> None:
    async with staged(library_path, ONLY_ANN) as (stage, _):
        room = stage.telegram.add_group("Village", [stage.ann])
        message = await stage.ask(room, f"/ask {NORTH}")
        assert NORTH_SENTENCE not in message["text"]


async def test_an_inline_query_never_offers_what_its_asker_may_not_see(
    library_path: Path,
) -> None:
    async with staged(library_path, ONLY_ANN) as (stage, _):
        bob, _ = bob_of(stage)
        for query in (NORTH, "apple trees", "orchard", ""):
            offered = await stage.telegram.ask_inline(bob, query)
            assert "apple" not in json.dumps(offered).lower()
            assert offered["is_personal"] is True
            assert offered["cache_time"] == 0
        own = await stage.telegram.ask_inline(stage.ann, NORTH)
        assert results(own)[0]["title"] == NORTH_SENTENCE
        assert (own["is_personal"], own["cache_time"]) == (True, 0)


@pytest.mark.parametrize("offset", ["-1", "x", "9" * 40, "1e3", "10; DROP", "٣"])
async def test_a_made_up_offset_does_no_harm(stage: Stage, offset: str) -> None:
    offered = await stage.telegram.ask_inline(stage.ann, QUESTION, offset=offset)
    assert len(results(offered)) <= 1


async def test_who_may_not_ask_any_more_cannot_tap_either(library_path: Path) -> None:
    class Rules(Access):
        """Rules that change while the bot runs."""

        closed = False

        def may_ask(self, person_id: int, chat_id: int) -> bool:
            return not self.closed

    async with staged(library_path, Rules()) as (stage, _):
        card = await stage.ask(stage.private, QUESTION)
        Rules.closed = True
        notice = await stage.telegram.press(stage.ann, card, label=phrases.CONTEXT)
        assert notice["text"] == phrases.NOT_FOR_YOU
        assert as_it_is(stage.private, card) == card

"""The buttons under a quote in a group: private paging, everybody's votes, removal."""

import asyncio
from pathlib import Path

import pytest

from bot import phrases
from bot.emulator.calls import Call, Fault
from bot.emulator.people import Json, Person
from bot.emulator.room import Room
from bot.excerpt import utf16_units
from tests.conftest import CORPUS, write_corpus
from tests.stories.cards import KEEPER, KEEPERS, as_it_is, labels, of_bot, payload
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_private import under

LONG = "".join(f"Stone {number} of the long wall was laid by mason Elgar. " for number in range(60))
ROW = [phrases.GOOD, phrases.BAD, phrases.DELETE]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, three lighthouses, and a long paragraph."""
    files = CORPUS | KEEPERS | {"wall.txt": f"The wall\n\n{LONG}\n"}
    return write_corpus(tmp_path / "documents", files)


def person(stage: Stage, name: str, room: Room) -> Person:
    """Somebody else in a group."""
    made = stage.telegram.add_person(name)
    room.members[made.id] = made
    return made


async def open_in_private(stage: Stage, who: Person, card: Json) -> Json:
    """Follow "More in private"; what the bot says there."""
    room = stage.telegram.private_chat(who)
    count = len(of_bot(room))
    await stage.telegram.say(room, who, f"/start {payload(card, phrases.MORE_IN_PRIVATE)}")
    return (await stage.telegram.wait_for_messages(room, count + 1))[-1]


async def test_the_quote_is_compact_and_the_buttons_are_the_groups(stage: Stage) -> None:
    room = group(stage)
    card = await stage.ask(room, "/ask Which mason laid the stones of the long wall?")
    (quote,) = under(card, "blockquote")
    assert quote in LONG
    assert 400 < utf16_units(quote) <= 500
    assert labels(card) == [[phrases.MORE_IN_PRIVATE], ROW]


async def test_more_in_private_opens_the_answer_for_the_one_who_taps(stage: Stage) -> None:
    room = group(stage)
    bob = person(stage, "Bob", room)
    card = await stage.ask(room, f"/ask {KEEPER}")
    opened = await open_in_private(stage, bob, card)
    assert under(opened, "bold") == under(card, "bold")
    assert phrases.MORE.format(number=1, count=3) in labels(opened)[0]

    await stage.telegram.press(bob, opened, label="More")
    await stage.telegram.press(bob, opened, label="👍")
    turned = as_it_is(stage.telegram.private_chat(bob), opened)
    assert under(turned, "bold") != under(card, "bold")
    assert as_it_is(room, card) == card
    assert stage.private.messages() == []


async def test_the_votes_of_several_people_are_counted_for_all_to_see(stage: Stage) -> None:
    room = group(stage)
    people = [stage.ann, *(person(stage, name, room) for name in ("Bob", "Cid", "Dot", "Eve"))]
    card = await stage.ask(room, f"/ask {QUESTION}")
    await asyncio.gather(
        *(stage.telegram.press(one, card, label="👍") for one in people[:3]),
        *(stage.telegram.press(one, card, label="👎") for one in people[3:]),
    )
    assert labels(as_it_is(room, card))[1] == ["👍 3", "👎 2", phrases.DELETE]
    await stage.telegram.press(people[0], card, label="👎")
    await stage.telegram.press(people[4], card, label="👎")
    now = as_it_is(room, card)
    assert labels(now) == [[phrases.MORE_IN_PRIVATE], ["👍 2", "👎 2", phrases.DELETE]]
    assert now["text"] == card["text"]


async def test_the_asker_and_the_groups_admins_remove_an_answer_and_no_one_else(
    stage: Stage,
) -> None:
    bob, cid, dot = (stage.telegram.add_person(name) for name in ("Bob", "Cid", "Dot"))
    room = stage.telegram.add_group("Village", [dot, stage.ann, bob, cid])
    stage.telegram.promote(room, cid)
    for remover in (stage.ann, cid, dot):
        card = await stage.ask(room, f"/ask {QUESTION}")
        notice = await stage.telegram.press(bob, card, label=phrases.DELETE)
        assert notice["text"] == phrases.NOT_FOR_YOU
        assert as_it_is(room, card) == card
        await stage.telegram.press(remover, card, label=phrases.DELETE)
        assert card["message_id"] not in room.said


async def test_what_may_not_be_deleted_any_more_is_emptied(stage: Stage) -> None:
    room = group(stage)
    card = await stage.ask(room, f"/ask {QUESTION}")

    def refuse(call: Call) -> Fault | None:
        too_late = Fault(status=400, description="Bad Request: message can't be deleted")
        return too_late if call.method == "deleteMessage" else None

    stage.telegram.before_call = refuse
    await stage.telegram.press(stage.ann, card, label=phrases.DELETE)
    left = as_it_is(room, card)
    assert left["text"] == phrases.DELETED
    assert labels(left) == []


async def test_a_vote_that_comes_with_the_removal_does_no_harm(stage: Stage) -> None:
    room = group(stage)
    bob = person(stage, "Bob", room)
    card = await stage.ask(room, f"/ask {QUESTION}")
    _, late = await asyncio.gather(
        stage.telegram.press(stage.ann, card, label=phrases.DELETE),
        stage.telegram.press(bob, card, label="👍"),
    )
    assert late["text"] == phrases.TOO_OLD


async def test_what_was_removed_cannot_be_opened_in_private(stage: Stage) -> None:
    room = group(stage)
    card = await stage.ask(room, f"/ask {QUESTION}")
    await stage.telegram.press(stage.ann, card, label=phrases.DELETE)
    assert (await open_in_private(stage, stage.ann, card))["text"] == phrases.TOO_OLD


async def test_a_vote_in_a_group_that_moved_is_thanked_for(stage: Stage) -> None:
    old = stage.telegram.add_group("Village", [stage.ann], kind="group")
    card = await stage.ask(old, f"/ask {QUESTION}")
    new = stage.telegram.migrate(old)
    notice = await stage.telegram.press(stage.ann, card, label="👍")
    assert notice["text"] == phrases.THANKS_FOR_VOTE
    assert SENTENCE in (await open_in_private(stage, stage.ann, card))["text"]
    answered = await stage.ask(new, f"/ask {KEEPER}")
    await stage.telegram.press(stage.ann, answered, label="👍")
    assert labels(as_it_is(new, answered))[1][0] == "👍 1"

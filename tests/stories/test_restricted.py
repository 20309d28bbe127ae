"""A restricted collection shows to those who are named, in no group, and to no one else."""

import pytest

from bot import phrases
from bot.access import Access
from tests.stories.conftest import Stage
from tests.stories.test_admin import ADMIN, NORTH, order
from tests.stories.test_groups import QUESTION, SENTENCE, group
from tests.stories.test_inline import results


@pytest.fixture
def access() -> Access:
    return Access(admins=frozenset({ADMIN}), restricted={"north": frozenset()})


async def test_it_shows_nowhere_to_those_who_are_not_named(stage: Stage) -> None:
    room = group(stage)
    for said in (f"/ask {NORTH}", f"/ask #north {NORTH}", "/sources"):
        assert "orchard" not in (await stage.ask(room, said))["text"]
        assert "orchard" not in (await stage.ask(stage.private, said))["text"]
    count = (await stage.ask(stage.private, NORTH))["text"]
    assert count == phrases.NOTHING_PRIVATE.format(documents="2 documents")
    for typed in (NORTH, f"#north {NORTH}", ""):
        offered = results(await stage.telegram.ask_inline(stage.ann, typed))
        assert all("orchard" not in str(one) for one in offered)


async def test_an_admin_sees_it_in_private_and_cannot_bind_a_group_to_it(stage: Stage) -> None:
    root = stage.telegram.add_person("Root", id=ADMIN)
    assert "412 apple trees" in (await order(stage, root, f"#north {NORTH}"))["text"]
    room = stage.telegram.add_group("Office", [root])
    assert "412" not in (await stage.ask(room, f"/ask {NORTH}", by=root))["text"]
    said = await order(stage, root, f"/bind {room.id} north")
    assert said["text"] == phrases.BIND_RESTRICTED.format(name="north", chat_id=room.id)
    assert SENTENCE in (await stage.ask(room, f"/ask {QUESTION}", by=root))["text"]


async def test_a_group_that_was_bound_before_it_was_restricted_sees_nothing(stage: Stage) -> None:
    room = group(stage)
    await stage.chats.run(stage.chats.options.set, "collections", '["north"]', room.id)
    assert (await stage.ask(room, f"/ask {NORTH}"))["text"] == phrases.NO_DOCUMENTS


async def test_an_answer_from_it_opens_for_no_one_else_by_link_or_button(stage: Stage) -> None:
    root = stage.telegram.add_person("Root", id=ADMIN)
    answer = await order(stage, root, NORTH)
    await stage.ask(stage.private, QUESTION)
    kept = await stage.chats.run(stage.chats.answers.of_message, ADMIN, answer["message_id"])
    assert kept is not None
    shared = await stage.ask(stage.private, f"/start a_{kept.id}")
    assert shared["text"] == phrases.NO_ACCESS
    tapped = await stage.telegram.press(stage.ann, answer, label="Context")
    assert tapped["text"] == phrases.NOT_FOR_YOU

"""Guest mode: the bot answers in a chat that it is not in, from public collections only."""

import json
from typing import Any

import pytest

from bot import phrases
from bot.access import Access
from bot.emulator.room import Room
from tests.conftest import CORPUS
from tests.stories.conftest import Stage
from tests.stories.test_admin import NORTH
from tests.stories.test_private import under


@pytest.fixture
def access(request: pytest.FixtureRequest) -> Access:
    return getattr(request, "param", Access(hears_guests=True, restricted={"north": frozenset()}))


def elsewhere(stage: Stage) -> Room:
    """A group that the bot is not in."""
    room = stage.telegram.add_group("Elsewhere", [stage.ann])
    stage.telegram.kick(room)
    return room


async def asked(stage: Stage, text: str) -> dict[str, Any]:
    """What the bot would post there."""
    answer = await stage.telegram.ask_as_guest(stage.ann, text, elsewhere(stage), timeout_s=3)
    result = answer["result"]
    found = json.loads(result) if isinstance(result, str) else result
    content: dict[str, Any] = found["input_message_content"]
    return {"text": content["message_text"], "entities": content.get("entities", [])}


async def test_a_mention_from_outside_gets_a_compact_quote(stage: Stage) -> None:
    said = await asked(stage, "@quoth_bot Who founded the mill in 1788?")
    assert under(said, "blockquote")[0] in CORPUS["mill.md"]
    assert "Anna Brandt" in under(said, "bold")[0]


async def test_what_is_restricted_is_not_found_there(stage: Stage) -> None:
    assert (await asked(stage, f"@quoth_bot {NORTH}"))["text"] == phrases.NOTHING_GROUP
    assert (await asked(stage, f"@quoth_bot #north {NORTH}"))["text"] == phrases.NOTHING_GROUP


async def test_chatter_gets_a_line_there(stage: Stage) -> None:
    assert (await asked(stage, "@quoth_bot thank you!"))["text"] == phrases.THANKS


@pytest.mark.parametrize(
    "access", [Access(), Access(hears_guests=True, is_open=False)], indirect=True
)
async def test_guests_are_not_answered_unless_that_is_on_and_they_may_ask(stage: Stage) -> None:
    with pytest.raises(TimeoutError):
        await asked(stage, "@quoth_bot Who founded the mill in 1788?")

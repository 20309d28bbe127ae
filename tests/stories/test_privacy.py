"""What is kept of a person, for how long, and that it can be erased."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import phrases
from bot.chats.answers import Place
from bot.chats.memory import DAY_S, KEPT_DAYS, Chats
from bot.upkeep import forget_in_time
from index.answer import Answer, Question, Verdict
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, group

LIGHTHOUSE = "When was the lighthouse lit for the first time?"


async def test_privacy_states_the_days_that_are_kept(stage: Stage) -> None:
    text = (await stage.ask(stage.private, "/privacy"))["text"]
    assert f"{KEPT_DAYS} days" in text
    assert "/forget" in text


async def test_forget_asks_first_and_then_erases_all_of_one_person(stage: Stage) -> None:
    bob = stage.telegram.add_person("Bob")
    his = await stage.ask(stage.telegram.private_chat(bob), QUESTION, by=bob)
    answer = await stage.ask(stage.private, QUESTION)
    await stage.ask(stage.private, LIGHTHOUSE)
    await stage.telegram.press(stage.ann, answer, label="👍")
    chats = stage.chats

    assert (await stage.ask(stage.private, "/forget"))["text"] == phrases.FORGET_SURE
    assert await chats.run(chats.answers.of_message, stage.ann.id, answer["message_id"])
    assert (await stage.ask(stage.private, "/forget yes"))["text"] == phrases.FORGOTTEN
    assert not await chats.run(chats.answers.of_message, stage.ann.id, answer["message_id"])
    assert await chats.run(chats.gaps.open) == []
    assert (await chats.run(chats.votes.total, 0)).good == 0
    tapped = await stage.telegram.press(stage.ann, answer, label="Context")
    assert tapped["text"] == phrases.TOO_OLD
    assert await chats.run(chats.answers.of_message, bob.id, his["message_id"])


async def test_a_button_in_a_group_is_too_old_once_the_asker_was_forgotten(stage: Stage) -> None:
    room = group(stage)
    answer = await stage.ask(room, f"/ask {QUESTION}")
    assert (await stage.ask(room, "/forget yes"))["text"] == phrases.FORGOTTEN
    bob = list(room.members.values())[1]
    assert (await stage.telegram.press(bob, answer, label="👍"))["text"] == phrases.TOO_OLD


class Enough(Exception):
    """Ends what would go on for ever."""


@pytest.fixture
def now() -> list[float]:
    return [1_700_000_000.0]


@pytest.fixture
def chats(tmp_path: Path, now: list[float]) -> Iterator[Chats]:
    chats = Chats(tmp_path / "chats.db", lambda: now[0])
    yield chats
    chats.close()


async def test_what_is_older_than_stated_is_erased_at_the_start_and_daily(
    chats: Chats, now: list[float]
) -> None:
    def keep() -> str:
        answer = Answer(Question("When?"), Verdict.NOTHING)
        place = Place(1, None, 1, 1)
        chats.gaps.add(answer.question, place, chats.now)
        chats.events.add("asked", chats.now, verdict="NOTHING")
        return chats.answers.keep(answer, place, chats.now).id

    old = await chats.run(keep)
    now[0] += DAY_S
    young = await chats.run(keep)
    now[0] += (KEPT_DAYS - 1) * DAY_S
    seen: list[tuple[bool, bool, int]] = []

    async def sleep(seconds: float) -> None:
        assert seconds == DAY_S
        kept = [await chats.run(chats.answers.get, one) is not None for one in (old, young)]
        seen.append((kept[0], kept[1], len(await chats.run(chats.gaps.open))))
        now[0] += seconds
        if len(seen) == 3:
            raise Enough

    with pytest.raises(Enough):
        await forget_in_time(chats, sleep)
    assert seen == [(True, True, 2), (False, True, 1), (False, False, 0)]
    assert await chats.run(chats.events.count, "asked", 0) == 0


async def test_a_day_on_which_nothing_can_be_erased_is_logged_and_not_the_last(
    chats: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    await chats.run(chats._store.execute, "DROP TABLE events")
    days = iter(range(1, 3))

    async def sleep(seconds: float) -> None:
        if next(days) == 2:
            raise Enough

    with pytest.raises(Enough):
        await forget_in_time(chats, sleep)
    assert [f"over {KEPT_DAYS} days" in record.message for record in caplog.records] == [True, True]

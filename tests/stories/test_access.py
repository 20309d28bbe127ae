"""Who may ask: those on the list, and those who come in by a code."""

import pytest

from bot import phrases
from bot.access import Access
from bot.chats.permits import CODE_MINUTES
from tests.stories.conftest import Stage
from tests.stories.test_groups import QUESTION, SENTENCE
from tests.stories.test_inline import results
from tests.stories.test_private import under

NORTH = "How many apple trees does the orchard hold?"
WRONG = "/start ABCDE-FGHJK"


@pytest.fixture
def access() -> Access:
    return Access(is_open=False, takes_codes=True, restricted={"north": frozenset()})


async def issue(stage: Stage, collection: str = "*") -> str:
    permits = stage.chats.permits
    return await stage.chats.run(permits.issue, collection, stage.chats.now)


async def test_a_stranger_gets_no_answer_no_titles_and_no_counts(stage: Stage) -> None:
    for words in (QUESTION, f"/ask {QUESTION}", "/start", "/sources", "/start inline"):
        message = await stage.ask(stage.private, words)
        assert message["text"] == phrases.NO_ACCESS
    assert results(await stage.telegram.ask_inline(stage.ann, QUESTION)) == []


@pytest.mark.parametrize("command", ["/start", "/pair"])
async def test_a_code_lets_one_person_in_once(stage: Stage, command: str) -> None:
    code = await issue(stage)
    said = await stage.ask(stage.private, f"{command} {code.lower()}")
    assert said["text"] == phrases.PAIRED
    assert under(await stage.ask(stage.private, QUESTION), "bold") == [SENTENCE]

    bob = stage.telegram.add_person("Bob")
    room = stage.telegram.private_chat(bob)
    assert (await stage.ask(room, f"/start {code}", by=bob))["text"] == phrases.NO_ACCESS
    assert (await stage.ask(room, QUESTION, by=bob))["text"] == phrases.NO_ACCESS


async def test_a_code_that_is_a_quarter_of_an_hour_old_opens_nothing(stage: Stage) -> None:
    then = stage.chats.now - CODE_MINUTES * 60
    code = await stage.chats.run(stage.chats.permits.issue, "*", then)
    assert (await stage.ask(stage.private, f"/start {code}"))["text"] == phrases.NO_ACCESS


async def test_after_five_wrong_codes_even_the_right_one_is_refused_for_an_hour(
    stage: Stage,
) -> None:
    code = await issue(stage)
    for _ in range(5):
        assert (await stage.ask(stage.private, WRONG))["text"] == phrases.NO_ACCESS
    assert (await stage.ask(stage.private, f"/start {code}"))["text"] == phrases.NO_ACCESS

    later = stage.chats.now + 3601
    code = await stage.chats.run(stage.chats.permits.issue, "*", later)
    assert await stage.chats.run(stage.chats.permits.redeem, code, stage.ann.id, later)


async def test_the_code_itself_is_not_kept(stage: Stage) -> None:
    code = await issue(stage)
    dump = await stage.chats.run(lambda: [*stage.chats._store.execute("SELECT * FROM codes")])
    assert code not in str(dump)
    assert code.replace("-", "") not in str(dump)


async def test_what_was_revoked_elsewhere_ends_at_once(stage: Stage) -> None:
    await stage.ask(stage.private, f"/start {await issue(stage)}")
    answer = await stage.ask(stage.private, QUESTION)
    assert await stage.chats.run(stage.chats.permits.revoke, stage.ann.id)
    assert (await stage.ask(stage.private, QUESTION))["text"] == phrases.NO_ACCESS
    assert (await stage.ask(stage.private, "/start"))["text"] == phrases.NO_ACCESS
    assert results(await stage.telegram.ask_inline(stage.ann, QUESTION)) == []
    assert answer["text"]


async def test_a_code_for_all_opens_no_restricted_collection_and_one_for_it_does(
    stage: Stage,
) -> None:
    await stage.ask(stage.private, f"/start {await issue(stage)}")
    hidden = await stage.ask(stage.private, NORTH)
    assert "412" not in hidden["text"]
    assert "orchard" not in (await stage.ask(stage.private, "/sources"))["text"]

    await stage.ask(stage.private, f"/start {await issue(stage, 'north')}")
    assert "412 apple trees" in (await stage.ask(stage.private, NORTH))["text"]
    assert "orchard" in (await stage.ask(stage.private, "/sources"))["text"]


async def test_a_reply_to_an_old_answer_does_not_open_what_was_revoked(stage: Stage) -> None:
    await stage.ask(stage.private, f"/start {await issue(stage, 'north')}")
    answer = await stage.ask(stage.private, NORTH)
    await stage.chats.run(stage.chats.permits.revoke, stage.ann.id)
    await stage.ask(stage.private, f"/start {await issue(stage)}")
    again = await stage.ask(stage.private, NORTH, reply_to=answer["message_id"])
    assert "412" not in again["text"]


async def test_an_answer_in_a_group_never_comes_from_a_restricted_collection(
    stage: Stage,
) -> None:
    await stage.ask(stage.private, f"/start {await issue(stage, 'north')}")
    room = stage.telegram.add_group("Village", [stage.ann])
    assert (await stage.ask(room, f"/ask {QUESTION}"))["text"].startswith("The mill")
    assert "412" not in (await stage.ask(room, f"/ask {NORTH}"))["text"]
    assert "412" not in (await stage.ask(room, f"/ask #north {NORTH}"))["text"]

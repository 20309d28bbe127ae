"""The bot's memory says the same from a file and from a PostgreSQL server that replicas share."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chats.answers import KeptAnswer, Place
from bot.chats.buttons import Action
from bot.chats.events import Day
from bot.chats.memory import DAY_S, KEPT_DAYS, Chats
from bot.chats.permits import Permit
from bot.chats.votes import Complaint, Tally
from bot.errors import DatabaseAway, DatabaseUnusable, NotStored
from bot.sql.postgres import PostgresDatabase
from index.answer import Answer, Question, Verdict
from tests.bot.matches import matches_of
from tests.postgres import Postgres

NOW = 1_700_000_000
BIG = 2**52 - 1
"""Telegram's ids have up to 52 bits."""


@pytest.fixture(params=["file", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the memory is: a path, or the address of a database."""
    if request.param == "file":
        return str(tmp_path / "chats.db")
    return str(request.getfixturevalue("postgres_address"))


@pytest.fixture
def chats(place: str) -> Iterator[Chats]:
    opened = open_chats(place)
    yield opened
    opened.close()


def open_chats(place: str, now: float = NOW) -> Chats:
    where = PostgresDatabase(place, "chats") if place.startswith("postgresql:") else Path(place)
    return Chats(where, lambda: now)


def kept(chats: Chats, person: int = 17, message: int = 1, at: int = NOW) -> KeptAnswer:
    """Remember an answer to a person."""
    question = Question("Who founded the mill? 谁?", frozenset({"north"}), "doc")
    matches = tuple(matches_of("The mill was founded in 1788 by Anna Brandt."))
    answer = Answer(question, Verdict.FOUND, matches, 1)
    return chats.answers.keep(answer, Place(-BIG, 3, person, message), at)


def test_an_answer_is_found_again_as_it_was(chats: Chats) -> None:
    answer = kept(chats)
    assert chats.answers.get(answer.id) == answer
    assert chats.answers.to_message(-BIG, 1) == answer
    chats.answers.was_sent(answer.id, -BIG, 2)
    found = chats.answers.of_message(-BIG, 2)
    assert found is not None
    assert (found.id, found.message_id, found.shown) == (answer.id, 2, 0)
    chats.answers.shows(answer.id, 1)
    again = chats.answers.get(answer.id)
    assert again is not None
    assert again.shown == 1
    assert chats.answers.group_places() == [(-BIG, 3)]
    assert chats.answers.get("forged") is None


def test_a_button_that_one_process_made_is_known_to_another(chats: Chats, place: str) -> None:
    answer = kept(chats)
    ids = chats.buttons.make(answer.id, [(Action.CONTEXT, 0), (Action.MORE, 1)])
    assert chats.buttons.make(answer.id, [(Action.MORE, 1)]) == ids[1:]
    other = open_chats(place)
    found = other.buttons.find(ids[1])
    assert found is not None
    assert (found.answer, found.action, found.argument) == (answer, Action.MORE, 1)
    other.answers.forget(answer.id)
    assert chats.buttons.find(ids[1]) is None
    other.close()


def test_a_vote_is_changed_explained_and_taken_back(chats: Chats) -> None:
    answer = kept(chats)
    assert chats.votes.cast(answer.id, 1, is_good=True, at=NOW)
    assert chats.votes.cast(answer.id, 2, is_good=False, at=NOW)
    chats.votes.explain(answer.id, 2, Complaint.WRONG_PASSAGE)
    chats.votes.explain(answer.id, 1, Complaint.WRONG_PASSAGE)  # a good vote has no complaint
    assert chats.votes.tally(answer.id) == Tally(1, 1)
    assert chats.votes.complaints(0) == {Complaint.WRONG_PASSAGE: 1}
    assert chats.votes.cast(answer.id, 2, is_good=True, at=NOW)
    assert chats.votes.complaints(0) == {}
    assert not chats.votes.cast(answer.id, 1, is_good=True, at=NOW)
    assert chats.votes.total(0) == Tally(1, 0)
    assert chats.votes.total(NOW + 1) == Tally(0, 0)


def test_options_are_set_taken_back_and_moved(chats: Chats) -> None:
    chats.options.set("language", "vi", -1)
    chats.options.set("language", "th", -1)
    chats.options.set("language", "id", -1, 5)
    assert (chats.options.get("language", -1), chats.options.get("language", -1, 5)) == ("th", "id")
    assert chats.options.get("language", -1, 6) == "th"
    chats.options.set("language", "en", -2)
    chats.options.set("auto", "1", -2)
    chats.gaps.add(Question("Who?"), Place(-1, None, 1, 1), NOW)
    chats.options.migrate(-1, -2)
    assert chats.options.all("language") == [(-2, 0, "th"), (-2, 5, "id")]
    assert chats.options.get("auto", -2) == "1"
    assert [gap.chat_id for gap in chats.gaps.open()] == [-2]
    chats.options.set("language", None, -2)
    assert chats.options.get("language", -2) is None
    assert [chats.options.claim("told", 1) for _ in range(2)] == [True, False]


def test_a_code_lets_one_in_once_and_guesses_are_counted(chats: Chats) -> None:
    code = chats.permits.issue("north", NOW)
    assert not chats.permits.redeem("AAAAA-AAAAA", 1, NOW)
    assert chats.permits.redeem(code, 1, NOW)
    assert not chats.permits.redeem(code, 2, NOW)
    assert chats.permits.all() == [Permit(1, "north", NOW)]
    for _ in range(5):
        chats.permits.redeem("AAAAA-AAAAA", 3, NOW)
    assert not chats.permits.redeem(chats.permits.issue("*", NOW), 3, NOW)
    assert chats.permits.redeem(chats.permits.issue("north", NOW + 9), 1, NOW + 9)
    assert chats.permits.all() == [Permit(1, "north", NOW + 9)]
    assert [chats.permits.revoke(1) for _ in range(2)] == [True, False]


def test_events_are_counted_by_day_and_verdict(chats: Chats) -> None:
    for at, verdict in ((NOW, "found"), (NOW, "found"), (NOW - DAY_S, "nothing")):
        chats.events.add("asked", at, verdict=verdict, took_ms=1.5)
    chats.events.add("inline", NOW)
    days = [Day("2023-11-13", {"nothing": 1}), Day("2023-11-14", {"found": 2})]
    assert chats.events.days(0) == days
    assert chats.events.count("inline", 0) == 1
    assert chats.events.took_ms(NOW) == [1.5, 1.5]


def test_open_questions_come_newest_first_until_they_are_answered(chats: Chats) -> None:
    for number in range(3):
        asked = Question(f"Who {number}?", frozenset({"b", "a"}))
        chats.gaps.add(asked, Place(number, None, BIG, 1), NOW + number)
    newest = chats.gaps.open()
    assert [gap.question.text for gap in newest] == ["Who 2?", "Who 1?", "Who 0?"]
    assert newest[0].question.collections == frozenset({"a", "b"})
    assert [chats.gaps.answered([newest[0].id], NOW) for _ in range(2)] == [1, 0]
    assert [gap.question.text for gap in chats.gaps.open(1)] == ["Who 1?"]


def test_what_is_of_a_person_or_old_is_erased(chats: Chats, place: str) -> None:
    answer, others = kept(chats), kept(chats, person=18, message=2)
    chats.votes.cast(others.id, 17, is_good=True, at=NOW)
    chats.options.set("language", "vi", 17)
    assert chats.forget_person(17) == 1
    assert chats.answers.get(answer.id) is None
    assert chats.votes.tally(others.id) == Tally(0, 0)
    assert chats.options.all("language") == []
    later = open_chats(place, NOW + (KEPT_DAYS + 1) * DAY_S)
    assert chats.answers.get(others.id) is None
    later.close()


async def test_a_server_that_is_started_again_is_waited_for(
    postgres: Postgres, postgres_address: str
) -> None:
    chats = open_chats(postgres_address)
    answer = await chats.run(kept, chats)
    for how in ("fast", "immediate"):
        await asyncio.to_thread(postgres.stop, how)
        if how == "immediate":  # it breaks without a word, so that nobody knows what came of it
            with pytest.raises(DatabaseAway) as caught:
                await chats.run(chats.answers.get, answer.id)
            assert not caught.value.is_sure
        looking = asyncio.create_task(chats.run(chats.answers.get, answer.id))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(postgres.start)
        assert await looking == answer
    chats.close()


def test_of_a_transaction_that_broke_off_nothing_came_through(
    postgres: Postgres, postgres_address: str
) -> None:
    database = PostgresDatabase(postgres_address, "chats")

    def break_off() -> None:
        with database.writing():
            database.execute("CREATE TABLE half (done BIGINT)")
            postgres.stop("immediate")
            database.execute("SELECT 1")

    with pytest.raises(DatabaseAway) as caught:
        break_off()
    postgres.start()
    assert caught.value.is_sure
    with pytest.raises(NotStored, match="half"):
        database.execute("SELECT * FROM half")
    database.close()


def test_a_database_that_cannot_be_used_says_what_to_do_and_never_its_password(
    postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    address = postgres.address()
    wrong = address.replace("the-password-of-the-tests", "another-password")
    for one in (wrong, address.replace(f":{postgres.port}", ":1"), f"{address}&nonsense=1"):
        began = time.monotonic()
        with pytest.raises(DatabaseUnusable, match="Check QUOTH_DATABASE__ADDRESS") as caught:
            PostgresDatabase(one, "chats")
        assert "password-of" not in str(caught.value) + caplog.text
        assert "another-password" not in str(caught.value) + caplog.text
        assert time.monotonic() - began < 5


def test_who_may_not_make_tables_is_told_so(postgres: Postgres, postgres_address: str) -> None:
    owner = PostgresDatabase(postgres.address(), "chats")
    owner.execute("DROP ROLE IF EXISTS guest")
    owner.execute("CREATE ROLE guest LOGIN PASSWORD 'the-password-of-the-tests'")
    owner.close()
    guest = PostgresDatabase(postgres_address.replace("//quoth:", "//guest:"), "chats")
    with pytest.raises(DatabaseUnusable, match=r"permission denied|no schema has been selected"):
        Chats(guest)
    guest.close()


def test_a_memory_of_a_newer_quoth_is_refused(postgres_address: str) -> None:
    database = PostgresDatabase(postgres_address, "chats")
    database.schema_version  # noqa: B018  # makes the table
    database.schema_version = 99
    with pytest.raises(DatabaseUnusable, match="newer Quoth"):
        Chats(database)
    database.close()

"""The inbox: nothing that was put in is lost, nobody is served twice, nobody waits for another.

One suite for both places: a file, and a PostgreSQL server.
"""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User

from bot.chats.memory import Chats
from bot.errors import DatabaseAway, InboxUnusable, NotStored, TakenOver
from bot.inbox.inbox import Inbox
from bot.inbox.session import Session
from bot.inbox.store import Held
from bot.inbox.ticket import Ticket
from bot.sql.postgres import PostgresDatabase
from index.database import IN_MEMORY
from tests.postgres import Postgres
from tests.stories.conftest import until


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def message(number: int, person: int, chat: int | None = None, text: str = "Who?") -> Update:
    """A text of a person, in private unless a chat is named."""
    user = User(person, "Ann", is_bot=False)
    kind = Chat.PRIVATE if chat is None else Chat.SUPERGROUP
    where = Chat(person if chat is None else chat, kind)
    return Update(number, message=Message(number, None, where, from_user=user, text=text))  # type: ignore[arg-type]  # no date is needed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["file", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the inbox is: a path, or the address of a database."""
    if request.param == "file":
        return str(tmp_path / "inbox.db")
    return str(request.getfixturevalue("postgres_address"))


@pytest.fixture
async def inbox(place: str, clock: Clock) -> AsyncIterator[Inbox]:
    opened = open_inbox(place, clock)
    yield opened
    opened.close()


@pytest.fixture
def file_inbox(tmp_path: Path, clock: Clock) -> Iterator[Inbox]:
    opened = Inbox(tmp_path / "inbox.db", clock)
    yield opened
    opened.close()


def open_inbox(place: str, now: Callable[[], float]) -> Inbox:
    """Open one that takes over from dead processes at once."""
    if not place.startswith("postgresql:"):
        return Inbox(Path(place), now)
    return Inbox(PostgresDatabase(place, "inbox"), now, grace_s=0.0)


async def taken_over(inbox: Inbox) -> int:
    """How many are taken from a process that has ended; a server sees that a moment later."""
    for _ in range(500):
        if count := await inbox.take_over():
            return count
        await asyncio.sleep(0.01)
    return 0


async def claimed(inbox: Inbox, most: int = 64, *, is_idle: bool = True) -> list[int]:
    """The ids that are taken in hand."""
    return [held.id for held in await inbox.claim(most, is_idle=is_idle)]


async def work_off(inbox: Inbox, at_work: Counter[str], done: list[int]) -> None:
    """Answer what waits, two at once, and watch that no person is served twice at a time."""
    while await inbox.waiting():
        for held in await inbox.claim(2, is_idle=True):
            person = json.loads(held.body)["message"]["from"]["id"]
            at_work[person] += 1
            assert at_work[person] == 1, person
            await asyncio.sleep(0)
            at_work[person] -= 1
            done.append(held.id)
            await inbox.end(held)


async def test_two_that_claim_at_once_take_nothing_twice_and_keep_to_one_of_a_person(
    inbox: Inbox, place: str, clock: Clock
) -> None:
    await inbox.put([message(number, number % 3) for number in range(1, 61)])
    other = open_inbox(place, clock)
    at_work, done = Counter[str](), list[int]()
    await asyncio.gather(work_off(inbox, at_work, done), work_off(other, at_work, done))
    assert sorted(done) == [*range(1, 61)]
    for person in range(3):
        of_person = [number for number in done if number % 3 == person]
        assert of_person == sorted(of_person)
    other.close()


def bytes_in(folder: Path) -> bytes:
    """All that stands in the files of a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


async def only(inbox: Inbox) -> Held:
    (held,) = await inbox.claim(64, is_idle=True)
    return held


async def test_an_update_that_comes_twice_is_taken_once_even_after_it_was_answered(
    inbox: Inbox,
) -> None:
    await inbox.put([message(7, 1)])
    await inbox.put([message(7, 1), message(3, 2)])
    assert await claimed(inbox) == [7, 3]
    await inbox.put([message(7, 1)])
    assert await claimed(inbox) == []


async def test_an_answered_update_leaves_its_id_and_no_word(
    file_inbox: Inbox, tmp_path: Path
) -> None:
    inbox = file_inbox
    await inbox.put([message(7, 1, text="the secret of Bluebeard")])
    await inbox.end(await only(inbox))
    await inbox.prune()
    assert b"Bluebeard" not in bytes_in(tmp_path)
    await inbox.put([message(7, 1)])
    assert await claimed(inbox) == []


async def test_an_id_is_forgotten_after_two_days(inbox: Inbox, clock: Clock) -> None:
    await inbox.put([message(7, 1)])
    await inbox.end(await only(inbox))
    clock.now += 47 * 3600
    await inbox.prune()
    await inbox.put([message(7, 1)])
    assert await claimed(inbox) == []
    clock.now += 2 * 3600
    await inbox.prune()
    await inbox.put([message(7, 1)])
    assert await claimed(inbox) == [7]


async def test_persons_take_turns_and_each_is_answered_in_order(inbox: Inbox) -> None:
    await inbox.put([*(message(n, 1) for n in range(1, 6)), message(6, 2), message(7, 3)])
    order = []
    for _ in range(7):
        held = await inbox.claim(1, is_idle=True)
        order += [one.id for one in held]
        await inbox.end(held[0])
    assert order == [1, 6, 7, 2, 3, 4, 5]


async def test_no_second_update_of_a_person_in_a_chat_while_the_first_is_in_hand(
    inbox: Inbox,
) -> None:
    await inbox.put([message(1, 1), message(2, 1), message(3, 1, chat=-5)])
    assert await claimed(inbox) == [1, 3]
    assert await claimed(inbox) == []


async def test_a_group_takes_four_places_at_most(inbox: Inbox) -> None:
    await inbox.put([message(n, n, chat=-5) for n in range(1, 9)])
    await inbox.put([message(9, 9)])
    assert await claimed(inbox) == [1, 2, 3, 4, 9]


async def test_taps_and_inline_queries_do_not_wait_for_messages(inbox: Inbox) -> None:
    user = User(1, "Ann", is_bot=False)
    tap = Update(2, callback_query=CallbackQuery("a", user, "b", data="c"))
    query = Update(3, inline_query=InlineQuery("a", user, "who", ""))
    await inbox.put([message(1, 1), tap, query])
    assert await claimed(inbox) == [1, 2, 3]


@pytest.mark.parametrize(("age_s", "expected"), [(29, [1, 2, 3]), (31, [1, 2]), (151, [1])])
async def test_what_is_too_old_for_an_answer_is_dropped(
    inbox: Inbox, clock: Clock, age_s: float, expected: list[int]
) -> None:
    user = User(1, "Ann", is_bot=False)
    tap = Update(2, callback_query=CallbackQuery("a", user, "b", data="c"))
    query = Update(3, inline_query=InlineQuery("a", user, "who", ""))
    await inbox.put([message(1, 1), tap, query])
    clock.now += age_s
    assert await claimed(inbox) == expected
    assert await inbox.ended() == ({"expired": 3 - len(expected)} if expected != [1, 2, 3] else {})


async def test_what_was_put_back_waits_its_time(inbox: Inbox, clock: Clock) -> None:
    await inbox.put([message(1, 1)])
    await inbox.put_back(await only(inbox), 4)
    clock.now += 3
    assert await claimed(inbox) == []
    clock.now += 2
    assert (await only(inbox)).faults == 1


async def test_forgetting_a_person_erases_what_waits_from_them_alone(inbox: Inbox) -> None:
    await inbox.put([message(1, 1), message(2, 2), message(3, 1)])
    await inbox.forget_person(1, before=3)
    assert await claimed(inbox) == [2, 3]


async def test_what_was_forgotten_is_gone_from_the_file(file_inbox: Inbox, tmp_path: Path) -> None:
    await file_inbox.put([message(1, 1, text="Bluebeard"), message(2, 2)])
    await file_inbox.forget_person(1)
    await file_inbox.prune()
    assert b"Bluebeard" not in bytes_in(tmp_path)


async def test_another_process_takes_nothing_from_one_that_lives(
    inbox: Inbox, place: str, clock: Clock
) -> None:
    other = open_inbox(place, clock)
    await inbox.put([message(1, 1), message(2, 2)])
    assert await claimed(inbox, 1) == [1]
    assert await other.take_over() == 0
    assert await claimed(other) == [2]
    other.close()


async def dies_holding(place: str, *marks: Callable[[Inbox, Held], Awaitable[None]]) -> None:
    """Let somebody take everything in hand, do something with it, and end without a word."""
    other = open_inbox(place, lambda: 1000.0)
    held: list[Held] = []

    async def has_some() -> bool:
        await other.take_over()
        held.extend(await other.claim(64, is_idle=True))
        return bool(held)

    await until(has_some)
    for one in held:
        for mark in marks:
            await mark(other, one)
    other.close()


async def test_what_a_process_held_that_was_killed_is_taken(inbox: Inbox, place: str) -> None:
    await inbox.put([message(1, 1)])
    code = (
        "import asyncio, os, signal, sys\nfrom tests.bot.test_inbox import open_inbox\n"
        "async def main():\n    inbox = open_inbox(sys.argv[1], lambda: 1000.0)\n"
        "    assert await inbox.claim(64, is_idle=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\nasyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code, place], check=False)  # noqa: ASYNC221  # alone
    assert done.returncode == -signal.SIGKILL
    assert await taken_over(inbox) == 1
    assert (await only(inbox)).crashes == 1


async def test_what_a_process_died_over_is_taken_alone_and_the_rest_waits(
    inbox: Inbox, place: str
) -> None:
    await inbox.put([message(1, 1), message(2, 2)])
    await dies_holding(place)
    await inbox.put([message(3, 3)])
    assert await taken_over(inbox) == 2
    assert await claimed(inbox, is_idle=False) == []
    for number in (1, 2):
        held = await only(inbox)
        assert (held.id, held.crashes) == (number, 1)
        await inbox.end(held)
    assert await claimed(inbox) == [3]


async def test_an_answer_that_was_begun_twice_is_not_begun_again(inbox: Inbox, place: str) -> None:
    await inbox.put([message(1, 1)])
    for _ in range(2):
        await dies_holding(place, Inbox.begin_send)
    await until(lambda: has_ended(inbox, "unsure"))
    assert await claimed(inbox) == []


async def test_an_answer_that_telegram_refused_was_not_given(inbox: Inbox, place: str) -> None:
    await inbox.put([message(1, 1)])
    for _ in range(3):
        await dies_holding(place, Inbox.begin_send, Inbox.was_not_sent)
    assert await taken_over(inbox) == 1
    assert (await only(inbox)).crashes == 3


async def test_an_answer_that_is_there_is_not_given_again_after_a_crash(
    inbox: Inbox, place: str
) -> None:
    await inbox.put([message(1, 1)])
    await dies_holding(place, Inbox.begin_send, Inbox.was_sent)
    await until(lambda: has_ended(inbox, "done"))
    assert await claimed(inbox) == []


async def test_a_mark_that_is_made_twice_counts_once(inbox: Inbox, place: str) -> None:
    await inbox.put([message(1, 1)])
    # Where a connection breaks, it is not known whether the mark came through.
    await dies_holding(place, Inbox.begin_send, Inbox.begin_send)
    assert await taken_over(inbox) == 1
    held = await only(inbox)
    assert held.sends == 1
    await inbox.put_back(held, 0)
    again = await only(inbox)
    await inbox.put_back(held, 0)  # of the first time, when it is in hand for the second
    assert again.faults == 1
    assert await claimed(inbox) == []


async def test_who_lost_an_update_to_another_neither_answers_it_nor_puts_it_back(
    inbox: Inbox, place: str, clock: Clock
) -> None:
    await inbox.put([message(1, 1)])
    mine = await only(inbox)
    other = open_inbox(place, clock)
    theirs = await lost_to(other, inbox)
    with pytest.raises(TakenOver):
        await inbox.begin_send(mine)
    await inbox.put_back(mine, 0)
    assert await claimed(inbox) == []
    await other.begin_send(theirs)
    other.close()


async def test_an_answer_that_came_through_after_all_is_not_given_by_another(
    inbox: Inbox, place: str, clock: Clock
) -> None:
    await inbox.put([message(1, 1)])
    mine = await only(inbox)
    await inbox.begin_send(mine)
    other = open_inbox(place, clock)
    theirs = await lost_to(other, inbox)
    await inbox.was_sent(mine)
    with pytest.raises(TakenOver):
        await other.begin_send(theirs)
    other.drop(theirs)
    await other.take_over()
    assert await inbox.ended() == {"done": 1}
    other.close()


async def test_what_was_claimed_without_hearing_of_it_waits_again(
    inbox: Inbox, place: str, clock: Clock
) -> None:
    await inbox.put([message(1, 1), message(2, 2)])
    (first, _) = await inbox.claim(64, is_idle=True)
    inbox.drop(first)  # as if the answer of the database had been lost
    await inbox.take_over()
    assert await claimed(inbox) == [1]


async def lost_to(other: Inbox, inbox: Inbox) -> Held:
    """Let another take over what one has in hand that still lives."""
    await inbox.release()
    return await only(other)


async def has_ended(inbox: Inbox, how: str) -> bool:
    await inbox.take_over()
    return await inbox.ended() == {how: 1}


async def test_what_cannot_be_stored_is_not_taken(file_inbox: Inbox, tmp_path: Path) -> None:
    inbox = file_inbox
    with sqlite3.connect(tmp_path / "inbox.db") as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON updates "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(NotStored):
        await inbox.put([message(1, 1)])
    assert await inbox.waiting() == 0


def test_a_file_that_is_no_inbox_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "inbox.db"
    path.write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(InboxUnusable, match="Move it away"):
        Inbox(path)


async def test_the_file_is_for_its_owner_only(file_inbox: Inbox, tmp_path: Path) -> None:
    assert (tmp_path / "inbox.db").stat().st_mode & 0o077 == 0


def test_an_inbox_in_memory_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    Inbox(None).close()
    Chats(IN_MEMORY).close()

    assert list(tmp_path.iterdir()) == []


async def test_while_the_database_is_away_nothing_is_confirmed_and_nobody_begins_to_send(
    postgres: Postgres, postgres_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = open_inbox(postgres_address, lambda: 1000.0)
    await inbox.put([message(1, 1)])
    ticket = Ticket(inbox, await only(inbox), lambda: None)
    await asyncio.to_thread(postgres.stop)
    for _ in range(3):
        with pytest.raises(DatabaseAway):
            await inbox.put([message(2, 2)])
    was_well = [inbox.is_well]
    sending = asyncio.create_task(ticket.begin_send())
    await asyncio.sleep(0.6)
    assert not sending.done()
    await asyncio.to_thread(postgres.start)
    await sending
    assert [*was_well, inbox.is_well] == [False, True]
    # What was in hand still is, and what was not confirmed comes again.
    await inbox.put([message(2, 2)])
    assert await inbox.take_over() == 0
    assert await claimed(inbox) == [2]
    inbox.close()
    said = [one.getMessage() for one in caplog.records if one.name.startswith("bot.")]
    assert len(said) == 2
    assert "does not answer (" in said[0]
    assert "answers again after" in said[1]


async def test_whose_connection_broke_has_time_to_come_back(
    postgres_address: str, clock: Clock
) -> None:
    database = PostgresDatabase(postgres_address, "inbox")
    ours = Session(database, grace_s=5.0, clock=clock)
    theirs = PostgresDatabase(postgres_address, "inbox")
    other = Session(theirs)
    theirs.close()
    await until(lambda: is_gone(database, theirs))
    assert ours.is_alive(other.name)
    clock.now += 4.9
    theirs.execute("SELECT 1")  # it connects again, and has its lock
    clock.now += 9
    assert ours.is_alive(other.name)
    theirs.close()
    await until(lambda: is_gone(database, theirs))
    assert ours.is_alive(other.name)
    clock.now += 4.9
    database.close()  # nor does it count what we did not see ourselves
    assert ours.is_alive(other.name)
    clock.now += 4.9
    assert ours.is_alive(other.name)
    clock.now += 0.2
    assert not ours.is_alive(other.name)
    assert ours.is_alive(ours.name)
    database.close()


async def is_gone(database: PostgresDatabase, other: PostgresDatabase) -> bool:
    return not any(database.is_held(key) for key in other.keys)

"""Processes that share an inbox: what one leaves behind another takes over, once.

One suite for both places: a file, and a PostgreSQL server.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable

import pytest

from bot.errors import DatabaseAway, TakenOver
from bot.inbox.inbox import Inbox
from bot.inbox.session import Session
from bot.inbox.store import Held
from bot.inbox.ticket import Ticket
from bot.sql.postgres import PostgresDatabase
from tests.bot.inboxes import Clock, claimed, message, only, open_inbox, taken_over
from tests.postgres import Postgres
from tests.stories.conftest import until


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

"""The inbox: nothing that was put in is lost, nobody is served twice, nobody waits for another.

One suite for both places: a file, and a PostgreSQL server.
"""

import asyncio
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from telegram import CallbackQuery, InlineQuery, Update, User

from bot.chats.memory import Chats
from bot.errors import InboxUnusable, NotStored
from bot.inbox.inbox import Inbox
from index.stored.database import IN_MEMORY
from tests.bot.inboxes import Clock, claimed, message, only, open_inbox, work_off


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

"""The inbox: nothing that was put in is lost, nobody is served twice, nobody waits for another."""

import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User

from bot.chats.memory import Chats
from bot.errors import InboxUnusable
from bot.inbox.inbox import Inbox
from bot.inbox.store import Held
from index.database import IN_MEMORY


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


@pytest.fixture
async def inbox(tmp_path: Path, clock: Clock) -> AsyncIterator[Inbox]:
    opened = Inbox(tmp_path / "inbox.db", clock)
    yield opened
    opened.close()


async def claimed(inbox: Inbox, most: int = 64, *, is_idle: bool = True) -> list[int]:
    """The ids that are taken in hand."""
    return [held.id for held in await inbox.claim(most, is_idle=is_idle)]


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


async def test_an_answered_update_leaves_its_id_and_no_word(inbox: Inbox, tmp_path: Path) -> None:
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


async def test_forgetting_a_person_erases_what_waits_from_them_alone(
    inbox: Inbox, tmp_path: Path
) -> None:
    await inbox.put([message(1, 1, text="Bluebeard"), message(2, 2), message(3, 1)])
    await inbox.forget_person(1, before=3)
    await inbox.prune()
    assert await claimed(inbox) == [2, 3]
    assert b"Bluebeard" not in bytes_in(tmp_path)


async def test_another_process_takes_nothing_from_one_that_lives(
    inbox: Inbox, tmp_path: Path, clock: Clock
) -> None:
    other = Inbox(tmp_path / "inbox.db", clock)
    await inbox.put([message(1, 1), message(2, 2)])
    assert await claimed(inbox, 1) == [1]
    assert await other.take_over() == 0
    assert await claimed(other) == [2]
    other.close()


def dies_holding(path: Path, *calls: str) -> None:
    """Let a process take everything in hand, do something with it, and end without a word."""
    code = (
        "import asyncio, os, sys\nfrom pathlib import Path\nfrom bot.inbox.inbox import Inbox\n"
        "async def main():\n    inbox = Inbox(Path(sys.argv[1]), lambda: 1000.0)\n"
        "    await inbox.take_over()\n"
        "    for held in await inbox.claim(64, is_idle=True):\n"
        f"        {'; '.join([*calls, 'pass'])}\n    os._exit(9)\nasyncio.run(main())\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9


async def test_what_a_process_died_over_is_taken_alone_and_the_rest_waits(
    inbox: Inbox, tmp_path: Path
) -> None:
    await inbox.put([message(1, 1), message(2, 2)])
    dies_holding(tmp_path / "inbox.db")
    await inbox.put([message(3, 3)])
    assert await inbox.take_over() == 2
    assert await claimed(inbox, is_idle=False) == []
    for number in (1, 2):
        held = await only(inbox)
        assert (held.id, held.crashes) == (number, 1)
        await inbox.end(held)
    assert await claimed(inbox) == [3]


async def test_an_answer_that_was_begun_twice_is_not_begun_again(
    inbox: Inbox, tmp_path: Path
) -> None:
    await inbox.put([message(1, 1)])
    for _ in range(2):
        dies_holding(tmp_path / "inbox.db", "await inbox.begin_send(held)")
    await inbox.take_over()
    assert await claimed(inbox) == []
    assert await inbox.ended() == {"unsure": 1}


async def test_an_answer_that_telegram_refused_was_not_given(inbox: Inbox, tmp_path: Path) -> None:
    await inbox.put([message(1, 1)])
    for _ in range(3):
        dies_holding(
            tmp_path / "inbox.db", "await inbox.begin_send(held)", "await inbox.was_not_sent(held)"
        )
    await inbox.take_over()
    assert (await only(inbox)).crashes == 3


async def test_an_answer_that_is_there_is_not_given_again_after_a_crash(
    inbox: Inbox, tmp_path: Path
) -> None:
    await inbox.put([message(1, 1)])
    dies_holding(
        tmp_path / "inbox.db", "await inbox.begin_send(held)", "await inbox.was_sent(held)"
    )
    await inbox.take_over()
    assert await claimed(inbox) == []
    assert await inbox.ended() == {"done": 1}


async def test_what_cannot_be_stored_is_not_taken(inbox: Inbox, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "inbox.db") as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON updates "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(sqlite3.Error):
        await inbox.put([message(1, 1)])
    assert await inbox.waiting() == 0


def test_a_file_that_is_no_inbox_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "inbox.db"
    path.write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(InboxUnusable, match="Move it away"):
        Inbox(path)


async def test_the_file_is_for_its_owner_only(inbox: Inbox, tmp_path: Path) -> None:
    assert (tmp_path / "inbox.db").stat().st_mode & 0o077 == 0


def test_an_inbox_in_memory_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    Inbox(None).close()
    Chats(IN_MEMORY).close()

    assert list(tmp_path.iterdir()) == []

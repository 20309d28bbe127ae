"""Inboxes for tests: how they are opened, what is put in, and what is taken."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from telegram import Chat, Message, Update, User

from bot.inbox.inbox import Inbox
from bot.inbox.store import Held
from bot.sql.postgres import PostgresDatabase


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


async def only(inbox: Inbox) -> Held:
    (held,) = await inbox.claim(64, is_idle=True)
    return held

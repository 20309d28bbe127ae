"""Polling: what is fetched is stored before it is confirmed, and a deaf bot does not live on."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import Bot

from bot.emulator.calls import Call, Fault
from bot.emulator.server import TelegramServer
from bot.emulator.transport import InProcessRequest
from bot.errors import PollingDead
from bot.inbox.inbox import Inbox
from bot.polling import Poller
from bot.transport import Sieve
from tests.stories.conftest import TOKEN, until

CONFLICT = Fault(409, "Conflict: terminated by other getUpdates request")


class Time:
    """Time that only sleeping moves on."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def clock(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        wake_s = self.now_s + seconds
        await asyncio.sleep(0.001)
        self.now_s = max(self.now_s, wake_s)


@asynccontextmanager
async def polled(
    telegram: TelegramServer, path: Path, time: Time | None = None
) -> AsyncIterator[tuple[Poller, Inbox]]:
    """A poller for a bot that is alone with its Telegram."""
    sieve, other = Sieve(InProcessRequest(telegram)), InProcessRequest(telegram)
    bot = Bot(TOKEN, request=other, get_updates_request=sieve)
    inbox = Inbox(path / "inbox.db")
    async with bot:
        if time is None:
            yield Poller(bot, inbox), inbox
        else:
            yield Poller(bot, inbox, clock=time.clock, sleep=time.sleep), inbox
    inbox.close()


@pytest.fixture
def telegram() -> TelegramServer:
    server = TelegramServer()
    server.add_bot(TOKEN, "quoth_bot")
    return server


def failing_with(telegram: TelegramServer, fault: Fault) -> None:
    def fail(call: Call) -> Fault | None:
        return fault if call.method == "getUpdates" else None

    telegram.before_call = fail


async def test_nothing_is_confirmed_that_could_not_be_stored(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    ann = telegram.add_person("Ann")
    async with polled(telegram, tmp_path, Time()) as (poller, inbox):
        with sqlite3.connect(tmp_path / "inbox.db") as other:
            full = "CREATE TRIGGER full BEFORE INSERT ON updates BEGIN "
            other.execute(f"{full} SELECT RAISE(ABORT, 'disk full'); END")
        await telegram.say(telegram.private_chat(ann), ann, "Who?")
        with pytest.raises(PollingDead, match="cannot be written"):
            await poller.run()
        assert {call.params.get("offset") for call in telegram.calls} == {None}
        with sqlite3.connect(tmp_path / "inbox.db") as other:
            other.execute("DROP TRIGGER full")
        polling = asyncio.create_task(poller.run())
        await until(lambda: _waits(inbox))
        polling.cancel()


async def _waits(inbox: Inbox) -> bool:
    return await inbox.waiting() > 0


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(401, "Unauthorized"), "refuses the token"),
        (CONFLICT, "another process polls with this token"),
        (Fault(409, "Conflict: can't use getUpdates method while webhook is active"), "a webhook"),
        (Fault(502, "Bad Gateway"), "Bad Gateway"),
    ],
)
async def test_a_minute_without_a_good_poll_ends_the_bot_and_says_why(
    telegram: TelegramServer, tmp_path: Path, fault: Fault, reason: str
) -> None:
    failing_with(telegram, fault)
    time = Time()
    async with polled(telegram, tmp_path, time) as (poller, _):
        with pytest.raises(PollingDead, match=reason):
            await poller.run()
    assert 50 <= time.now_s <= 52
    # Not a storm: some ten seconds between two polls after a while.
    assert len(telegram.calls) < 20


async def test_conflicts_are_counted_and_one_line_stands_for_many(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    failing_with(telegram, CONFLICT)
    async with polled(telegram, tmp_path, Time()) as (poller, _):
        with caplog.at_level(logging.WARNING), pytest.raises(PollingDead):
            await poller.run()
    assert poller.conflicts > 5
    (line,) = [one.getMessage() for one in caplog.records]
    assert line == "another process polls with this token. Stop it, or this one (1 times so far)"

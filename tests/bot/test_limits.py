"""Flood limits: nothing is sent before the time that Telegram named."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.limits import PatientLimiter


class Time:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def clock(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        wake_s = self.now_s + seconds
        await asyncio.sleep(0)
        self.now_s = max(self.now_s, wake_s)


class Server:
    """Refuses so many calls with "retry after 7 s", then notes when each came."""

    def __init__(self, time: Time, refusals: int) -> None:
        self.sent_s: list[float] = []
        self.refused_s: list[float] = []
        self._time = time
        self._refusals = refusals

    async def send(self) -> str:
        if len(self.refused_s) < self._refusals:
            self.refused_s.append(self._time.now_s)
            raise RetryAfter(7)
        self.sent_s.append(self._time.now_s)
        return "sent"


async def _ask(
    limiter: PatientLimiter,
    call: Callable[[], Awaitable[str]],
    chat: int | None = 1,
    endpoint: str = "sendMessage",
) -> object:
    data = {} if chat is None else {"chat_id": chat}
    return await limiter.process_request(call, (), {}, endpoint, data, None)  # type: ignore[arg-type]  # because any awaitable will do


async def test_a_refused_request_is_made_again_at_the_named_time() -> None:
    time = Time()
    server = Server(time, refusals=2)
    assert await _ask(PatientLimiter(time.clock, time.sleep), server.send) == "sent"
    assert server.refused_s == [100.0, 107.0]
    assert server.sent_s == [114.0]


async def test_a_refusal_holds_back_its_chat_and_no_other() -> None:
    time = Time()
    limiter = PatientLimiter(time.clock, time.sleep)
    refusing, same, other = Server(time, 1), Server(time, 0), Server(time, 0)
    first = asyncio.create_task(_ask(limiter, refusing.send))
    await asyncio.sleep(0)
    await _ask(limiter, other.send, 2)
    await _ask(limiter, same.send, 1)
    await first
    assert other.sent_s == [100.0]
    assert same.sent_s == [107.0]


async def test_a_refusal_that_names_no_chat_holds_back_everything() -> None:
    time = Time()
    limiter = PatientLimiter(time.clock, time.sleep)
    refusing, other = Server(time, 1), Server(time, 0)
    first = asyncio.create_task(_ask(limiter, refusing.send, None))
    await asyncio.sleep(0)
    await _ask(limiter, other.send, 2)
    await first
    assert other.sent_s == [107.0]


@pytest.mark.parametrize(
    ("fault", "tries"),
    [(NetworkError("Bad Gateway"), 4), (TimedOut(), 2), (BadRequest("no"), 1)],
)
async def test_a_fault_is_tried_again_as_often_as_is_safe(fault: NetworkError, tries: int) -> None:
    time = Time()
    made = 0

    async def fail() -> str:
        nonlocal made
        made += 1
        raise fault

    with pytest.raises(type(fault)):
        await _ask(PatientLimiter(time.clock, time.sleep), fail)
    assert made == tries


async def test_a_chat_that_always_refuses_is_given_up() -> None:
    time = Time()
    server = Server(time, refusals=1000)
    with pytest.raises(RetryAfter):
        await _ask(PatientLimiter(time.clock, time.sleep), server.send)
    assert len(server.refused_s) == 10


async def test_a_group_gets_twenty_messages_a_minute_in_the_order_they_were_wanted() -> None:
    time = Time()
    limiter, server = PatientLimiter(time.clock, time.sleep), Server(time, 0)
    for _ in range(20):
        await _ask(limiter, server.send, -7)
        time.now_s += 1
    late = [asyncio.create_task(_ask(limiter, server.send, -7)) for _ in range(2)]
    await asyncio.gather(*late)
    assert server.sent_s == [*(100.0 + n for n in range(20)), 160.5, 161.5]


async def test_a_full_group_holds_back_no_other_chat_and_no_private_one() -> None:
    time = Time()
    limiter, server = PatientLimiter(time.clock, time.sleep), Server(time, 0)
    for chat in (*[-7] * 20, -8, *[9] * 30):
        await _ask(limiter, server.send, chat)
    assert server.sent_s == [100.0] * 51


async def test_typing_edits_and_answers_to_taps_take_no_turn_in_a_group() -> None:
    time = Time()
    limiter, server = PatientLimiter(time.clock, time.sleep), Server(time, 0)
    for endpoint in ("sendChatAction", "editMessageText", "answerCallbackQuery"):
        for _ in range(30):
            await _ask(limiter, server.send, -7, endpoint)
    await _ask(limiter, server.send, -7)
    assert server.sent_s == [100.0] * 91

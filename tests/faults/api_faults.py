"""Every kind of fault of the Bot API, each on one call in twenty."""

import asyncio
import random
from collections import Counter, defaultdict

from bot.emulator.calls import Fault
from bot.emulator.server import TelegramServer
from tests.faults.house import open_house
from tests.faults.outcome import Outcome, Size
from tests.faults.stage import MOST_OF_PERSON, ask_all

_EACH = 0.05
_RETRY_AFTER_S = 1
_HTML = b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
# Whose request may have been carried out, as far as the bot can know.
_AMBIGUOUS = ("reset", "truncated", "time-out before", "time-out after")


class Faulty(TelegramServer):
    """A Telegram on a bad day. Only sendMessage is disturbed: the questions must come in."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.too_early = 0
        self._chance = random.Random(seed)
        self._closed_until: dict[object, float] = defaultdict(float)
        # What a time-out is to the bot.
        self.patience_s = 0.3

    async def call(self, token, method, params, files=None):  # type: ignore[no-untyped-def]  # as in the base
        if method.lower() != "sendmessage":
            return await super().call(token, method, params, files)
        chat, now = str(params.get("chat_id")), self._world.clock()
        if now < self._closed_until[chat]:
            self.too_early += 1
        kind = self._kind()
        self.counts[kind] += 1
        if kind == "429":
            self._closed_until[chat] = now + _RETRY_AFTER_S
        if kind == "time-out before":
            await asyncio.sleep(self.patience_s * 3)
            return _fault(kind).as_reply()
        if kind in ("time-out after", "truncated", "reset"):
            reply = await super().call(token, method, params, files)
            if kind == "time-out after":
                await asyncio.sleep(self.patience_s * 3)
            return reply if kind == "time-out after" else _fault(kind).as_reply()
        if kind == "good":
            return await super().call(token, method, params, files)
        return _fault(kind).as_reply()

    def _kind(self) -> str:
        kinds = ("429", "500", "502", "503", *_AMBIGUOUS)
        which = self._chance.random() / _EACH
        return kinds[int(which)] if which < len(kinds) else "good"


def _fault(kind: str) -> Fault:
    if kind == "429":
        text = f"Too Many Requests: retry after {_RETRY_AFTER_S}"
        return Fault(429, text, {"retry_after": _RETRY_AFTER_S})
    if kind == "503":
        return Fault(503, raw_body=_HTML)
    if kind == "truncated":
        return Fault(200, raw_body=b'{"ok":true,"result":{"message_id":12,"te')
    if kind in ("500", "502"):
        return Fault(int(kind), "Internal Server Error" if kind == "500" else "Bad Gateway")
    return Fault(drop=True)


async def row(size: Size) -> Outcome:
    """2,000 questions: none lost, one duplicate a fault at most, nothing before `retry_after`."""
    count = 1_995 if size is Size.FULL else 90
    telegram = Faulty(7)
    async with open_house(telegram, read_timeout_s=telegram.patience_s) as house:
        people = [telegram.add_person(f"Person {n}") for n in range(count // MOST_OF_PERSON)]
        await ask_all(house.asked, [(telegram.private_chat(one), one) for one in people], count)
        await house.asked.until(count, silence_s=60)
        # What was sent after a time-out may still be on its way.
        await asyncio.sleep(1)
        asked, faults = house.asked, telegram.counts
        ambiguous = sum(faults[kind] for kind in _AMBIGUOUS)
        failures = []
        if asked.doubled > ambiguous:
            failures.append(f"{asked.doubled} doubled by {ambiguous} ambiguous faults")
        if telegram.too_early:
            failures.append(f"{telegram.too_early} sent before retry_after")
        if house.log.tracebacks:
            failures.append(f"in the log: {house.log.tracebacks[0]}")
        figures = f"{sum(faults.values()) - faults['good']} faults, {ambiguous} ambiguous"
        return Outcome("API faults", count, asked.lost, asked.doubled, figures, tuple(failures))

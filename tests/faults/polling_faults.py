"""getUpdates that fails, for a while or for good."""

import asyncio
import time

from bot.emulator.calls import Call, Fault
from tests.faults.house import open_house
from tests.faults.outcome import Outcome, Size
from tests.faults.stage import set_stage

_FAULTS = (
    Fault(401, "Unauthorized"),
    Fault(404, "Not Found"),
    Fault(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot "
        "instance is running",
    ),
    Fault(502, "Bad Gateway"),
    Fault(200, raw_body=b'{"ok":true,"result":[{"upd'),
    Fault(drop=True),
)
_RECOVERS_WITHIN_S = 15.0
# The watch looks once a second, and the bot has a few seconds to end.
_ENDS_WITHIN_S = 70.0


async def row(size: Size) -> Outcome:
    """From a passing fault it recovers; from one that lasts it ends, and says why."""
    failures: list[str] = []
    lost = 0
    async with open_house() as house:
        ann = house.telegram.add_person("Ann")
        room = house.telegram.private_chat(ann)
        for fault in _FAULTS:
            times = [fault] * 2

            def fail(call: Call, times: list[Fault] = times) -> Fault | None:
                return times.pop() if call.method == "getUpdates" and times else None

            house.telegram.before_call = fail
            await house.asked.ask(room, ann)
            if not await house.asked.until(len(house.asked.asked), silence_s=_RECOVERS_WITHIN_S):
                failures.append(f"no recovery from {fault.status} {fault.description}")
        lost = house.asked.lost
        failures += [f"in the log: {line}" for line in house.log.tracebacks[:1]]
    figures = "recovers"
    if size is Size.FULL:
        figures = await _ends_when_telegram_is_away(failures)
    return Outcome("polling faults", len(_FAULTS), lost, 0, figures, tuple(failures))


async def _ends_when_telegram_is_away(failures: list[str]) -> str:
    """Telegram is away for good: the process ends in time, with a status and a clear line."""
    async with set_stage() as stage:
        bot = await stage.start()
        await stage.telegram.wait_for_call("getUpdates", timeout_s=60)
        stage.telegram.before_call = lambda _: Fault(drop=True)
        began = time.monotonic()
        try:
            async with asyncio.timeout(_ENDS_WITHIN_S):
                status = await bot.process.wait()
        except TimeoutError:
            failures.append(f"still there after {_ENDS_WITHIN_S:.0f} s")
            return "does not end"
        if not status or "No answer to getUpdates" not in bot.log:
            failures.append(f"status {status}, and no clear line")
        return f"recovers; away for good: ended after {time.monotonic() - began:.0f} s"

"""Questions at a steady rate, from many people and some groups."""

import asyncio
import gc
import random
import time

from tests.faults.house import open_house
from tests.faults.load import memory_mb, share_of, waits_s
from tests.faults.outcome import Outcome, Size

_RATE, _P95_S, _GROWTH_MB = 25, 1.5, 50
# In the test run other tests take the processor at the same time: there only a jam is a failure.
_SHORT_P95_S = 15.0
# A group gets 20 messages a minute; what goes beyond that waits by right.
_IN_GROUPS = 0.1
# What the emulator keeps of each question, its answer and the calls for both, in this process.
_EMULATOR_MB = 0.012


async def row(size: Size) -> Outcome:
    """10,000 questions at 25 a second: none lost or doubled, quick, and memory stays."""
    count, people, groups = (10_000, 200, 20) if size is Size.FULL else (100, 20, 4)
    chance = random.Random(1)
    async with open_house() as house:
        persons = [house.telegram.add_person(f"Person {n}") for n in range(people)]
        private = [house.telegram.private_chat(person) for person in persons]
        rooms = [house.telegram.add_group(f"Group {n}", persons[:9]) for n in range(groups)]
        await house.asked.ask(private[0], persons[0])
        await house.asked.until(1)
        gc.collect()
        before_mb, began = memory_mb(), time.monotonic()
        for number in range(1, count):
            await asyncio.sleep(max(0.0, began + number / _RATE - time.monotonic()))
            if chance.random() < _IN_GROUPS:
                await house.asked.ask(chance.choice(rooms), chance.choice(persons[:9]))
            else:
                which = number % people
                await house.asked.ask(private[which], persons[which])
        await house.asked.until(count, silence_s=75)
        gc.collect()
        grown_mb = memory_mb() - before_mb - count * _EMULATOR_MB
        p95_s = share_of(waits_s(house.asked), 0.95)
        asked = house.asked
        failures = [f"{asked.doubled} doubled"] if asked.doubled else []
        if p95_s > (_P95_S if size is Size.FULL else _SHORT_P95_S):
            failures.append(f"p95 is {p95_s:.2f} s")
        if grown_mb > _GROWTH_MB:
            failures.append(f"memory grew by {grown_mb:.0f} MB")
        figures = f"p95 {p95_s * 1000:.0f} ms, memory +{grown_mb:.0f} MB"
        return Outcome(
            "sustained, 25 a second", count, asked.lost, asked.doubled, figures, tuple(failures)
        )

"""Thousands of questions at once."""

from tests.faults.house import open_house
from tests.faults.load import memory_mb, share_of, waits_s
from tests.faults.outcome import Outcome, Size
from tests.faults.stage import MOST_OF_PERSON, ask_all

_GROWTH_MB = 100
# What the emulator keeps of each question, in this process.
_EMULATOR_MB = 0.012


async def row(size: Size) -> Outcome:
    """3,000 questions at once: none lost, and memory is bounded."""
    count = 3_000 if size is Size.FULL else 150
    async with open_house() as house:
        names = range(count // MOST_OF_PERSON)
        people = [house.telegram.add_person(f"Person {n}") for n in names]
        before_mb = memory_mb()
        rooms = [(house.telegram.private_chat(person), person) for person in people]
        await ask_all(house.asked, rooms, count)
        await house.asked.until(count)
        grown_mb = memory_mb() - before_mb - count * _EMULATOR_MB
        asked = house.asked
        failures = [f"{asked.doubled} doubled"] if asked.doubled else []
        if grown_mb > _GROWTH_MB:
            failures.append(f"memory grew by {grown_mb:.0f} MB")
        last_s = share_of(waits_s(asked), 1.0)
        figures = f"all after {last_s:.1f} s, memory +{grown_mb:.0f} MB"
        return Outcome("burst", count, asked.lost, asked.doubled, figures, tuple(failures))

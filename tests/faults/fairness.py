"""One person sends hundreds of messages, another one."""

from bot.emulator.people import Person
from tests.faults.house import House, open_house
from tests.faults.load import waits_s
from tests.faults.outcome import Outcome, Size
from tests.faults.stage import Asked

_SLACK_S = 0.5


async def row(size: Size) -> Outcome:
    """The other waits at most twice the time without a crowd, and half a second."""
    count = 200 if size is Size.FULL else 100
    async with open_house() as house:
        ann, bob = (house.telegram.add_person(name) for name in ("Ann", "Bob"))
        alone_s = await _wait_s(house, bob)
        room = house.telegram.private_chat(ann)
        for number in range(count):
            await house.asked.ask(room, ann, f"How many apple trees are there, number {number}?")
        crowded_s = await _wait_s(house, bob)
        failures = []
        if crowded_s > 2 * alone_s + _SLACK_S:
            failures.append(f"the other waited {crowded_s:.2f} s, alone {alone_s:.2f} s")
        figures = f"{crowded_s * 1000:.0f} ms, alone {alone_s * 1000:.0f} ms"
        return Outcome(f"fairness, 1 beside {count}", 1, figures=figures, failures=tuple(failures))


async def _wait_s(house: House, person: Person) -> float:
    room, asked = house.telegram.private_chat(person), Asked(house.telegram)
    before = sum(one["from"]["is_bot"] for one in house.telegram.messages(room))
    await asked.ask(room, person)
    await house.telegram.wait_for_messages(room, before + 1, timeout_s=60)
    return waits_s(asked)[0]

"""Updates that cannot be read among good ones."""

import random
from collections import Counter
from typing import Any

from bot.emulator.people import Json
from bot.emulator.server import TelegramServer
from bot.emulator.updates import Pending
from tests.faults.house import open_house
from tests.faults.outcome import Outcome, Size
from tests.faults.stage import MOST_OF_PERSON, QUESTIONS

_DAY_S = 86_400
_CHAT = {"id": 1, "type": "private"}
# What no reader is prepared for; the reading must fail, or the handling, or nothing.
_BAD: tuple[tuple[str, Any], ...] = (
    ("message", None),
    ("message", "words"),
    ("message", []),
    ("message", {}),
    ("message", {"message_id": 1, "date": "yesterday", "chat": _CHAT}),
    ("message", {"message_id": 1, "date": 10**20, "chat": _CHAT}),
    ("message", {"message_id": 1, "date": 1}),
    ("message", {"message_id": 1, "date": 1, "chat": 5}),
    ("message", {"message_id": 1, "date": 1, "chat": {"id": 2**70, "type": "private"}}),
    ("message", {"message_id": 1, "date": 1, "chat": {"id": "me", "type": "group"}}),
    ("message", {"message_id": 1, "date": 1, "chat": _CHAT, "text": 17}),
    ("message", {"message_id": 1, "date": 1, "chat": _CHAT, "from": "Ann", "text": "Who?"}),
    ("message", {"message_id": 1, "date": 1, "chat": _CHAT, "text": "a", "entities": [{"x": 1}]}),
    ("callback_query", {"id": "1"}),
    ("inline_query", {"query": 5}),
    ("my_chat_member", {"chat": _CHAT}),
)


async def row(size: Size) -> Outcome:
    """200 bad updates among 2,000: every good one answered, at most a line of log for a bad one."""
    good, bad = (1_800, 200) if size is Size.FULL else (90, 32)
    chance = random.Random(3)
    async with open_house() as house:
        persons = [house.telegram.add_person(f"P {n}") for n in range(good // MOST_OF_PERSON)]
        marks = [False] * good + [True] * bad
        chance.shuffle(marks)
        bad_ids: list[int] = []
        for number, is_bad in enumerate(marks):
            if is_bad:
                kind, body = _BAD[len(bad_ids) % len(_BAD)]
                bad_ids.append(put_raw(house.telegram, kind, body))
            else:
                person = persons[number % len(persons)]
                room = house.telegram.private_chat(person)
                await house.asked.ask(room, person, QUESTIONS[number % len(QUESTIONS)])
        await house.asked.until(good)
        lines = Counter(
            id_ for id_ in bad_ids for one in house.log.records if str(id_) in one.getMessage()
        )
        asked = house.asked
        failures = [f"{asked.doubled} doubled"] if asked.doubled else []
        if lines and max(lines.values()) > 1:
            failures.append(f"{max(lines.values())} lines of log about one update")
        if len(house.log.records) > bad:
            failures.append(f"{len(house.log.records)} lines of log about {bad} bad updates")
        figures = f"{bad} bad ones, {sum(lines.values())} lines of log"
        return Outcome("poison updates", good, asked.lost, asked.doubled, figures, tuple(failures))


def put_raw(telegram: TelegramServer, kind: str, body: Json) -> int:
    """Put an update that no client could send into the first bot's queue; its id."""
    queue = next(iter(telegram._world.bots.values())).updates
    number = queue._next_id
    queue._next_id += 1
    queue._pending[number] = Pending(number, kind, body, 0, telegram._world.clock() + _DAY_S)
    queue.wake()
    return number

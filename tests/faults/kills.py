"""What the two rows about kill -9 share."""

import random

from tests.faults.outcome import Outcome, Size
from tests.faults.stage import MOST_OF_PERSON, Asked, ask_all, set_stage

_KILLS = 3


async def kill_in_a_burst(name: str, size: Size, *arguments: str) -> Outcome:
    """Ask a burst of questions, kill the bot three times meanwhile, start it each time."""
    seeds, count = (range(20), 300) if size is Size.FULL else (range(1), 90)
    tried = lost = doubled = 0
    failures = []
    for seed in seeds:
        asked = await _one(seed, count, *arguments)
        tried, lost, doubled = tried + count, lost + asked.lost, doubled + asked.doubled
        if asked.most > 2:
            failures.append(f"seed {seed}: a question got {asked.most} answers")
        if asked.lost:
            failures.append(f"seed {seed}: {asked.lost} lost")
    figures = f"{len(seeds) * _KILLS} kills"
    return Outcome(name, tried, lost, doubled, figures, tuple(failures))


async def _one(seed: int, count: int, *arguments: str) -> Asked:
    chance = random.Random(seed)
    async with set_stage(webhook_pause_s=0.1) as stage:
        people = stage.people(count // MOST_OF_PERSON)
        asked = Asked(stage.telegram)
        bot = await stage.start(*arguments)
        await stage.telegram.wait_for_call("setMyCommands", timeout_s=60)
        await ask_all(asked, people, count)
        for kill in range(1, _KILLS + 1):
            # Somewhere in this part of the burst.
            part = count // (_KILLS + 1)
            await asked.until(chance.randrange(part * (kill - 1) + 1, part * kill))
            await bot.kill()
            bot = await stage.start(*arguments)
        await asked.until(count)
        return asked

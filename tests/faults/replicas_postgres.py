"""Two bots on one PostgreSQL, 20 questions a second; one of them is killed again and again."""

import asyncio
import random

from tests.faults.load import share_of, waits_s
from tests.faults.outcome import Outcome, Size
from tests.faults.pair import RATE, set_pair


async def row(size: Size) -> Outcome:
    """kill -9 of either in turn: none lost, and doubled at most what was being sent just then."""
    # So many seconds between two kills; a bot is at work again within three.
    kills, apart_s = (12, 12) if size is Size.FULL else (1, 4)
    count = RATE * apart_s * (kills + 1)
    chance = random.Random(2)
    async with set_pair() as pair:
        asking = asyncio.create_task(pair.ask_on(count))
        bots = list(pair.stage.bots)
        for kill in range(kills):
            # In the midst of an answer, now and then.
            await asyncio.sleep(apart_s - 1 + chance.random())
            which = kill % 2
            await bots[which].kill()
            if size is Size.FULL:
                await asyncio.sleep(1)
            bots[which] = await pair.start(which)
        await asking
        await pair.asked.until(count, silence_s=45)
        asked, shares = pair.asked, [pair.answered_by(bot) for bot in pair.stage.bots]
        failures = []
        if asked.most > 2 or asked.doubled > kills:
            failures.append(f"{asked.doubled} doubled, {asked.most} answers to one question")
        if not all(shares[:2]):
            failures.append(f"one answered nothing: {shares}")
        p95_s = share_of(waits_s(asked), 0.95)
        figures = f"{kills} kills, p95 {p95_s:.1f} s, {' + '.join(map(str, shares))} looked up"
        name = "replicas on PostgreSQL, kill -9"
        return Outcome(name, count, asked.lost, asked.doubled, figures, tuple(failures))

"""Two bots on one PostgreSQL, 20 questions a second; one of them is killed again and again."""

import asyncio
import random
import time

from tests.faults.load import share_of, waits_s
from tests.faults.outcome import Outcome, Size
from tests.faults.pair import answered_by, set_pair


async def row(size: Size) -> Outcome:
    """kill -9 of either in turn: none lost, none doubled but what was being sent just then."""
    kills, apart_s = (12, 8.0) if size is Size.FULL else (1, 2.0)
    chance = random.Random(2)
    async with set_pair() as pair:
        asking = asyncio.create_task(pair.ask_on())
        bots = list(pair.stage.bots)
        failures, killed_at = [], list[float]()
        for kill in range(kills):
            for bot in bots:
                if not await pair.is_at_work(bot):
                    failures.append(f"before kill {kill + 1}, one answers nothing")
            # In the midst of an answer, now and then.
            await asyncio.sleep(apart_s + chance.random())
            killed_at.append(time.time())
            await bots[kill % 2].kill()
            await asyncio.sleep(2)
            if size is Size.FULL:
                bots[kill % 2] = await pair.start(kill % 2)
        asking.cancel()
        await pair.all_answered()
        asked, count = pair.asked, len(pair.asked.asked)
        if asked.most > 2:
            failures.append(f"{asked.most} answers to one question")
        if far := pair.doubled_far_from(killed_at):
            failures.append(f"{far} doubled that were not in flight")
        p95_s = share_of(waits_s(asked), 0.95)
        shares = "+".join(str(answered_by(bot)) for bot in pair.stage.bots)
        figures = f"{kills} kills, p95 {p95_s:.1f} s, answered by {shares}"
        name = "replicas on PostgreSQL, kill -9"
        return Outcome(name, count, asked.lost, asked.doubled, figures, tuple(failures))

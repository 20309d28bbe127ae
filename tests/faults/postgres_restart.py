"""Two bots on one PostgreSQL, 20 questions a second; the server is stopped and started again."""

import asyncio

from tests.faults.load import share_of, waits_s
from tests.faults.outcome import Outcome, Size
from tests.faults.pair import set_pair


async def row(size: Size) -> Outcome:
    """In good order and without, for a moment and for longer: none lost, none doubled."""
    away_s = (0.0, 1.0, 5.0, 15.0) if size is Size.FULL else (1.0,)
    apart_s = 8.0 if size is Size.FULL else 2.0
    stops = [(how, pause) for how in ("fast", "immediate") for pause in away_s]
    if size is Size.SHORT:
        stops = [("immediate", 1.0)]
    async with set_pair() as pair:
        asking = asyncio.create_task(pair.ask_on())
        for bot in pair.stage.bots:
            await pair.is_at_work(bot)
        for how, pause in stops:
            await asyncio.sleep(apart_s)
            await asyncio.to_thread(pair.postgres.stop, how)
            await asyncio.sleep(pause)
            await asyncio.to_thread(pair.postgres.start)
        await asyncio.sleep(apart_s)
        asking.cancel()
        await pair.all_answered()
        asked, count = pair.asked, len(pair.asked.asked)
        failures = [f"{asked.doubled} doubled"] if asked.doubled else []
        for bot in pair.stage.bots:
            if bot.process.returncode is not None:
                failures.append(f"a bot ended with {bot.process.returncode}")
            said = bot.log.count(" does not answer (")
            # Each has two connections.
            if not 1 <= said <= 2 * len(stops):
                failures.append(f"a bot said {said} times that the database is away")
        p95_s = share_of(waits_s(asked), 0.95)
        figures = f"{len(stops)} stops, p95 {p95_s:.1f} s"
        name = "PostgreSQL stopped and started"
        return Outcome(name, count, asked.lost, asked.doubled, figures, tuple(failures))

"""One of two bots on a PostgreSQL is frozen until the other took over, and then wakes up."""

import asyncio
import signal
import time

from tests.faults.outcome import Outcome, Size
from tests.faults.pair import Pair, answered_by, set_pair

_AT_ONCE, _MOST_ROUNDS = 8, 12


async def row(size: Size) -> Outcome:
    """It finds its questions answered, and says nothing: none lost, none doubled."""
    rounds = 6 if size is Size.FULL else 1
    async with set_pair("--slow", "0.3") as pair:
        failures, frozen_at = [], list[float]()
        # The one that is frozen may have had nothing in hand.
        while len(frozen_at) < rounds or (not _dropped(pair) and len(frozen_at) < _MOST_ROUNDS):
            frozen_at.append(await _freeze(pair, len(frozen_at) % 2))
        asked = pair.asked
        if far := pair.doubled_far_from(frozen_at):
            failures.append(f"{far} doubled")
        if not _dropped(pair):
            failures.append("nothing was taken over: nothing was tried")
        figures = f"{len(frozen_at)} times, {_dropped(pair)} answers held back"
        count, name = len(asked.asked), "replica frozen and woken"
        return Outcome(name, count, asked.lost, asked.doubled, figures, tuple(failures))


async def _freeze(pair: Pair, which: int) -> float:
    """Freeze one while questions are answered, until all are; when that was."""
    bots = pair.stage.bots
    before = answered_by(*bots)
    for room, person in pair.stage.people(_AT_ONCE):
        await pair.asked.ask(room, person)
    await pair.is_at_work(*bots, before=before)
    # The next one is being looked up, others wait for it.
    await asyncio.sleep(0.15)
    at = time.time()
    bots[which].process.send_signal(signal.SIGSTOP)
    # The system goes on to answer for a frozen process; a machine that is gone does not.
    await asyncio.to_thread(pair.postgres.end_sessions)
    await pair.all_answered()
    bots[which].process.send_signal(signal.SIGCONT)
    await asyncio.sleep(3)
    return at


def _dropped(pair: Pair) -> int:
    return pair.stage.logged().count("another process goes on with it")

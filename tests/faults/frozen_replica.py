"""One of two bots on a PostgreSQL is frozen until the other took over, and then wakes up."""

import asyncio
import signal
import time

from tests.faults.outcome import Outcome, Size
from tests.faults.pair import answered_by, set_pair

_AT_ONCE = 8


async def row(size: Size) -> Outcome:
    """It finds its questions answered, and says nothing: none lost, none doubled."""
    rounds = 6 if size is Size.FULL else 1
    async with set_pair("--slow", "0.3") as pair:
        people = pair.stage.people(_AT_ONCE)
        failures, frozen_at = [], list[float]()
        for number in range(rounds):
            frozen = pair.stage.bots[number % 2]
            before = answered_by(frozen)
            for room, person in people:
                await pair.asked.ask(room, person)
            await pair.is_at_work(frozen, before)
            # The next one is being looked up, others wait for it.
            await asyncio.sleep(0.15)
            frozen_at.append(time.time())
            frozen.process.send_signal(signal.SIGSTOP)
            # The system goes on to answer for a frozen process; a machine that is gone does not.
            await asyncio.to_thread(pair.postgres.end_sessions)
            await pair.all_answered()
            frozen.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(3)
        asked = pair.asked
        if far := pair.doubled_far_from(frozen_at):
            failures.append(f"{far} doubled")
        dropped = pair.stage.logged().count("another process goes on with it")
        if not dropped:
            failures.append("nothing was taken over: nothing was tried")
        figures = f"{rounds} times, {dropped} answers held back"
        count, name = len(asked.asked), "replica frozen and woken"
        return Outcome(name, count, asked.lost, asked.doubled, figures, tuple(failures))

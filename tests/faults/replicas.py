"""Two bots on one inbox behind a webhook; the second starts in mid-burst."""

from tests.faults.outcome import Outcome, Size
from tests.faults.stage import MOST_OF_PERSON, Asked, ask_all, set_stage


async def row(size: Size) -> Outcome:
    """The second one takes part, then the first ends: none lost, none doubled."""
    count = 600 if size is Size.FULL else 150
    async with set_stage(webhook_pause_s=0.1) as stage:
        asked = Asked(stage.telegram)
        first = await stage.start("--webhook", "--slow", "0.02")
        await stage.telegram.wait_for_call("setMyCommands", timeout_s=60)
        await ask_all(asked, stage.people(count // MOST_OF_PERSON), count)
        await asked.until(count // 10)
        second = await stage.start("--webhook", "--slow", "0.02")
        # Both at work for a while, then a rolling restart.
        await asked.until(count // 2)
        status = await first.stop(15.0)
        await asked.until(count)
        failures = [f"{asked.doubled} doubled"] if asked.doubled else []
        if status:
            failures.append(f"the first ended with status {status}")
        shares = [bot.log.count("characters asked") for bot in (first, second)]
        if not shares[1]:
            failures.append("the second answered nothing")
        figures = f"{shares[0]} and {shares[1]} answered"
        return Outcome("replicas", count, asked.lost, asked.doubled, figures, tuple(failures))

"""SIGTERM, and SIGKILL ten seconds later, while retrieval is slow."""

from tests.faults.outcome import Outcome, Size
from tests.faults.stage import Asked, ask_all, set_stage


async def row(size: Size) -> Outcome:
    """Each question takes a long time; the bot is stopped in their midst: none is lost."""
    slow_s, count, people = (1.0, 40, 20) if size is Size.FULL else (0.8, 14, 14)
    async with set_stage() as stage:
        asked = Asked(stage.telegram)
        bot = await stage.start("--slow", str(slow_s))
        await stage.telegram.wait_for_call("setMyCommands", timeout_s=60)
        await ask_all(asked, stage.people(people), count)
        await asked.until(2, silence_s=60)
        status = await bot.stop(10.0)
        answered = len(asked.answers())
        await stage.start()
        await asked.until(count)
        failures = []
        if status:
            failures.append(f"it ended with status {status}")
        if answered == count:
            failures.append("everything was answered before the end: nothing was tried")
        if asked.doubled:
            failures.append(f"{asked.doubled} answered twice")
        figures = f"{answered} answered before the end"
        name = "SIGTERM, SIGKILL 10 s later"
        return Outcome(name, count, asked.lost, asked.doubled, figures, tuple(failures))

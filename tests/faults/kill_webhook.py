"""kill -9 in a burst, webhook."""

from tests.faults.kills import kill_in_a_burst
from tests.faults.outcome import Outcome, Size


async def row(size: Size) -> Outcome:
    """20 seeds of 3 kills and 300 questions: none lost, at most 2 answers to a question."""
    return await kill_in_a_burst("kill -9 in a burst, webhook", size, "--webhook")

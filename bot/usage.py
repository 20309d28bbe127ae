"""How the bot is used: the numbers behind `/stats` and the playground's insight."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chats.events import Day
from bot.chats.memory import DAY_S, Chats
from bot.chats.votes import Tally
from bot.gap_groups import GapGroup, grouped
from bot.librarian import Librarian
from index.answer import Verdict

DAYS = 30
# The latest open questions; each is embedded anew, at some milliseconds.
_MOST_GAPS = 300


@dataclass(frozen=True, slots=True)
class Usage:
    """What happened in the last `DAYS` days.

    `days` has those with a question only, oldest first; `took_ms` is in ascending order.
    """

    days: tuple[Day, ...]
    votes: Tally
    inline_searches: int
    inline_posted: int
    took_ms: tuple[float, ...]
    gaps: tuple[GapGroup, ...]

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return self._counts.total()

    def count(self, verdict: Verdict) -> int:
        """How many of them had a verdict."""
        return self._counts[verdict]

    @property
    def _counts(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        for day in self.days:
            counts.update(day.counts)
        return counts


async def usage_of(chats: Chats, librarian: Librarian) -> Usage:
    """Gather the numbers."""
    since = chats.now - DAYS * DAY_S
    return Usage(
        days=tuple(await chats.run(chats.events.days, since)),
        votes=await chats.run(chats.votes.total, since),
        inline_searches=await chats.run(chats.events.count, "inline", since),
        inline_posted=await chats.run(chats.events.count, "chosen", since),
        took_ms=tuple(await chats.run(chats.events.took_ms, since)),
        gaps=tuple(await gap_groups(chats, librarian)),
    )


async def gap_groups(chats: Chats, librarian: Librarian) -> list[GapGroup]:
    """The open questions, those together that ask the same."""
    gaps = await chats.run(chats.gaps.open, _MOST_GAPS)
    return grouped(gaps, await librarian.question_vectors([gap.question.text for gap in gaps]))


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that so many percent of all values do not exceed (nearest rank)."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]

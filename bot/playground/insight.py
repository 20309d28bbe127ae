"""Insight: the numbers of `/stats`, as the page draws them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.chats.memory import Chats
from bot.emulator.people import Json
from bot.librarian import Librarian
from bot.playground.door import Answer, admitted
from bot.playground.errors import Declined
from bot.playground.visits import Visit, Visits
from bot.usage import DAYS, Usage, percentile, usage_of
from index.answer import Verdict

_VERDICTS = tuple(Verdict)


class Insight:
    """Shows how the bot is used.

    Args:
        is_open: whether visitors may see it: questions without an answer are shown in full.
    """

    def __init__(
        self, librarian: Librarian, chats: Chats, visits: Visits, *, is_open: bool
    ) -> None:
        self._librarian, self._chats, self._visits = librarian, chats, visits
        self._is_open = is_open

    def routes(self) -> Iterator[Route]:
        """Where it is asked for."""
        yield Route("/api/insight", admitted(self._visits, self.insight))

    async def insight(self, request: Request, visit: Visit) -> Response:
        """The numbers of the last days."""
        del request, visit
        if not self._is_open:
            raise Declined(403, "What others asked is not shown here.")
        return Answer(_as_json(await usage_of(self._chats, self._librarian), self._chats.now))


def _as_json(usage: Usage, now: int) -> Json:
    return {
        "days": _days(usage, now),
        "questions": usage.questions,
        **{verdict.value.lower(): usage.count(verdict) for verdict in _VERDICTS},
        "votes": {"good": usage.votes.good, "bad": usage.votes.bad},
        "inline": {"searches": usage.inline_searches, "posted": usage.inline_posted},
        "latency_ms": _latency(usage),
        "gaps": [
            {
                "question": group.newest.question.text,
                "count": len(group.gaps),
                "date": _date(group.newest.at),
            }
            for group in usage.gaps
        ],
    }


def _days(usage: Usage, now: int) -> list[Json]:
    """Every day up to today, those without a question too."""
    counts = {day.date: day.counts for day in usage.days}
    today = datetime.fromtimestamp(now, UTC).date()
    dates = [(today - timedelta(days=back)).isoformat() for back in reversed(range(DAYS))]
    return [
        {"date": date}
        | {verdict.value.lower(): counts.get(date, {}).get(verdict, 0) for verdict in _VERDICTS}
        for date in dates
    ]


def _latency(usage: Usage) -> Json | None:
    if not usage.took_ms:
        return None
    return {f"p{percent}": round(percentile(usage.took_ms, percent), 1) for percent in (50, 95, 99)}


def _date(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()

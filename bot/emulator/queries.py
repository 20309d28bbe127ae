"""Questions that wait for a bot's answer: inline queries and taps on buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from bot.emulator.bell import Bell
from bot.emulator.errors import BadRequest
from bot.emulator.people import BotAccount, Json, Person
from bot.emulator.updates import KEPT_FOR_S

_FIRST_QUERY_ID = 4_000_000_000_000_001
_KEPT_S = 3600
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True, eq=False)
class Query:
    """One inline query or callback query, and its answer once there is one."""

    id: str
    kind: str
    bot: BotAccount
    person: Person
    text: str
    expires_at: float
    answer: Json | None = None


class QueryBook:
    """The open queries; a bot may answer each once, and in time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._queries: dict[str, Query] = {}
        self._ids = count(_FIRST_QUERY_ID)
        self.bell = Bell()

    def open(self, kind: str, bot: BotAccount, person: Person, text: str) -> Query:
        """Write down a new query; ``kind`` is the kind of its update."""
        self._forget()
        query_id = str(next(self._ids))
        query = Query(query_id, kind, bot, person, text, self._clock() + KEPT_FOR_S[kind])
        self._queries[query_id] = query
        return query

    def find(self, query_id: str) -> Query | None:
        """Return the query with the id, answered or not."""
        return self._queries.get(query_id)

    def _forget(self) -> None:
        """Drop the oldest, of which nobody will speak any more."""
        # A result of an inline query can be chosen long after the query; an hour is enough.
        before = self._clock() - _KEPT_S
        for query_id in [one.id for one in self._queries.values() if one.expires_at < before]:
            del self._queries[query_id]

    def answer(self, kind: str, bot: BotAccount, query_id: str, answer: Json) -> None:
        """Take the bot's answer.

        Raises:
            BadRequest: The query is unknown, another bot's, answered, or too old.
        """
        query = self._queries.get(query_id)
        if query is None or query.kind != kind or query.bot is not bot:
            raise BadRequest(_TOO_OLD)
        if query.answer is not None or query.expires_at <= self._clock():
            raise BadRequest(_TOO_OLD)
        query.answer = answer
        self.bell.ring()

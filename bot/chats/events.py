"""What happened and when, as numbers: no texts, no persons."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.chats.tables import Tables


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day (`YYYY-MM-DD`, UTC), by verdict."""

    date: str
    counts: dict[str, int]


class Events:
    """Counts for `/stats`."""

    def __init__(self, store: Tables) -> None:
        self._store = store

    def add(
        self, name: str, at: int, *, verdict: str | None = None, took_ms: float | None = None
    ) -> None:
        """Count something that happened."""
        self._store.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (at, name, verdict, took_ms))

    def days(self, since: int) -> list[Day]:
        """Questions by day and verdict, oldest first; not what was typed inline, word by word."""
        rows = self._store.execute(
            "SELECT at / 86400, verdict, count(*) FROM events "
            "WHERE at >= ? AND name = 'asked' GROUP BY 1, 2 ORDER BY 1, 2",
            (since,),
        )
        days: dict[str, dict[str, int]] = {}
        for number, verdict, count in rows:
            date = datetime.fromtimestamp(number * 86_400, UTC).date().isoformat()
            days.setdefault(date, {})[verdict] = count
        return [Day(date, counts) for date, counts in days.items()]

    def count(self, name: str, since: int) -> int:
        """How often something happened."""
        row = self._store.execute(
            "SELECT count(*) FROM events WHERE name = ? AND at >= ?", (name, since)
        ).fetchone()
        return int(row[0])

    def took_ms(self, since: int) -> list[float]:
        """How long questions took, shortest first."""
        rows = self._store.execute(
            "SELECT took_ms FROM events WHERE at >= ? AND took_ms IS NOT NULL ORDER BY took_ms",
            (since,),
        )
        return [float(row[0]) for row in rows]

"""What people said about answers: one changeable vote each."""

from dataclasses import dataclass
from enum import StrEnum

from bot.chats.tables import Tables


class Complaint(StrEnum):
    """Why an answer was voted down."""

    WRONG_PASSAGE = "wrong passage"
    NOT_IN_DOCUMENTS = "not in the documents"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many found an answer good, and how many bad."""

    good: int
    bad: int


class Votes:
    """Votes on answers."""

    def __init__(self, store: Tables) -> None:
        self._store = store

    def cast(self, answer_id: str, person_id: int, *, is_good: bool, at: int) -> bool:
        """Vote, or change one's mind; the same vote again takes it back. Whether it now stands."""
        values = (answer_id, person_id)
        with self._store.transaction():
            row = self._store.execute(
                "SELECT is_good FROM votes WHERE answer_id = ? AND person_id = ?", values
            ).fetchone()
            if row is not None and bool(row[0]) is is_good:
                self._store.execute(
                    "DELETE FROM votes WHERE answer_id = ? AND person_id = ?", values
                )
                return False
            self._store.execute(
                "INSERT INTO votes VALUES (?, ?, ?, NULL, ?) ON CONFLICT (answer_id, person_id) "
                "DO UPDATE SET is_good = excluded.is_good, reason = NULL, at = excluded.at",
                (*values, int(is_good), at),
            )
        return True

    def explain(self, answer_id: str, person_id: int, complaint: Complaint) -> None:
        """Say why one voted an answer down."""
        self._store.execute(
            "UPDATE votes SET reason = ? WHERE answer_id = ? AND person_id = ? AND is_good = 0",
            (complaint.value, answer_id, person_id),
        )

    def total(self, since: int) -> Tally:
        """All votes since a time."""
        row = self._store.execute(
            "SELECT coalesce(sum(is_good), 0), coalesce(sum(1 - is_good), 0) FROM votes "
            "WHERE at >= ?",
            (since,),
        ).fetchone()
        return Tally(int(row[0]), int(row[1]))

    def tally(self, answer_id: str) -> Tally:
        """The votes on an answer."""
        row = self._store.execute(
            "SELECT coalesce(sum(is_good), 0), coalesce(sum(1 - is_good), 0) FROM votes "
            "WHERE answer_id = ?",
            (answer_id,),
        ).fetchone()
        return Tally(int(row[0]), int(row[1]))

    def complaints(self, since: int) -> dict[Complaint, int]:
        """Why answers were voted down, and how often."""
        rows = self._store.execute(
            "SELECT reason, count(*) FROM votes WHERE at >= ? AND reason IS NOT NULL "
            "GROUP BY reason ORDER BY reason",
            (since,),
        )
        return {Complaint(reason): int(count) for reason, count in rows}

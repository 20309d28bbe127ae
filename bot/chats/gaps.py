"""Questions that the documents did not answer: what an operator would add next."""

import json
from dataclasses import dataclass

from bot.chats.answers import Place
from bot.chats.tables import Tables
from index.answer import Question


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an answer, and where it was asked."""

    id: int
    at: int
    chat_id: int
    person_id: int
    question: Question


class Gaps:
    """The open questions."""

    def __init__(self, store: Tables) -> None:
        self._store = store

    def add(self, question: Question, place: Place, at: int) -> None:
        """Remember a question that found nothing."""
        scope = question.collections
        self._store.execute(
            "INSERT INTO gaps (at, chat_id, person_id, question, scope) VALUES (?, ?, ?, ?, ?)",
            (
                at,
                place.chat_id,
                place.person_id,
                question.text,
                None if scope is None else json.dumps(sorted(scope)),
            ),
        )

    def open(self, most: int = 1000) -> list[Gap]:
        """The latest questions that are still without an answer, newest first."""
        rows = self._store.execute(
            "SELECT id, at, chat_id, person_id, question, scope FROM gaps "
            "WHERE answered_at IS NULL ORDER BY at DESC, id DESC LIMIT ?",
            (most,),
        )
        return [
            Gap(
                id=row[0],
                at=row[1],
                chat_id=row[2],
                person_id=row[3],
                question=Question(
                    row[4], None if row[5] is None else frozenset(json.loads(row[5]))
                ),
            )
            for row in rows
        ]

    def answered(self, ids: list[int], at: int) -> int:
        """Remember that a newer library answers these; how many were open until now."""
        statement = "UPDATE gaps SET answered_at = ? WHERE id = ? AND answered_at IS NULL"
        with self._store.transaction():
            return sum(self._store.execute(statement, (at, gap_id)).rowcount for gap_id in ids)

"""Answers that were sent, under opaque ids."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields

from bot.chats.tables import Tables
from corpus.document import Span
from index.answer import Answer, Match, Parts, Question, Verdict
from index.snapshot import Snapshot

# 96 bits: not to be guessed, and 16 characters of the 64 bytes that a button may carry.
_ID_BYTES = 12
_SELECT = (
    "SELECT id, at, chat_id, thread_id, asker_id, question, scope, question_message_id, "
    "message_id, verdict, searched_for, matches, differing, preferred, shown FROM answers "
    "WHERE at >= ?"
)


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(_ID_BYTES)


@dataclass(frozen=True, slots=True)
class KeptMatch:
    """A match as it is kept: where it stands, not what it says.

    The text is cut from the document anew. A passage's id is made of the document's content and
    the range, so it either leads to the same text or to none.
    """

    passage: str
    start: int
    end: int
    score: float
    margin: float
    verdict: str
    parts: dict[str, float]

    @classmethod
    def of(cls, match: Match) -> "KeptMatch":
        """A match, to be kept."""
        return cls(
            passage=match.passage.id,
            start=match.best.start,
            end=match.best.end,
            score=match.score,
            margin=match.margin,
            verdict=match.verdict.value,
            parts=asdict(match.parts),
        )


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was given in a chat.

    `differing` is the match in another document that gives another figure than the first, and
    `shown` the number of the match that the message shows now; None for a refusal.
    """

    id: str
    at: int
    chat_id: int
    thread_id: int | None
    asker_id: int
    question: Question
    question_message_id: int | None
    message_id: int | None
    verdict: Verdict
    searched_for: str | None
    matches: tuple[KeptMatch, ...]
    differing: KeptMatch | None
    shown: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question was asked and by whom; the message is None inline."""

    chat_id: int
    thread_id: int | None
    person_id: int
    message_id: int | None


class Answers:
    """The answers of the last months.

    Args:
        store: where they are kept.
        oldest: the time before which answers are over, in Unix seconds.
    """

    def __init__(self, store: Tables, oldest: Callable[[], int]) -> None:
        self._store, self._oldest = store, oldest

    def keep(self, answer: Answer, place: Place, at: int) -> KeptAnswer:
        """Remember an answer that is about to be sent."""
        kept = KeptAnswer(
            id=new_id(),
            at=at,
            chat_id=place.chat_id,
            thread_id=place.thread_id,
            asker_id=place.person_id,
            question=answer.question,
            question_message_id=place.message_id,
            message_id=None,
            verdict=answer.verdict,
            searched_for=answer.searched_for,
            matches=tuple(KeptMatch.of(match) for match in worth_showing(answer)),
            differing=KeptMatch.of(answer.differing) if answer.differing else None,
            shown=None if answer.verdict is Verdict.NOTHING else 0,
        )
        scope = answer.question.collections
        self._store.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kept.id,
                at,
                place.chat_id,
                place.thread_id,
                place.person_id,
                answer.question.text,
                place.message_id,
                None,
                answer.verdict.value,
                answer.searched_for,
                json.dumps(asdict(kept.differing)) if kept.differing else None,
                None if scope is None else json.dumps(sorted(scope)),
                json.dumps([asdict(match) for match in kept.matches]),
                answer.question.preferred,
                kept.shown,
            ),
        )
        return kept

    def was_sent(self, answer_id: str, chat_id: int, message_id: int) -> None:
        """Remember which message an answer became."""
        self._store.execute(
            "UPDATE answers SET chat_id = ?, message_id = ? WHERE id = ?",
            (chat_id, message_id, answer_id),
        )

    def shows(self, answer_id: str, number: int) -> None:
        """Remember which match the message shows now."""
        self._store.execute("UPDATE answers SET shown = ? WHERE id = ?", (number, answer_id))

    def get(self, answer_id: str) -> KeptAnswer | None:
        """The answer with an id, None if there is none or its time is over."""
        return self._one("id = ?", answer_id)

    def of_message(self, chat_id: int, message_id: int) -> KeptAnswer | None:
        """The answer that a message of ours is."""
        return self._one("chat_id = ? AND message_id = ?", chat_id, message_id)

    def to_message(self, chat_id: int, message_id: int) -> KeptAnswer | None:
        """The answer to somebody's message."""
        condition = "chat_id = ? AND question_message_id = ? ORDER BY at DESC, id LIMIT 1"
        return self._one(condition, chat_id, message_id)

    def group_places(self) -> list[tuple[int, int]]:
        """The groups and topics (0: none) that were answered in."""
        rows = self._store.execute(
            "SELECT DISTINCT chat_id, coalesce(thread_id, 0) FROM answers WHERE chat_id < 0 "
            "ORDER BY 1, 2"
        )
        return [(row[0], row[1]) for row in rows]

    def forget(self, answer_id: str) -> None:
        """Forget an answer with its buttons and votes."""
        self._store.execute("DELETE FROM answers WHERE id = ?", (answer_id,))

    def _one(self, condition: str, *values: object) -> KeptAnswer | None:
        statement = f"{_SELECT} AND {condition}"
        row = self._store.execute(statement, (self._oldest(), *values)).fetchone()
        if row is None:
            return None
        scope = None if row[6] is None else frozenset(json.loads(row[6]))
        return KeptAnswer(
            id=row[0],
            at=row[1],
            chat_id=row[2],
            thread_id=row[3],
            asker_id=row[4],
            question=Question(row[5], scope, row[13]),
            question_message_id=row[7],
            message_id=row[8],
            verdict=Verdict(row[9]),
            searched_for=row[10],
            matches=tuple(KeptMatch(**match) for match in json.loads(row[11])),
            differing=KeptMatch(**json.loads(row[12])) if row[12] else None,
            shown=row[14],
        )


def worth_showing(answer: Answer) -> list[Match]:
    """The first match, and of the others those that the gate lets pass."""
    rest = [match for match in answer.matches[1:] if match.verdict is not Verdict.NOTHING]
    return [*answer.matches[:1], *rest]


def matches_in(snapshot: Snapshot, kept: KeptAnswer) -> list[Match | None]:
    """The matches of a kept answer in the library as it is now, in order.

    None stands for one whose document changed or is gone.
    """
    return [match_in(snapshot, found) for found in kept.matches]


def match_in(snapshot: Snapshot, kept: KeptMatch) -> Match | None:
    """A kept match in the library as it is now; None if its document changed or is gone."""
    row = snapshot.row_of(kept.passage)
    best = Span(kept.start, kept.end)
    if row is None or best not in snapshot.passages[row].sentences:
        return None
    return Match(
        document=snapshot.document_of(row),
        passage=snapshot.passages[row],
        score=kept.score,
        parts=Parts(**{field.name: kept.parts.get(field.name, 0.0) for field in fields(Parts)}),
        best=best,
        margin=kept.margin,
        verdict=Verdict(kept.verdict),
    )


def collections_in(snapshot: Snapshot, kept: KeptAnswer) -> frozenset[str]:
    """The collections that the matches of a kept answer stand in now."""
    kept_matches = (*kept.matches, *([kept.differing] if kept.differing else []))
    found = (match_in(snapshot, match) for match in kept_matches)
    return frozenset(match.document.collection for match in found if match is not None)

"""Questions with known answers are asked, and what comes of each is judged."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from index.answer import Answer, Match, Question, Verdict
from index.judging.questions import Case

Ask = Callable[[Question], Answer]


@dataclass(frozen=True, slots=True)
class Mark:
    """How one question went; `rank` is the right match's from 1 (None: not among the matches)."""

    question: str
    is_answerable: bool
    rank: int | None
    is_bold_right: bool
    verdict: Verdict
    took_ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, what was answered, and how that is judged."""

    case: Case
    answer: Answer
    mark: Mark


def evaluate(cases: Iterable[Case], ask: Ask, asked: Callable[[], None]) -> list[Outcome]:
    """Ask every case, telling `asked` after each."""
    outcomes = []
    for case in cases:
        began = time.perf_counter()
        answer = ask(Question.of(case.question))
        took_ms = (time.perf_counter() - began) * 1000
        outcomes.append(Outcome(case, answer, _mark(case, answer, took_ms)))
        asked()
    return outcomes


def bold_text(match: Match) -> str:
    """The sentence of a match that a card shows in bold."""
    return match.document.text[match.best.start : match.best.end]


def _mark(case: Case, answer: Answer, took_ms: float) -> Mark:
    ranks = [rank for rank, match in enumerate(answer.matches, 1) if case.is_met_by(match)]
    return Mark(
        question=case.question,
        is_answerable=bool(case.answers),
        rank=ranks[0] if ranks else None,
        is_bold_right=bool(answer.matches) and case.is_said_in(bold_text(answer.matches[0])),
        verdict=answer.verdict,
        took_ms=took_ms,
    )

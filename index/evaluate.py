"""How good the answers are: ranks, bold sentences, refusals and times over known questions."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.answer import Answer, Question, Verdict
from index.questions import Case

Ask = Callable[[Question], Answer]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: the right match's rank from 1 (None: not among the matches)."""

    case: Case
    answer: Answer
    rank: int | None
    is_bold_right: bool
    took_ms: float

    @property
    def is_answerable(self) -> bool:
        """Whether there was an answer to find."""
        return bool(self.case.answers)


def evaluate(cases: Iterable[Case], ask: Ask, asked: Callable[[], None]) -> list[Outcome]:
    """Ask every case, telling `asked` after each."""
    outcomes = []
    for case in cases:
        began = time.perf_counter()
        answer = ask(Question.of(case.question))
        took_ms = (time.perf_counter() - began) * 1000
        outcomes.append(_outcome(case, answer, took_ms))
        asked()
    return outcomes


def _outcome(case: Case, answer: Answer, took_ms: float) -> Outcome:
    ranks = [rank for rank, match in enumerate(answer.matches, 1) if case.is_met_by(match)]
    is_bold_right = False
    if answer.matches:
        first = answer.matches[0]
        bold = first.document.text[first.best.start : first.best.end]
        is_bold_right = case.is_said_in(bold)
    return Outcome(case, answer, ranks[0] if ranks else None, is_bold_right, took_ms)


def figures(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    """The figures of `quoth eval`; shares are 0..1, None where no question bears on one."""
    answerable = [outcome for outcome in outcomes if outcome.is_answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.is_answerable]
    times = [outcome.took_ms for outcome in outcomes]
    ranks = [outcome.rank or 10**9 for outcome in answerable]
    verdicts = [outcome.answer.verdict for outcome in answerable]
    return {
        "questions": len(outcomes),
        "hit@1": _mean(rank <= 1 for rank in ranks),
        "hit@3": _mean(rank <= 3 for rank in ranks),
        "hit@5": _mean(rank <= 5 for rank in ranks),
        "mrr@10": _mean(1 / rank if rank <= 10 else 0 for rank in ranks),
        "bold@1": _mean(outcome.is_bold_right for outcome in answerable),
        "kept": _mean(verdict is not Verdict.NOTHING for verdict in verdicts),
        "found": _mean(verdict is Verdict.FOUND for verdict in verdicts),
        "refused": _mean(outcome.answer.verdict is Verdict.NOTHING for outcome in unanswerable),
        "p50_ms": round(float(np.percentile(times, 50)), 2) if times else None,
        "p95_ms": round(float(np.percentile(times, 95)), 2) if times else None,
    }


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else None

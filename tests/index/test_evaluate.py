"""The figures of an evaluation, checked by hand."""

import pytest

from index.answer import Answer, Question, Verdict
from index.embedder import HashingEmbedder
from index.evaluate import Outcome, evaluate, figures
from index.questions import Case
from index.retrieve import retrieve
from index.snapshot import Snapshot


def outcome(
    verdict: Verdict,
    took_ms: float,
    rank: int | None = None,
    *,
    bold: bool = False,
    known: bool = True,
) -> Outcome:
    case = Case("q", "d.txt", ("a",)) if known else Case("q")
    return Outcome(case, Answer(Question("q"), verdict), rank, bold, took_ms)


def test_figures_are_exact() -> None:
    found = figures(
        [
            outcome(Verdict.FOUND, 1, 1, bold=True),
            outcome(Verdict.FOUND, 2, 2, bold=True),
            outcome(Verdict.UNSURE, 3, 4),
            outcome(Verdict.NOTHING, 4, 11),
            outcome(Verdict.NOTHING, 5, None),
            outcome(Verdict.NOTHING, 6, known=False),
            outcome(Verdict.FOUND, 7, known=False),
            outcome(Verdict.UNSURE, 8, known=False),
            outcome(Verdict.NOTHING, 9, known=False),
        ]
    )
    assert found == {
        "questions": 9,
        "hit@1": 0.2,
        "hit@3": 0.4,
        "hit@5": 0.6,
        "mrr@10": 0.35,
        "bold@1": 0.4,
        "kept": 0.6,
        "found": 0.4,
        "refused": 0.5,
        "p50_ms": 5.0,
        "p95_ms": 8.6,
    }


def test_figures_that_no_question_bears_on_are_none() -> None:
    only_unanswerable = figures([outcome(Verdict.NOTHING, 2, known=False)])
    assert only_unanswerable["refused"] == 1.0
    assert only_unanswerable["hit@1"] is None
    assert only_unanswerable["kept"] is None
    only_answerable = figures([outcome(Verdict.FOUND, 2, 1)])
    assert (only_answerable["hit@1"], only_answerable["refused"]) == (1.0, None)
    nothing = figures([])
    assert nothing.pop("questions") == 0
    assert set(nothing.values()) == {None}


def test_every_case_is_asked_in_order_and_judged(snapshot: Snapshot) -> None:
    cases = [
        Case("When was the ferry built by the Halden shipyard?", "ferry.txt", ("in 1931",)),
        Case("How many apple trees does the orchard hold?", "orchard.txt", ("413 apple trees",)),
        Case("👍"),
    ]
    asked: list[int] = []
    outcomes = evaluate(
        cases,
        lambda question: retrieve(question, snapshot, HashingEmbedder()),
        lambda: asked.append(1),
    )
    assert [o.case for o in outcomes] == cases
    assert len(asked) == 3
    assert [(o.rank, o.is_bold_right, o.is_answerable) for o in outcomes] == [
        (1, True, True),
        (None, False, True),
        (None, False, False),
    ]
    assert outcomes[2].answer.verdict is Verdict.NOTHING
    assert all(o.took_ms > 0 for o in outcomes)
    assert figures(outcomes)["hit@1"] == pytest.approx(0.5)

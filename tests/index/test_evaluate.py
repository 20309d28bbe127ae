"""Every question is asked in order, and judged by where its answer came and what was in bold."""

from index.answer import Verdict
from index.embedder import HashingEmbedder
from index.judging.evaluate import bold_text, evaluate
from index.judging.questions import Case
from index.retrieve import retrieve
from index.snapshot import Snapshot


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
    marks = [o.mark for o in outcomes]
    assert [m.question for m in marks] == [case.question for case in cases]
    assert [(m.rank, m.is_bold_right, m.is_answerable) for m in marks] == [
        (1, True, True),
        (None, False, True),
        (None, False, False),
    ]
    assert marks[2].verdict is Verdict.NOTHING
    assert all(m.took_ms > 0 for m in marks)
    assert "Halden shipyard" in bold_text(outcomes[0].answer.matches[0])

"""Candidates are measured together as each would be alone."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import HashingEmbedder
from index.ranking.features import Asked, may_be_best, measure
from index.ranking.rank import Scored, score, shortlist
from index.ranking.sentence import SENTENCE_FEATURES
from index.snapshot import Snapshot
from index.vectors import Rows

QUESTIONS = (
    "When was the ferry built by the Halden shipyard?",
    "How many apple trees does the orchard hold?",
    "Who founded the mill in 1788, Anna Brandt?",
    "What do volunteers harvest in September, apples or rye?",
    "xylophone",
    "the",
)


def scored(snapshot: Snapshot, question: str, rows: Rows) -> list[Scored]:
    """All of some rows, measured together."""
    asked = Asked.of(question, HashingEmbedder().embed_question(question), snapshot)
    return score(snapshot, asked, measure(snapshot, asked, rows, len(rows)), list(range(len(rows))))


@pytest.mark.parametrize("question", QUESTIONS)
def test_passages_that_are_scored_together_get_what_each_gets_alone(
    snapshot: Snapshot, question: str
) -> None:
    rows = np.arange(len(snapshot.passages))
    together = scored(snapshot, question, rows)
    assert [found.n for found in together] == list(range(len(rows)))
    for row, found in zip(rows, together, strict=True):
        (alone,) = scored(snapshot, question, np.array([row]))
        assert found.score == pytest.approx(alone.score, abs=1e-4)
        np.testing.assert_allclose(found.sentences, alone.sentences, atol=1e-5)
        assert len(found.sentences) == len(snapshot.passages[row].sentences)
        assert found.best == alone.best
        for name in type(found.parts).__slots__:
            expected = pytest.approx(getattr(alone.parts, name), abs=1e-5)
            assert getattr(found.parts, name) == expected, name


@pytest.mark.parametrize("question", QUESTIONS)
def test_sentences_that_cannot_be_the_best_change_nothing_where_they_are_not_read(
    snapshot: Snapshot, question: str
) -> None:
    rows = np.arange(len(snapshot.passages))
    asked = Asked.of(question, HashingEmbedder().embed_question(question), snapshot)
    candidates = measure(snapshot, asked, rows, len(rows))
    numbers = list(range(len(rows)))
    answer_type = SENTENCE_FEATURES.index("answer_type")
    for whole, some in zip(
        score(snapshot, asked, candidates, numbers),
        score(snapshot, asked, candidates, numbers, is_complete=False),
        strict=True,
    ):
        assert (some.score, some.parts, some.best) == (whole.score, whole.parts, whole.best)
        best = some.sentences[some.best]
        assert best.tolist() == whole.sentences[whole.best].tolist()
        assert best[answer_type] in {0.0, 0.5, 1.0}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_best_are_the_same_where_sentences_of_no_other_passages_are_compared(
    snapshot: Snapshot, question: str
) -> None:
    rows = np.arange(len(snapshot.passages))
    asked = Asked.of(question, HashingEmbedder().embed_question(question), snapshot)
    whole, some = (measure(snapshot, asked, rows, wanted) for wanted in (len(rows), 1))
    is_read = some.first[:, 1] > -1
    assert question != QUESTIONS[0] or not is_read.all()
    assert np.array_equal(some.first[is_read], whole.first[is_read])
    assert shortlist(asked, some)[0] == shortlist(asked, whole)[0]


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-2, 0.25)), min_size=1, max_size=30),
    st.integers(1, 12),
)
def test_whatever_strays_no_further_than_said_is_never_passed_over(
    found: Sequence[tuple[float, float]], wanted: int
) -> None:
    expected = np.array([value for value, _ in found], np.float32)
    is_kept = may_be_best(expected, 0.25, wanted)
    # All may turn out as expected but the one that is looked at.
    for n, (value, strays) in enumerate(found):
        better = sum(expected > np.float32(value + strays))
        assert is_kept[n] or better >= wanted

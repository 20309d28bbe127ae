"""Candidates are measured together as each would be alone."""

import numpy as np
import pytest

from index.embedder import HashingEmbedder
from index.features import Asked, measure
from index.rank import Scored, score
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
    return score(snapshot, asked, measure(snapshot, asked, rows), list(range(len(rows))))


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

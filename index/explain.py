"""An answer with everything that led to it, for those who look behind the quote."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.answer import Answer, Question
from index.embedder import Embedder
from index.ranking.features import is_foreign
from index.ranking.gate import Thresholds
from index.ranking.reranker import Reranker
from index.ranking.weights import FOREIGN_SECOND, SECOND
from index.retrieve import MATCHES, retrieve
from index.snapshot import Snapshot
from index.steps import Laps, Step


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer, the weight of each part of its scores, the gate's thresholds, and the steps."""

    answer: Answer
    weights: Mapping[str, float]
    thresholds: Thresholds
    steps: tuple[Step, ...]


def explain(
    question: Question,
    snapshot: Snapshot,
    embedder: Embedder,
    clock: Callable[[], float],
    k: int = MATCHES,
    reranker: Reranker | None = None,
) -> Explanation:
    """Answer as `retrieve` does, as if the question had never been asked, and say how.

    Args:
        question: what was asked, and where to look.
        snapshot: the library.
        embedder: the model that the library was made with.
        clock: seconds from any beginning.
        k: how many matches at most.
        reranker: orders the best matches anew.
    """
    embedder.forget_questions()
    laps = Laps(clock)
    answer = retrieve(question, snapshot, embedder, k, reranker, laps)
    weights = FOREIGN_SECOND if is_foreign(question.text, embedder) else SECOND
    return Explanation(answer, weights, snapshot.thresholds, laps.steps)

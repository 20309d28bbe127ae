"""The best passages by BM25 are those of a look at all, in the same order."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical.lexicon import Lexicon
from index.lexical.terms import Vocabulary
from index.vectors import Rows

_WORDS = [f"word{n:02}" for n in range(40)]


def lexicon_of(seed: int, passages: int) -> Lexicon:
    """Passages of few words, some rare and some in nearly all of them: many score the same."""
    rng = np.random.default_rng(seed)
    vocabulary = Vocabulary()
    bodies = [
        [" ".join(_WORDS[n] for n in np.minimum(rng.zipf(1.4, rng.integers(1, 9)), 40) - 1)]
        for _ in range(passages)
    ]
    parts = [bodies[: passages // 3], bodies[passages // 3 :]]
    documents = [vocabulary.read(["word00"] * len(part), part) for part in parts]
    return Lexicon.of(documents, vocabulary.ids)


def best_of_all(lexicon: Lexicon, question: str, k: int, allowed: Rows | None) -> list[int]:
    """The oracle: every passage gets a score, and all are put in order."""
    scores = lexicon.scores(lexicon.terms(question))
    rows = np.flatnonzero(scores > 0)
    rows = rows if allowed is None else np.intersect1d(rows, allowed)
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))[:k]]]


@given(
    seed=st.integers(0, 5),
    question=st.lists(st.sampled_from([*_WORDS, "unknown"]), max_size=7).map(" ".join),
    k=st.integers(1, 60),
    every=st.sampled_from([None, 1, 2, 7, 500]),
)
@settings(max_examples=300, deadline=None)
def test_the_best_are_those_of_a_look_at_all(
    seed: int, question: str, k: int, every: int | None
) -> None:
    lexicon = lexicon_of(seed, 600)
    allowed = None if every is None else np.arange(0, 600, every)
    found = lexicon.best(lexicon.terms(question), k, allowed)
    assert found.tolist() == best_of_all(lexicon, question, k, allowed)


def test_passages_that_score_the_same_come_in_their_order() -> None:
    vocabulary = Vocabulary()
    documents = [vocabulary.read([""] * 40, [["ferry mill"], ["ferry"]] * 20)]
    lexicon = Lexicon.of(documents, vocabulary.ids)
    assert lexicon.best(lexicon.terms("mill"), 3).tolist() == [0, 2, 4]
    assert lexicon.best(lexicon.terms("ferry mill"), 22).tolist() == [*range(0, 40, 2), 1, 3]

"""The score of a passage for a question, and the sentence of it to quote."""

from dataclasses import dataclass

import numpy as np

from index.answer import Match, Parts
from index.features import (
    SENTENCE_FEATURES,
    Asked,
    Candidates,
    closeness,
    measure,
    measure_sentences,
    names_held,
    phrases,
)
from index.gate import margin
from index.late import Closeness
from index.snapshot import Snapshot
from index.vectors import Rows
from index.weights import (
    FIRST,
    FOREIGN_FIRST,
    FOREIGN_SECOND,
    FOREIGN_SENTENCE,
    SECOND,
    SENTENCE,
)

# Together they hold the right passage for 99.8 % of questions (RETRIEVAL.md).
_CANDIDATES = 50
# The first score has the right passage among so many for 99.7 %; the rest is not looked at again.
_RANKED_AGAIN = 20


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidate `n` with its learned score and what that is made of."""

    n: int
    score: float
    parts: Parts
    late: Closeness


def rank(snapshot: Snapshot, asked: Asked, k: int, allowed: Rows | None) -> list[Match]:
    """The best `k` passages in order of `(-score, place)`.

    Args:
        snapshot: where to look.
        asked: the question.
        k: how many matches at most.
        allowed: the passage rows to look among, or None for all.
    """
    candidates = find_candidates(snapshot, asked, max(k, _CANDIDATES), allowed)
    if candidates is None:
        return []
    found = [score(snapshot, asked, candidates, n) for n in shortlist(asked, candidates, k)]
    found.sort(key=lambda scored: (-scored.score, candidates.rows[scored.n]))
    return [_match(snapshot, asked, candidates, scored) for scored in found[:k]]


def find_candidates(
    snapshot: Snapshot, asked: Asked, k: int, allowed: Rows | None
) -> Candidates | None:
    """The union of the nearest passages and those with the best BM25, in order of place.

    For a question in a language that the model does not read: only passages that share its words.
    """
    lexical = snapshot.lexicon.scores(asked.terms)
    rows = np.arange(len(lexical)) if allowed is None else allowed
    if asked.is_foreign:
        rows = rows[lexical[rows] > 0]  # the vectors alone would find anything
    if not len(rows):
        return None
    best = rows[np.lexsort((rows, -lexical[rows]))[:k]]
    if not asked.is_foreign:
        best = np.union1d(snapshot.nearest.search(asked.embedding.vector, k, allowed), best)
    return measure(snapshot, asked, np.sort(best), lexical)


def shortlist(asked: Asked, candidates: Candidates, k: int = 0) -> list[int]:
    """Which candidates are looked at again: the best by the first score, at least `k`."""
    weights = FOREIGN_FIRST if asked.is_foreign else FIRST
    first = candidates.first @ np.array(list(weights.values()), np.float32)
    best = np.lexsort((candidates.rows, -first))[: max(k, _RANKED_AGAIN)]
    return [int(n) for n in best]


def score(snapshot: Snapshot, asked: Asked, candidates: Candidates, n: int) -> Scored:
    """Score candidate `n` with all that is known of it."""
    row = int(candidates.rows[n])
    late = closeness(snapshot, asked, row)
    dense, sentence, lexical, covered, best_covered = map(float, candidates.first[n])
    parts = Parts(
        dense=dense,
        sentence=sentence,
        lexical=lexical,
        coverage=covered,
        sentence_coverage=best_covered,
        phrases=phrases(snapshot, asked, row),
        late=late.passage,
        sentence_late=float(late.sentences.max()),
        names=names_held(snapshot, asked, row),
    )
    weights = FOREIGN_SECOND if asked.is_foreign else SECOND
    total = sum(weight * getattr(parts, name) for name, weight in weights.items())
    return Scored(n, total, parts, late)


def _match(snapshot: Snapshot, asked: Asked, candidates: Candidates, scored: Scored) -> Match:
    row = int(candidates.rows[scored.n])
    passage = snapshot.passages[row]
    sentences = measure_sentences(snapshot, asked, candidates, scored.n, scored.late)
    weights = FOREIGN_SENTENCE if asked.is_foreign else SENTENCE
    best = int(np.argmax(sentences @ np.array([weights.get(n, 0.0) for n in SENTENCE_FEATURES])))
    found = margin(scored.parts, asked.terms, is_foreign=asked.is_foreign)
    return Match(
        document=snapshot.document_of(row),
        passage=passage,
        score=scored.score,
        parts=scored.parts,
        best=passage.sentences[best],
        margin=found,
        verdict=snapshot.thresholds.verdict(found),
    )

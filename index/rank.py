"""The score of a passage for a question, and the sentence of it to quote."""

import numpy as np

from index.answer import Match, Parts
from index.features import (
    Asked,
    Candidates,
    closeness,
    measure,
    measure_sentences,
    names_held,
    phrases,
)
from index.gate import margin
from index.lexicon import Floats, Rows
from index.snapshot import Snapshot
from index.weights import FIRST, SECOND, SENTENCE

# Together they hold the right passage for 99.8 % of questions (RETRIEVAL.md).
_CANDIDATES = 50
# The first score has the right passage among so many for 99.7 %; the rest is not looked at again.
_RANKED_AGAIN = 20


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
    first = candidates.first @ np.array(list(FIRST.values()), np.float32)
    best = np.lexsort((candidates.rows, -first))[: max(k, _RANKED_AGAIN)]
    matches = [_match(snapshot, asked, candidates, int(n)) for n in best]
    rows = candidates.rows[best]
    order = np.lexsort((rows, np.array([-match.score for match in matches])))
    return [matches[n] for n in order[:k]]


def find_candidates(
    snapshot: Snapshot, asked: Asked, k: int, allowed: Rows | None
) -> Candidates | None:
    """The union of the nearest passages and those with the best BM25, in order of place."""
    lexical = snapshot.lexicon.scores(asked.terms)
    rows = np.arange(len(lexical)) if allowed is None else allowed
    if not len(rows):
        return None
    best = rows[np.lexsort((rows, -lexical[rows]))[:k]]
    nearest = snapshot.nearest.search(asked.embedding.vector, k, allowed)
    return measure(snapshot, asked, np.union1d(nearest, best), lexical)


def parts_of(
    snapshot: Snapshot, asked: Asked, candidates: Candidates, n: int
) -> tuple[Parts, Floats]:
    """All that the score of candidate `n` is made of, and the features of its sentences."""
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
    return parts, measure_sentences(snapshot, asked, candidates, n, late)


def _match(snapshot: Snapshot, asked: Asked, candidates: Candidates, n: int) -> Match:
    parts, sentences = parts_of(snapshot, asked, candidates, n)
    row = int(candidates.rows[n])
    passage = snapshot.passages[row]
    best = int(np.argmax(sentences @ np.array(list(SENTENCE.values()), np.float32)))
    return Match(
        document=snapshot.document_of(row),
        passage=passage,
        score=sum(weight * getattr(parts, name) for name, weight in SECOND.items()),
        parts=parts,
        margin=margin(parts, asked.terms),
        best=passage.sentences[best],
    )

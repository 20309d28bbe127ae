"""The score R of a passage for a question, and the sentence of it that fits best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answer import Match, Parts
from index.gate import margin
from index.lexicon import Floats, Rows, Terms, coverage
from index.snapshot import Snapshot

# The recipe of RETRIEVAL.md: dense + 1.5 sentence + lexical + 0.5 coverage + 0.5 sentence coverage.
_SENTENCE, _COVERAGE, _SENTENCE_COVERAGE = 1.5, 0.5, 0.5
# Together they hold the right passage for 99.8 % of questions (RETRIEVAL.md).
_CANDIDATES = 50
# Of a term's rarity inside the passage in choosing the sentence to quote (RETRIEVAL.md).
_LOCAL_COVERAGE = 0.7


@dataclass(frozen=True, slots=True)
class _Scored:
    """Candidates with all that their scores are made of, row by row."""

    rows: Rows
    scores: Floats
    parts: NDArray[np.float32]
    sentence_rows: list[Rows]
    sentence_cosines: list[Floats]
    hits: list[NDArray[np.bool_]]


def rank(
    snapshot: Snapshot, terms: Terms, vector: NDArray[np.float32], k: int, allowed: Rows | None
) -> list[Match]:
    """The best `k` passages in order of `(-score, place)`.

    Args:
        snapshot: where to look.
        terms: the question's words.
        vector: the question's vector, of unit length.
        k: how many matches at most.
        allowed: the passage rows to look among, or None for all.
    """
    rows = _candidates(snapshot, terms, vector, max(k, _CANDIDATES), allowed)
    if not len(rows):
        return []
    scored = _score(snapshot, terms, vector, rows)
    order = np.lexsort((scored.rows, -scored.scores))
    return [_match(snapshot, terms, scored, int(n)) for n in order[:k]]


def _candidates(
    snapshot: Snapshot, terms: Terms, vector: NDArray[np.float32], k: int, allowed: Rows | None
) -> Rows:
    """The union of the nearest passages and those with the best BM25, in order of place."""
    lexical = snapshot.lexicon.scores(terms)
    rows = np.arange(len(lexical)) if allowed is None else allowed
    best = np.lexsort((rows, -lexical[rows]))[:k]
    return np.union1d(snapshot.nearest.search(vector, k, allowed), rows[best])


def _score(snapshot: Snapshot, terms: Terms, vector: NDArray[np.float32], rows: Rows) -> _Scored:
    starts, ends = snapshot.sentence_starts[rows], snapshot.sentence_starts[rows + 1]
    sentence_rows = [np.arange(start, end) for start, end in zip(starts, ends, strict=True)]
    flat = np.concatenate(sentence_rows)
    cuts = np.cumsum(ends - starts)[:-1]
    cosines = np.split(snapshot.sentence_vectors[flat] @ vector, cuts)
    hits = np.split(snapshot.lexicon.sentence_hits(terms, flat), cuts)
    parts = np.stack(
        [
            snapshot.passage_vectors[rows] @ vector,
            np.array([found.max() for found in cosines], np.float32),
            snapshot.lexicon.scores(terms)[rows],
            coverage(np.stack([found.any(axis=0) for found in hits]), terms.weights),
            np.array([coverage(found, terms.weights).max() for found in hits], np.float32),
        ],
        axis=1,
    ).astype(np.float32)
    weights = np.array([1, _SENTENCE, 1, _COVERAGE, _SENTENCE_COVERAGE], np.float32)
    return _Scored(rows, parts @ weights, parts, sentence_rows, cosines, hits)


def _match(snapshot: Snapshot, terms: Terms, scored: _Scored, n: int) -> Match:
    row = int(scored.rows[n])
    passage = snapshot.passages[row]
    parts = Parts(*(float(part) for part in scored.parts[n]))
    return Match(
        document=snapshot.document_of(row),
        passage=passage,
        score=float(scored.scores[n]),
        parts=parts,
        margin=margin(parts, len(terms.distinct)),
        best=passage.sentences[_best_sentence(terms, scored.sentence_cosines[n], scored.hits[n])],
    )


def _best_sentence(terms: Terms, cosines: Floats, hits: NDArray[np.bool_]) -> int:
    """Where the answer most likely stands: close in meaning, with words that others lack."""
    count, frequency = len(cosines), hits.sum(axis=0)
    rarity = np.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
    weights = (rarity * np.array(terms.weights)).tolist()
    return int(np.argmax(cosines + _LOCAL_COVERAGE * coverage(hits, weights)))

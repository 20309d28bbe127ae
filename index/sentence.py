"""Which sentence of a passage answers: what is measured of each before it is weighted."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.answer_type import AnswerType, Held, Kind
from index.features import Asked
from index.late import Closeness, weighted
from index.lexicon import coverage
from index.snapshot import Snapshot
from index.vectors import Floats

SENTENCE_FEATURES = (
    "alone",
    "in_context",
    "local_coverage",
    "with_previous",
    "previous",
    "late",
    "sharp_late",
    "nearest",
    "is_first",
    "answer_type",
    "names",
    "names_for_person",
    "names_for_place",
    "names_for_other",
    "numbers_for_number",
    "numbers_for_date",
)


def measure_sentences(
    snapshot: Snapshot, asked: Asked, row: int, hits: NDArray[np.bool_], late: Closeness
) -> Floats:
    """Measure the sentences of a passage: `(sentences, len(SENTENCE_FEATURES))`.

    The words of a question are often shared out: one sentence names what it is about, the next
    says "it" and answers. So a sentence is also looked at together with the one before.

    Args:
        snapshot: where the passage is.
        asked: the question.
        row: the passage.
        hits: which of the question's terms stand in which sentence, `(sentences, terms)`.
        late: how close the question's word pieces come.
    """
    first, last = map(int, snapshot.sentence_starts[row : row + 2])
    vector = asked.embedding.vector
    local = _local_weights(hits, asked.terms.weights)
    covered = coverage(hits, local)
    together = hits.copy()
    together[1:] |= hits[:-1]
    # Zero to the power of anything is zero; a cosine below zero is no match at all.
    sharp = np.maximum(late.nearest, 0) ** 4
    best = late.nearest.max(axis=0, initial=0)
    is_nearest = ((late.nearest >= best - 1e-6) & (best > 0)).astype(np.float32)
    columns = [
        snapshot.sentence_vectors.span(first, last) @ vector,
        snapshot.context_vectors.span(first, last) @ vector,
        covered,
        coverage(together, local),
        np.concatenate([[0], covered[:-1]]),
        weighted(late.nearest, asked.piece_weights),
        weighted(sharp, asked.piece_weights),
        weighted(is_nearest, asked.piece_weights),
        np.arange(len(hits)) == 0,
        *_typed(snapshot, asked.answer_type, row),
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _local_weights(hits: NDArray[np.bool_], weights: Sequence[float]) -> list[float]:
    """Words that stand in every sentence of a passage tell its sentences apart the least."""
    count, frequency = len(hits), hits.sum(axis=0)
    rarity = np.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
    local: list[float] = (rarity * np.array(weights)).tolist()
    return local


def _typed(snapshot: Snapshot, answer_type: AnswerType, row: int) -> list[list[float]]:
    """The columns that depend on the kind of question."""
    text = snapshot.document_of(row).text
    held: list[Held] = [
        answer_type.held_by(text[start:end]) for start, end in snapshot.passages[row].sentences
    ]
    kind = answer_type.kind
    names, numbers = [found.names for found in held], [found.numbers for found in held]
    none = [0.0] * len(held)
    return [
        [found.answer for found in held],
        names,
        names if kind is Kind.PERSON else none,
        names if kind is Kind.PLACE else none,
        names if kind is Kind.OTHER else none,
        numbers if kind is Kind.NUMBER else none,
        numbers if kind is Kind.DATE else none,
    ]

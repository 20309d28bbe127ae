"""Which sentence of a passage answers: what is measured of each before it is weighted."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.answer_type import AnswerType, Kind
from index.features import Asked, Candidates
from index.late import Closeness, weighted
from index.snapshot import Snapshot
from index.vectors import Floats, Rows

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
    snapshot: Snapshot,
    asked: Asked,
    candidates: Candidates,
    chosen: Sequence[int],
    late: Closeness,
) -> Floats:
    """Measure the sentences of some candidates: `(sentences, len(SENTENCE_FEATURES))`.

    The words of a question are often shared out: one sentence names what it is about, the next
    says "it" and answers. So a sentence is also looked at together with the one before.

    Args:
        snapshot: where the passages are.
        asked: the question.
        candidates: the passages to choose from.
        chosen: which of them are looked at, at least one.
        late: how close the question's word pieces come to them.
    """
    rows = candidates.rows[chosen]
    first, last = snapshot.sentence_starts[rows], snapshot.sentence_starts[rows + 1]
    starts, owners = _layout(last - first)
    numbers = candidates.sentences_of(chosen)
    hits = candidates.hits.sentences[numbers, : len(asked.terms.ids)]
    local = _local_weights(hits, starts, last - first, asked.terms.weights)[owners]
    together = hits.copy()
    together[1:] |= hits[:-1]
    together[starts] = hits[starts]
    covered = _coverage(hits, local)
    previous = np.concatenate([[0], covered[:-1]])
    previous[starts] = 0
    # Zero to the power of anything is zero; a cosine below zero is no match at all.
    sharp = np.maximum(late.nearest, 0) ** 4
    best = np.maximum(np.maximum.reduceat(late.nearest, starts, axis=0), 0)[owners]
    is_nearest = ((late.nearest >= best - 1e-6) & (best > 0)).astype(np.float32)
    columns: list[ArrayLike] = [
        candidates.alone[numbers],
        snapshot.context_vectors.spans(first, last) @ asked.embedding.vector,
        covered,
        _coverage(together, local),
        previous,
        weighted(late.nearest, asked.piece_weights),
        weighted(sharp, asked.piece_weights),
        weighted(is_nearest, asked.piece_weights),
        np.bincount(starts, minlength=len(owners)),
        *_typed(asked.answer_type, _texts(snapshot, rows), _counting(asked, hits)),
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _layout(counts: Rows) -> tuple[Rows, Rows]:
    """Where the sentences of each passage begin, and which passage each sentence is in."""
    return np.cumsum(counts) - counts, np.repeat(np.arange(len(counts)), counts)


def _local_weights(
    hits: NDArray[np.bool_], starts: Rows, counts: Rows, weights: Sequence[float]
) -> Floats:
    """Words that stand in every sentence of a passage tell its sentences apart the least.

    Returns:
        `(passages, terms)`.
    """
    frequency = np.add.reduceat(hits, starts, axis=0, dtype=np.float64)
    rarity = np.log(1 + (counts[:, None] - frequency + 0.5) / (frequency + 0.5))
    return np.asarray(rarity * np.array(weights), np.float32)


def _coverage(hits: NDArray[np.bool_], weights: Floats) -> Floats:
    """The share of the weights of its own that each sentence holds: 0..1."""
    held = np.where(hits, weights, np.float32(0)).sum(axis=1)
    return np.asarray(held / np.maximum(np.float32(1e-6), weights.sum(axis=1)), np.float32)


def _texts(snapshot: Snapshot, rows: Rows) -> list[str]:
    """The sentences of passages."""
    texts = []
    for row in rows.tolist():
        text = snapshot.document_of(row).text
        texts += [text[start:end] for start, end in snapshot.passages[row].sentences]
    return texts


def _counting(asked: Asked, hits: NDArray[np.bool_]) -> list[bool]:
    """Which sentences hold a word of what "how many …" asks for."""
    counted = asked.answer_type.counted
    if counted is None:
        return [True] * len(hits)
    places = [n for n, term in enumerate(asked.terms.distinct) if term in counted]
    return [bool(held) for held in np.asarray(hits[:, places].any(axis=1))]


def _typed(
    answer_type: AnswerType, sentences: Sequence[str], counting: Sequence[bool]
) -> list[Sequence[float]]:
    """The columns that depend on the kind of question."""
    held, kind = answer_type.held_by(sentences, counting), answer_type.kind
    none = [0.0] * len(sentences)
    return [
        held.answers,
        held.names,
        held.names if kind is Kind.PERSON else none,
        held.names if kind is Kind.PLACE else none,
        held.names if kind is Kind.OTHER else none,
        held.numbers if kind is Kind.NUMBER else none,
        held.numbers if kind is Kind.DATE else none,
    ]

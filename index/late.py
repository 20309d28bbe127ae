"""Late interaction: how well each word of a question is met by some word of a passage (MaxSim)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.vectors import Floats, Pieces, as_floats


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a question's word pieces come to those of one passage.

    `passage` is the mean over the pieces, by their weights, of the nearest one anywhere in the
    passage, title and heading included: 0..1. `nearest` `(sentences, pieces)` holds the cosine of
    the nearest one in each sentence, 0 for a sentence without pieces.
    """

    passage: float
    nearest: Floats


class PieceIndex:
    """The word pieces of all passages, row by row, and how rare each is.

    Args:
        counts: `(passages,)`: how many pieces each passage has.
        ids: `(pieces,)`.
        sentences: `(pieces,)`: which sentence of its passage each stands in.
        vectors: `(pieces, dimensions)` int8.
    """

    def __init__(
        self,
        counts: NDArray[np.int32],
        ids: NDArray[np.int32],
        sentences: NDArray[np.uint8],
        vectors: NDArray[np.int8],
    ) -> None:
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._sentences = sentences
        self._vectors = vectors
        self._passages = len(counts)
        owners = np.repeat(np.arange(len(counts)), counts)
        distinct = np.unique(np.stack([ids.astype(np.int64), owners]), axis=1)[0]
        self._frequencies = np.bincount(distinct) if len(distinct) else np.zeros(0, np.int64)

    def weights(self, ids: NDArray[np.int32]) -> Floats:
        """The idf share of each piece of a question; they add up to 1."""
        known = ids < len(self._frequencies)
        frequency = np.zeros(len(ids))
        frequency[known] = self._frequencies[ids[known]]
        rarity = np.log(1 + (self._passages - frequency + 0.5) / (frequency + 0.5))
        return np.asarray(rarity / max(1e-6, float(rarity.sum())), np.float32)

    def closeness(
        self, question: Pieces, weights: Floats, rows: Sequence[int], sentence_counts: Sequence[int]
    ) -> list[Closeness]:
        """Compare a question with passages.

        Args:
            question: its word pieces.
            weights: of each of them (`weights`).
            rows: the passages.
            sentence_counts: how many sentences each of them has.
        """
        spans = [(int(self._starts[row]), int(self._starts[row + 1])) for row in rows]
        taken = [self._vectors[start:end] for start, end in spans]
        # One product for all: many small ones would cost more than the arithmetic.
        similarity = as_floats(np.concatenate(taken or [self._vectors[:0]])) @ question.vectors.T
        found, first = [], 0
        for (start, end), count in zip(spans, sentence_counts, strict=True):
            own = similarity[first : first + end - start]
            found.append(_closeness(own, self._sentences[start:end], weights, count))
            first += end - start
        return found


def _closeness(
    similarity: Floats, places: NDArray[np.uint8], weights: Floats, count: int
) -> Closeness:
    nearest = np.zeros((count, len(weights)), np.float32)
    if not similarity.size:
        return Closeness(0.0, nearest)
    # The pieces of a sentence stand together.
    starts = np.concatenate([[0], np.flatnonzero(np.diff(places)) + 1])
    best = np.maximum.reduceat(similarity, starts, axis=0)
    sentences = places[starts]
    is_own = sentences < count
    nearest[sentences[is_own]] = best[is_own]
    return Closeness(float((best.max(axis=0) * weights).sum()), nearest)


def weighted(nearest: Floats, weights: Floats) -> Floats:
    """The mean over the pieces of each sentence, by their weights: `(sentences,)`."""
    # Not as a matrix product: BLAS raises a floating-point flag on rows that it pads.
    return np.asarray((nearest * weights).sum(axis=1), np.float32)

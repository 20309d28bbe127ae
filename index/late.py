"""Late interaction: how well each word of a question is met by some word of a passage (MaxSim)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.blocks import starts_of
from index.held import HeldVectors
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
    """The word pieces of all passages, document by document, and how rare each is.

    Args:
        documents: in the order of their passages.
        distinct: the distinct pieces of each.
    """

    def __init__(
        self, documents: Sequence[HeldVectors], distinct: Sequence[NDArray[np.int32]]
    ) -> None:
        self._documents = documents
        self._first_rows = starts_of([len(found.piece_counts) for found in documents])
        self._passages = int(self._first_rows[-1])
        counts = [np.zeros(0, np.int32), *(found.piece_counts for found in documents)]
        # Of all passages, from the beginning of the first document.
        self._starts = starts_of(np.concatenate(counts))
        self._frequencies = np.bincount(np.concatenate([np.zeros(0, np.int32), *distinct]))

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
        taken = [self._pieces_of(row) for row in rows]
        if not taken:
            return []
        # One product for all: many small ones would cost more than the arithmetic.
        vectors = np.concatenate([vectors for _, vectors in taken])
        similarity = as_floats(vectors) @ question.vectors.T
        found, first = [], 0
        for (sentences, _), count in zip(taken, sentence_counts, strict=True):
            own = similarity[first : first + len(sentences)]
            found.append(_closeness(own, sentences, weights, count))
            first += len(sentences)
        return found

    def _pieces_of(self, row: int) -> tuple[NDArray[np.uint8], NDArray[np.int8]]:
        """Which sentences the pieces of a passage stand in, and their vectors."""
        number = int(np.searchsorted(self._first_rows, row, side="right")) - 1
        before = self._starts[self._first_rows[number]]
        start, end = self._starts[row] - before, self._starts[row + 1] - before
        document = self._documents[number]
        return document.piece_sentences[start:end], document.pieces[start:end]


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

"""Late interaction: how well each word of a question is met by some word of a passage (MaxSim)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dense.blocks import starts_of
from index.dense.held import HeldVectors
from index.dense.spill import joined_spans
from index.lexical.terms import joined_numbers, tally
from index.vectors import ONE, Floats, Pieces, Rows

_NONE: Rows = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a question's word pieces come to those of some passages.

    `passages` `(passages,)` is the mean over the pieces, by their weights, of the nearest one
    anywhere in the passage, title and heading included: 0..1. `nearest` `(sentences, pieces)` holds
    the cosine of the nearest one in each sentence of each passage, 0 for a sentence without pieces.
    """

    passages: Floats
    nearest: Floats


class PieceIndex:
    """The word pieces of all passages, document by document, and how rare each is.

    Args:
        documents: in the order of their passages.
        first_rows: the first passage of each, and how many there are.
        piece_counts: how many pieces each passage has.
        frequencies: in how many passages each piece stands (`piece_frequencies`).
    """

    def __init__(
        self,
        documents: Sequence[HeldVectors],
        first_rows: Rows,
        piece_counts: NDArray[np.int32],
        frequencies: Rows,
    ) -> None:
        self._documents, self.frequencies = documents, frequencies
        self._first_rows, self._passages = first_rows, int(first_rows[-1])
        # Of all passages, from the beginning of the first document.
        self._starts = starts_of(piece_counts)

    def weights(self, ids: NDArray[np.int32]) -> Floats:
        """The idf share of each piece of a question; they add up to 1."""
        known = ids < len(self.frequencies)
        frequency = np.zeros(len(ids))
        frequency[known] = self.frequencies[ids[known]]
        rarity = np.log(1 + (self._passages - frequency + 0.5) / (frequency + 0.5))
        return np.asarray(rarity / max(1e-6, float(rarity.sum())), np.float32)

    def closeness(
        self, question: Pieces, weights: Floats, rows: Rows, sentence_counts: Rows
    ) -> Closeness:
        """Compare a question with passages.

        Args:
            question: its word pieces.
            weights: of each of them (`weights`).
            rows: the passages, at least one.
            sentence_counts: how many sentences each of them has.
        """
        numbers = np.searchsorted(self._first_rows, rows, side="right") - 1
        before = self._starts[self._first_rows[numbers]]
        starts, ends = self._starts[rows] - before, self._starts[rows + 1] - before
        documents = [self._documents[number] for number in numbers.tolist()]
        spans = list(zip(documents, starts.tolist(), ends.tolist(), strict=True))
        places = joined_spans([(held.piece_sentences, *place) for held, *place in spans])
        counts = ends - starts
        similarity = np.empty((len(places), len(weights)), np.float32)
        # One passage after the other in the same memory: all at once they fit in no cache near by.
        wide = np.empty((int(counts.max()), question.vectors.shape[1]), np.float32)
        asked, first = (question.vectors * np.float32(1 / ONE)).T, 0
        for held, start, end in spans:
            count = end - start
            wide[:count] = held.pieces[start:end]
            np.matmul(wide[:count], asked, out=similarity[first : first + count])
            first += count
        owners = np.repeat(np.arange(len(rows)), counts)
        return _closeness(similarity, owners, places, weights, sentence_counts)


def piece_frequencies(
    come: Iterable[HeldVectors],
    gone: Iterable[HeldVectors] = (),
    before: Rows = _NONE,
) -> Rows:
    """In how many passages each word piece stands, up to the last one that stands in any.

    Args:
        come: documents.
        gone: those that are counted in `before`, and are there no more.
        before: what it was without those that came.
    """
    found = tally(_distinct(come), before)
    lost = tally(_distinct(gone), np.zeros_like(found))
    return np.trim_zeros(found - lost, "b")


def _distinct(documents: Iterable[HeldVectors]) -> NDArray[np.int32]:
    return joined_numbers(held.distinct_pieces[:] for held in documents)


def _closeness(
    similarity: Floats, owners: Rows, places: NDArray[np.uint8], weights: Floats, counts: Rows
) -> Closeness:
    """Of pieces that each belong to a passage and stand in a sentence of it."""
    passages = np.zeros(len(counts), np.float32)
    nearest = np.zeros((int(counts.sum()), len(weights)), np.float32)
    if not similarity.size:
        return Closeness(passages, nearest)
    # The pieces of a sentence stand together, and so do those of a passage.
    starts = _changes((owners << 8) + places)
    best = np.maximum.reduceat(similarity, starts, axis=0)
    owners, sentences = owners[starts], places[starts]
    first = _changes(owners)
    whole = np.maximum.reduceat(best, first, axis=0)
    passages[owners[first]] = (whole * weights).sum(axis=1)
    is_own = sentences < counts[owners]
    nearest[((np.cumsum(counts) - counts)[owners] + sentences)[is_own]] = best[is_own]
    return Closeness(passages, nearest)


def _changes(values: Rows) -> Rows:
    """Where a row of equal values begins."""
    return np.concatenate([[0], np.flatnonzero(values[1:] != values[:-1]) + 1])


def weighted(nearest: Floats | NDArray[np.bool_], weights: Floats) -> Floats:
    """The mean over the pieces of each sentence, by their weights: `(sentences,)`."""
    # Not as a matrix product: BLAS raises a floating-point flag on rows that it pads.
    return np.asarray(np.vecdot(nearest, weights), np.float32)

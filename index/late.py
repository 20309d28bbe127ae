"""Late interaction: how well each word of a question is met by some word of a passage (MaxSim)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.vectors import Floats, Pieces, as_floats


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a question's word pieces come to those of one passage: idf-weighted, 0..1.

    `passage` takes the best piece anywhere, title and heading included; `sentences` `(s,)` takes
    the best one in each sentence.
    """

    passage: float
    sentences: Floats


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
        self, question: Pieces, weights: Floats, row: int, sentence_count: int
    ) -> Closeness:
        """Compare a question with a passage.

        Args:
            question: its word pieces.
            weights: of each of them (`weights`).
            row: the passage.
            sentence_count: how many sentences the passage has.
        """
        start, end = self._starts[row : row + 2]
        if start == end or not len(question.ids):
            return Closeness(0.0, np.zeros(sentence_count, np.float32))
        similarity = question.vectors @ as_floats(self._vectors[start:end]).T
        places = self._sentences[start:end]
        nearest = np.zeros((sentence_count, len(question.ids)), np.float32)
        for sentence in range(sentence_count):
            own = similarity[:, places == sentence]
            if own.shape[1]:
                nearest[sentence] = own.max(axis=1)
        whole = similarity.max(axis=1) @ weights
        return Closeness(float(whole), np.asarray(nearest @ weights, np.float32))

"""The terms of passages in the order of their text, and where those of a question stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.blocks import starts_of
from index.terms import DocumentTerms, Numbers, joined_numbers
from index.vectors import Rows


@dataclass(frozen=True, slots=True)
class Hits:
    """Where terms stand in some passages.

    `counts` `(passages, terms)`: how often in each, title and heading included. `sentences`
    `(sentences, terms)`: in which of all their sentences, one passage after the other. `pairs`
    `(passages, pairs)`: whether two terms stand next to each other, in that order, in its text.
    """

    counts: NDArray[np.int64]
    sentences: NDArray[np.bool_]
    pairs: NDArray[np.bool_]


class Lines:
    """All lines of passages: of each its head (title and heading), then its sentences.

    The arrays of the documents are not joined: versions of a library share them.

    Args:
        documents: the terms of each document, in the order of its passages.
    """

    def __init__(self, documents: Sequence[DocumentTerms]) -> None:
        self._texts = [found.text for found in documents]
        self._text_starts = starts_of([len(text) for text in self._texts])
        self._starts = starts_of(joined_numbers(found.line_sizes for found in documents))
        self._first = starts_of(joined_numbers(found.line_counts for found in documents))

    def hits(self, rows: Rows, ids: Sequence[int], pairs: Sequence[tuple[int, int]]) -> Hits:
        """Look for terms in passages.

        Args:
            rows: the passages, at least one.
            ids: of the terms, each known one once; -1 is never found.
            pairs: of places in `ids`.
        """
        width, sizes = len(ids), self._first[rows + 1] - self._first[rows]
        owners = np.repeat(np.arange(len(rows)), sizes)
        places, columns, lines = self._found(rows, ids, sizes)
        counts = np.bincount(owners[lines] * width + columns, minlength=len(rows) * width)
        heads = np.cumsum(sizes) - sizes
        in_text = lines != heads[owners[lines]]
        places, columns, lines = places[in_text], columns[in_text], lines[in_text]
        sentences = np.zeros((len(owners) - len(rows), width), np.bool_)
        sentences[lines - owners[lines] - 1, columns] = True
        return Hits(
            counts.reshape(len(rows), width),
            sentences,
            _pairs(places, columns, owners[lines], pairs, len(rows)),
        )

    def _found(self, rows: Rows, ids: Sequence[int], sizes: Rows) -> tuple[Rows, Rows, Rows]:
        """The places of terms in the joined text of passages, which they are, and their lines."""
        first = self._first[rows]
        begin, end = self._starts[first], self._starts[first + sizes]
        offsets = np.cumsum(end - begin) - (end - begin)
        lines = np.arange(sizes.sum()) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        starts = self._starts[lines] + np.repeat(offsets - begin, sizes)
        text = self._joined(begin, end)
        known = np.array([number for number in ids if number >= 0], np.int32)
        if not len(known):
            none = np.zeros(0, np.int64)
            return none, none, none
        order = np.argsort(known)
        nearest = np.minimum(np.searchsorted(known, text, sorter=order), len(known) - 1)
        places = np.flatnonzero(known[order][nearest] == text)
        where = np.array([n for n, number in enumerate(ids) if number >= 0], np.int64)[order]
        columns = where[nearest[places]]
        return places, columns, np.searchsorted(starts, places, side="right") - 1

    def _joined(self, begin: Rows, end: Rows) -> Numbers:
        """The terms from each beginning to its end, which lie in one document."""
        # A passage without terms may begin where the last document ends.
        ends = self._text_starts[1:-1]
        numbers = np.searchsorted(ends, begin, side="right")
        before = self._text_starts[numbers]
        parts = [
            self._texts[number][first:last]
            for number, first, last in zip(
                numbers.tolist(), (begin - before).tolist(), (end - before).tolist(), strict=True
            )
        ]
        return np.concatenate(parts)


def _pairs(
    places: Rows, columns: Rows, owners: Rows, pairs: Sequence[tuple[int, int]], count: int
) -> NDArray[np.bool_]:
    found = np.zeros((count, len(pairs)), np.bool_)
    follows = (places[1:] == places[:-1] + 1) & (owners[1:] == owners[:-1])
    before, after = columns[:-1][follows], columns[1:][follows]
    owners = owners[1:][follows]
    for n, (first, second) in enumerate(pairs):
        found[owners[(before == first) & (after == second)], n] = True
    return found

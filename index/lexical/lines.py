"""The terms of passages in the order of their text, and where those of a question stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dense.blocks import starts_of
from index.lexical.terms import DocumentTerms, Numbers, joined_numbers
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
        texts: the terms of each document.
        first_rows: the first passage of each, and how many there are.
        line_counts: how many lines each passage has.
        line_sizes: how many terms each line has.
    """

    def __init__(
        self, texts: Sequence[Numbers], first_rows: Rows, line_counts: Numbers, line_sizes: Numbers
    ) -> None:
        self._texts = texts
        self._starts, self._first = starts_of(line_sizes), starts_of(line_counts)
        self._text_starts = self._starts[self._first[first_rows]]

    @classmethod
    def of(cls, documents: Sequence[DocumentTerms]) -> "Lines":
        """Join the terms of documents, each in the order of its passages."""
        return cls(
            [found.text for found in documents],
            starts_of([len(found.line_counts) for found in documents]),
            joined_numbers(found.line_counts for found in documents),
            joined_numbers(found.line_sizes for found in documents),
        )

    @property
    def text(self) -> Numbers:
        """The terms of all passages in a row."""
        return joined_numbers(self._texts)

    @property
    def lengths(self) -> Numbers:
        """How many terms each passage has, with those of its head."""
        return np.diff(self._starts[self._first]).astype(np.int32)

    @property
    def sentence_counts(self) -> Rows:
        """How many sentences each passage has."""
        return np.diff(self._first) - 1

    def hits(self, rows: Rows, ids: Sequence[int], pairs: Sequence[tuple[int, int]]) -> Hits:
        """Look for terms in passages.

        Args:
            rows: the passages, at least one.
            ids: of the terms, each known one once; -1 is never found.
            pairs: of places in `ids`.
        """
        first = self._first[rows]
        sizes = self._first[rows + 1] - first
        owners, heads = np.repeat(np.arange(len(rows)), sizes), np.cumsum(sizes) - sizes
        text, starts = self._joined(first, sizes)
        # One look at all for each term is quicker than to look each of all up among the terms.
        is_term = text == np.array(ids, np.int32)[:, None]
        lines, columns = _found(is_term, starts)
        holders = owners[lines]
        counts = np.bincount(holders * len(ids) + columns, minlength=len(rows) * len(ids))
        in_text = lines != heads[holders]
        # Numbered without the heads, of which each passage up to its own has one.
        sentences = (lines - holders - 1)[in_text]
        held = np.zeros((len(owners) - len(rows), len(ids)), np.bool_)
        held[sentences, columns[in_text]] = True
        return Hits(
            counts.reshape(len(rows), len(ids)),
            held,
            _neighbours(is_term, pairs, starts, heads, owners),
        )

    def _joined(self, first: Rows, sizes: Rows) -> tuple[Numbers, Rows]:
        """The terms of passages in a row, and where each of their lines begins in it.

        Args:
            first: the first line of each.
            sizes: how many lines each has; all of them lie in one document.
        """
        begin, end = self._starts[first], self._starts[first + sizes]
        # A passage without terms may begin where the last document ends.
        numbers = np.searchsorted(self._text_starts[1:-1], begin, side="right")
        before = self._text_starts[numbers]
        parts = [
            self._texts[number][start:stop]
            for number, start, stop in zip(
                numbers.tolist(), (begin - before).tolist(), (end - before).tolist(), strict=True
            )
        ]
        shifts = np.cumsum(end - begin) - end
        lines = np.arange(sizes.sum()) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        return np.concatenate(parts), self._starts[lines] + np.repeat(shifts, sizes)


def _neighbours(
    is_term: NDArray[np.bool_],
    pairs: Sequence[tuple[int, int]],
    starts: Rows,
    heads: Rows,
    owners: Rows,
) -> NDArray[np.bool_]:
    """Which pairs of terms stand next to each other in the text of which passage.

    Args:
        is_term: `(terms, places)`: where each term stands.
        pairs: of terms.
        starts: where each line begins.
        heads: the first line of each passage.
        owners: the passage of each line.
    """
    found = np.zeros((len(heads), len(pairs)), np.bool_)
    if not pairs:
        return found
    before, after = np.array(pairs).T
    # In the text of a passage: neither from its head nor on into the next one.
    goes_on = np.ones(is_term.shape[1] + 1, np.bool_)
    goes_on[starts[heads]] = False
    lines, columns = _found(is_term[before, :-1] & is_term[after, 1:] & goes_on[1:-1], starts)
    holders = owners[lines]
    in_text = lines != heads[holders]
    found[holders[in_text], columns[in_text]] = True
    return found


def _found(masks: NDArray[np.bool_], starts: Rows) -> tuple[Rows, Rows]:
    """The lines in which a text has what some masks say, and the number of the mask of each."""
    columns, places = np.divmod(np.flatnonzero(masks), masks.shape[1])
    return np.searchsorted(starts, places, side="right") - 1, columns

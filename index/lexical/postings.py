"""The inverted index: which passages hold a term, and the best of them by BM25 without all."""

import math
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.dense.blocks import starts_of
from index.lexical.lines import Lines
from index.lexical.terms import Counted, Numbers, counted
from index.vectors import Floats

# Tuned on SQuAD dev articles, RETRIEVAL.md.
K1 = B = 0.6
# By so much sums in single precision may lie over a bound, at most.
_ROUNDING = 1e-5
# To look a passage up in a list takes as long as to add so many of the list.
_LOOK_UP = 16
# Averages are so many steps to the double apart.
_STEPS = 32
Weighted = Sequence[tuple[int, float]]
"""Terms with their weights, the one that can add most first."""


class Postings:
    """Which passages hold each term, and how much each gains by it.

    Args:
        found: how often passages hold terms.
        lengths: how many terms each passage has.
        average: how many they have in all that is searched (`average_length`).
    """

    def __init__(self, found: Counted, lengths: Numbers, average: float) -> None:
        self._norms = norms(lengths, average)
        self._rows, self._gains = found.rows, gains(found.counts, self._norms[found.rows])
        sizes = np.bincount(found.ids)
        self._starts = starts_of(sizes)
        used = np.flatnonzero(sizes)
        self.used = len(used)  # how many terms stand in some passage
        self._most = np.zeros(len(sizes), np.float32)
        if len(used):
            self._most[used] = np.maximum.reduceat(self._gains, self._starts[used])

    def __len__(self) -> int:
        return len(self._norms)

    def frequency(self, term_id: int) -> int:
        """How many passages hold a term."""
        return int(self._starts[term_id + 1] - self._starts[term_id]) if self._has(term_id) else 0

    def _has(self, term_id: int) -> bool:
        return 0 <= term_id < len(self._most)

    def most(self, term_id: int) -> float:
        """The largest gain that any passage has by a term."""
        return float(self._most[term_id]) if self._has(term_id) else 0.0

    def held(self, term_id: int) -> tuple[Numbers, Floats]:
        """The passages that hold a term, in order, and what each gains by it."""
        if not self._has(term_id):
            return self._rows[:0], self._gains[:0]
        held = slice(int(self._starts[term_id]), int(self._starts[term_id + 1]))
        return self._rows[held], self._gains[held]

    def gains(self, counts: NDArray[np.integer], rows: NDArray[np.integer]) -> Floats:
        """What passages gain by terms that they hold so many times: 0..K1 + 1."""
        return gains(counts, self._norms[rows])

    def best(
        self, weighted: Weighted, k: int, is_allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Numbers, Floats]:
        """Passages and their sums of weighted gains: the best `k`, those that tie, some more.

        MaxScore: once the terms that are left cannot lift a passage that holds none of those
        before over the k-th best, they are only looked up in what was found.

        Args:
            weighted: the terms to search for.
            k: how many are wanted.
            is_allowed: for each passage, whether it may be found; all may by default.
        """
        rest = _bounds([weight * self.most(term_id) for term_id, weight in weighted])
        lists = [(self.held(term_id), weight) for term_id, weight in weighted]
        sums = np.zeros(len(self), np.float32)
        floor, fresh, n = 0.0, [np.zeros(0, np.int32)], 0
        while n < len(lists) and rest[n] >= floor:
            (rows, gains), weight = lists[n]
            if is_allowed is not None:
                is_kept = is_allowed[rows]
                rows, gains = rows[is_kept], gains[is_kept]
            before = sums[rows]
            sums[rows] = reached = before + weight * gains
            fresh.append(rows[before == 0])
            floor = _floor(reached, k, floor)
            n += 1
        rows = np.concatenate(fresh)
        for (held, gains), weight in lists[n:]:
            rows = rows[sums[rows] + rest[n] >= floor]
            _look_up(sums, rows, held, gains, weight)
            floor = _floor(sums[rows], k, floor)
            n += 1
        rows = rows[sums[rows] >= floor]
        return rows, sums[rows]


def postings_of(lines: Lines, average: float) -> Postings:
    """Those of some passages by their lines."""
    return Postings(counted(lines.text, lines.lengths), lines.lengths, average)


def average_length(lengths: Numbers) -> float:
    """The average, to 2 %: what was made of one serves on while little changes.

    A passage's score moves by less than half a percent for it.
    """
    average = int(lengths.sum()) / max(1, len(lengths))
    return 2 ** (round(math.log2(average) * _STEPS) / _STEPS) if average else 1.0


def norms(lengths: Numbers, average: float) -> Floats:
    """What is added to the count of a term below the line; more in longer passages."""
    return np.asarray(K1 * (1 - B + B * lengths.astype(np.float32) / average), np.float32)


def gains(counts: NDArray[np.integer], norms: Floats) -> Floats:
    """What passages gain by terms that they hold so many times: 0..K1 + 1."""
    often = counts.astype(np.float32)
    return np.asarray(often * np.float32(K1 + 1) / (often + norms), np.float32)


def _bounds(most: Sequence[float]) -> list[float]:
    """What the terms from each one on can add together at most, and 0 after the last."""
    sums = [0.0, *accumulate(reversed(most))]
    return [total * (1 + _ROUNDING) for total in reversed(sums)]


def _floor(sums: Floats, k: int, floor: float) -> float:
    """What the k-th best reaches at least, as far as these tell more than is known."""
    sums = sums[sums > floor]
    if len(sums) < k:
        return floor
    return max(floor, float(np.partition(sums, -k)[-k]) * (1 - _ROUNDING))


def _look_up(sums: Floats, rows: Numbers, held: Numbers, gains: Floats, weight: float) -> None:
    """Add what a term gives to the sums of some passages, or of all where that is quicker."""
    if len(held) < _LOOK_UP * len(rows):
        sums[held] += weight * gains
        return
    place = np.minimum(np.searchsorted(held, rows), len(held) - 1)
    is_held = held[place] == rows
    sums[rows[is_held]] += weight * gains[place[is_held]]

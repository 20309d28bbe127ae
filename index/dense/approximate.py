"""The nearest of many vectors: short codes find the likely best, and those are compared exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dense.halves import Halves
from index.dense.nearest import Codes, best_of
from index.vectors import Floats, Rows

# What search asks for, and the share of it that must be found.
K, LEAST_RECALL = 50, 0.99
# How many of the likely best are compared, from the fewest to the most.
_NARROWEST, _WIDEST = 500, 16_000
_SAMPLE, _CHUNK = 65_536, 16_384
# So many rows are compared one by one: 5 ms (2026-11-21).
_FEW = 10_000
# Tells a tie from a better score, in single precision.
_NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Tuned:
    """How many of the likely best are compared, and which share of the best was found so.

    Where even the most were too few `width` is 0: every row is compared.
    """

    width: int
    recall: float


class ApproximateStore:
    """A `VectorStore` of codes and the vectors that they stand for.

    Args:
        halves: the vectors.
        codes: of all of them, and of some that are gone.
        rows: which row each code stands for; -1 for one that is gone.
        width: how many of the likely best are compared.
    """

    def __init__(self, halves: Halves, codes: Codes, rows: Rows, width: int) -> None:
        self._halves, self._codes, self._rows, self._width = halves, codes, rows, width

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """See `VectorStore.search`."""
        if not vector.any():  # every row is as near, and codes are not made for that
            rows = np.arange(len(self._halves)) if allowed is None else np.sort(allowed)
            return rows[:k]
        if allowed is None:
            return best_of(self._halves, self._likely(vector, k, None), vector, k)
        if len(allowed) <= _FEW:
            return best_of(self._halves, allowed, vector, k)
        is_allowed = np.zeros(len(self._halves), np.bool_)
        is_allowed[allowed] = True
        return best_of(self._halves, self._likely(vector, k, is_allowed), vector, k)

    def _likely(
        self, vector: NDArray[np.float32], k: int, is_allowed: NDArray[np.bool_] | None
    ) -> Rows:
        share = 1.0 if is_allowed is None else float(is_allowed.mean())
        needed = min(max(self._width, self._width * k // K), int(share * len(self._halves)))
        # Some codes are of rows that are gone, or not allowed.
        wanted = int(1.1 * needed * len(self._codes) / max(1, share * len(self._halves))) + 1
        while wanted < len(self._codes):
            found = self._rows[self._codes.search(vector, wanted)]
            found = found[found >= 0]
            if is_allowed is not None:
                found = found[is_allowed[found]]
            if len(found) >= needed:
                return found[:needed]
            wanted *= 4
        return np.arange(len(self._halves)) if is_allowed is None else np.flatnonzero(is_allowed)


def train(halves: Halves) -> Codes:
    """Codes for all vectors, learnt from a sample of them."""
    rng = np.random.default_rng(0)
    count = len(halves)
    sample = rng.choice(count, min(count, _SAMPLE), replace=False)
    codes = Codes.learn(halves[np.sort(sample)])
    add(codes, halves, np.arange(count))
    return codes


def add(codes: Codes, halves: Halves, rows: Rows) -> None:
    """Add codes for some vectors, a part at a time: they are long."""
    for first in range(0, len(rows), _CHUNK):
        codes.add(halves[rows[first : first + _CHUNK]])


def tune(halves: Halves, codes: Codes, questions: Floats) -> Tuned:
    """Compare more of the likely best until nearly all of the best are found.

    Args:
        halves: the vectors.
        codes: of all of them, in their order.
        questions: `(n, dimensions)`, one or more.
    """
    k = min(K, len(halves))
    limits = _limits(halves, questions, k)
    tuned, width = Tuned(0, 0.0), _NARROWEST
    while width <= _WIDEST:
        store = ApproximateStore(halves, codes, np.arange(len(halves)), width)
        found = [
            float((halves[store.search(question, k)] @ question >= limit - _NEARLY).mean())
            for question, limit in zip(questions, limits, strict=True)
        ]
        tuned = Tuned(width, float(np.mean(found)))
        if tuned.recall >= LEAST_RECALL:
            return tuned
        width *= 2
    return Tuned(0, tuned.recall)


def _limits(halves: Halves, questions: Floats, k: int) -> Sequence[float]:
    """The score of the last of the best rows for each question, all rows compared."""
    best = np.full((len(questions), k), -np.inf, np.float32)
    for first in range(0, len(halves), _CHUNK):
        rows = np.arange(first, min(first + _CHUNK, len(halves)))
        scores = np.concatenate([best, questions @ halves[rows].T], axis=1)
        best = np.partition(scores, -k, axis=1)[:, -k:]
    limits: list[float] = best.min(axis=1).tolist()
    return limits

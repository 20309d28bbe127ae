"""Search in two layers: a base that versions of a library share, and what came since it was joined.

A change costs what it changes, and the base is joined anew once much of it changed. Results are
those of one layer, in the same order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dense.halves import Half, Halves
from index.dense.nearest import VectorStore, best_of
from index.lexical.postings import Postings, Weighted, gains, norms
from index.lexical.terms import Numbers
from index.vectors import Floats, Rows

# So many more than are wanted are asked for, lest those that are gone leave too few.
_SPARE = 16


@dataclass(frozen=True, slots=True)
class Layers:
    """Which row of this version each row of its base is, and each that came since; -1: it is gone.

    `base` `(rows of the base,)`, `recent` `(rows that came,)`; what is left of both rises.
    """

    base: Rows
    recent: Rows

    @classmethod
    def alone(cls, count: int) -> "Layers":
        """A base of so many rows that nothing lies over."""
        return cls(np.arange(count), np.zeros(0, np.int64))

    def moved(self, rows: Rows, count: int) -> "Layers":
        """Those of the next version.

        Args:
            rows: which row each row of this version is in that one, -1 where it is gone.
            count: how many there are in that one.
        """
        is_new = np.ones(count, np.bool_)
        is_new[rows[rows >= 0]] = False
        left = rows[self.recent]
        recent = np.sort(np.concatenate([left[left >= 0], np.flatnonzero(is_new)]))
        return Layers(np.where(self.base >= 0, np.append(rows, -1)[self.base], -1), recent)

    def is_base(self, row: int) -> bool:
        """Whether a row belongs to the base."""
        return not (self.recent == row).any()

    @property
    def places(self) -> Rows:
        """Where each row of this version is: in the base, or behind it among those that came."""
        count = int((self.base >= 0).sum()) + len(self.recent)
        found = np.empty(count, np.int64)
        is_left = self.base >= 0
        found[self.base[is_left]] = np.flatnonzero(is_left)
        found[self.recent] = len(self.base) + np.arange(len(self.recent))
        return found

    @property
    def changed(self) -> int:
        """How many rows came or are gone."""
        return int((self.base < 0).sum()) + len(self.recent)


class LayeredPostings:
    """See `Postings`.

    Args:
        base: of the base.
        recent: of what came since, by the same average.
        gone: how many passages with each term are gone from the base; up to the last such term.
        layers: which rows they are of.
        lengths: how many terms each passage of this version has.
        average: see `Postings`.
    """

    def __init__(
        self,
        base: Postings,
        recent: Postings,
        gone: Rows,
        layers: Layers,
        lengths: Numbers,
        average: float,
    ) -> None:
        self._layers = ((base, layers.base), (recent, layers.recent))
        self._gone, self._norms = gone, norms(lengths, average)

    def __len__(self) -> int:
        return len(self._norms)

    def frequency(self, term_id: int) -> int:
        """How many passages hold a term."""
        gone = int(self._gone[term_id]) if 0 <= term_id < len(self._gone) else 0
        return sum(postings.frequency(term_id) for postings, _ in self._layers) - gone

    def held(self, term_id: int) -> tuple[Numbers, Floats]:
        """The passages that hold a term, in order, and what each gains by it."""
        found = [(rows, *postings.held(term_id)) for postings, rows in self._layers]
        rows = np.concatenate([rows[held] for rows, held, _ in found])
        gained = np.concatenate([gained for _, _, gained in found])
        order = np.argsort(rows, kind="stable")[np.count_nonzero(rows < 0) :]
        return rows[order].astype(np.int32), gained[order]

    def gains(self, counts: NDArray[np.integer], rows: NDArray[np.integer]) -> Floats:
        """What passages gain by terms that they hold so many times: 0..K1 + 1."""
        return gains(counts, self._norms[rows])

    def best(
        self, weighted: Weighted, k: int, is_allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Numbers, Floats]:
        """Passages and their sums of weighted gains: the best `k` of each layer, and some more."""
        found: list[tuple[Rows, Floats]] = []
        for postings, rows in self._layers:
            is_open = rows >= 0
            if is_allowed is not None:
                is_open &= is_allowed[rows]
            held, sums = postings.best(weighted, k, is_open)
            found.append((rows[held], sums))
        rows = np.concatenate([rows for rows, _ in found])
        return rows.astype(np.int32), np.concatenate([sums for _, sums in found])


class LayeredStore:
    """A `VectorStore` of two.

    Args:
        base: of the base.
        recent: of what came since.
        layers: which rows they are of.
        halves: the vectors of this version.
    """

    def __init__(
        self, base: VectorStore, recent: VectorStore, layers: Layers, halves: Halves
    ) -> None:
        self._stores = ((base, layers.base), (recent, layers.recent))
        self._halves = halves

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """See `VectorStore.search`."""
        is_allowed = None
        if allowed is not None:
            is_allowed = np.zeros(len(self._halves), np.bool_)
            is_allowed[allowed] = True
        found = [_nearest(store, rows, vector, k, is_allowed) for store, rows in self._stores]
        return best_of(self._halves, np.concatenate(found), vector, k)


def _nearest(
    store: VectorStore,
    rows: Rows,
    vector: NDArray[np.float32],
    k: int,
    is_allowed: NDArray[np.bool_] | None,
) -> Rows:
    """The best `k` of a layer, as rows of the version."""
    if is_allowed is not None:
        places = np.flatnonzero((rows >= 0) & is_allowed[rows])
        return rows[store.search(vector, k, places)]
    wanted = k + _SPARE
    while True:
        found = rows[store.search(vector, wanted)]
        left = found[found >= 0]
        if len(left) >= k or wanted >= len(rows):
            return left[:k]
        wanted *= 4


class LayeredHalves(Halves):
    """See `Halves`.

    Args:
        base: of the base.
        recent: of what came since.
        layers: which rows they are of.
    """

    def __init__(self, base: Halves, recent: Halves, layers: Layers) -> None:
        self._base, self._recent, self._where = base, recent, layers.places

    def __len__(self) -> int:
        return len(self._where)

    @property
    def width(self) -> int:
        """The dimensions."""
        return max(self._base.width, self._recent.width)

    def take(self, rows: Rows) -> Half:
        """Rows as they are stored."""
        places = self._where[rows]
        is_recent = places >= len(self._base)
        found = np.empty((len(rows), self.width), np.float16)
        found[~is_recent] = self._base.take(places[~is_recent])
        found[is_recent] = self._recent.take(places[is_recent] - len(self._base))
        return found

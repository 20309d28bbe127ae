"""Rows of many arrays as if they were one: a new version of a library shares those of the old."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.dense.spill import RowsOf, joined_spans
from index.vectors import Floats, Rows, as_floats


class Blocks:
    """Vectors of the documents, one block for each, in half precision as they are stored.

    Args:
        blocks: `(n, dimensions)` float16, in memory or in a file.
        starts: the first row of each, and how many there are.
    """

    def __init__(self, blocks: Sequence[RowsOf], starts: Rows) -> None:
        self._blocks, self._starts = blocks, starts

    def __len__(self) -> int:
        return int(self._starts[-1])

    @property
    def nbytes(self) -> int:
        """How large they are."""
        return sum(block.nbytes for block in self._blocks)

    @property
    def all(self) -> Floats:
        """Every row."""
        return np.concatenate([block[:] for block in self._blocks]).astype(np.float32)

    def spans(self, firsts: Rows, lasts: Rows) -> Floats:
        """Several spans in a row, at least one."""
        numbers = np.searchsorted(self._starts, firsts, side="right") - 1
        starts = self._starts[numbers]
        blocks = [self._blocks[n] for n in numbers.tolist()]
        firsts, lasts = firsts - starts, lasts - starts
        spans = zip(blocks, firsts.tolist(), lasts.tolist(), strict=True)
        return as_floats(joined_spans(list(spans)))


def starts_of(sizes: Sequence[int] | NDArray[np.int32] | NDArray[np.int64]) -> Rows:
    """Where each of some blocks begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

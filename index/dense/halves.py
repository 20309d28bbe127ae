"""The vectors of passages in half precision: as they are stored, and taken in single precision."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.dense.spill import RowsOf, SpilledRows
from index.vectors import Floats, Rows, as_floats

Half = NDArray[np.float16]


class Halves:
    """Rows of unit length in memory, or in a file that is mapped into memory.

    Args:
        held: `(n, dimensions)` float16.
        places: where each row is among those of `held`; None if they stand in their order.
        keep: what the memory of `held` belongs to.
    """

    def __init__(self, held: Half, places: Rows | None = None, keep: object = None) -> None:
        self._held, self._places, self._keep = held, places, keep

    def __len__(self) -> int:
        return len(self._held) if self._places is None else len(self._places)

    @property
    def width(self) -> int:
        """The dimensions."""
        return int(self._held.shape[1])

    @property
    def nbytes(self) -> int:
        """How large they are."""
        return 2 * len(self) * self.width

    @property
    def all(self) -> Floats:
        """Every row."""
        return self[np.arange(len(self))]

    def __getitem__(self, rows: Rows) -> Floats:
        return as_floats(self.take(rows))

    def take(self, rows: Rows) -> Half:
        """Rows as they are stored."""
        return self._held.take(rows if self._places is None else self._places[rows], axis=0)


def stacked(parts: Sequence[RowsOf], width: int) -> Half:
    """The rows of documents one below the other, in memory."""
    whole = np.empty((sum(map(len, parts)), width), np.float16)
    first = 0
    for part in parts:
        whole[first : first + len(part)] = part[:]
        first += len(part)
    return whole


def mapped(parts: Sequence[RowsOf], width: int) -> Halves:
    """The rows of documents where they are, if they are all in one file; or else in memory."""
    spilled = [part for part in parts if isinstance(part, SpilledRows)]
    if len(spilled) < len(parts) or len({id(part.spill) for part in spilled}) != 1:
        return Halves(stacked(parts, width))
    places = [np.arange(part.first, part.first + len(part)) for part in spilled if len(part)]
    return Halves(spilled[0].spill.mapped(np.float16, width), np.concatenate(places))

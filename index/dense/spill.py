"""Vectors on disk instead of in memory: an unnamed file that is gone with the process."""

import mmap
import os
import tempfile
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class RowsOf(Protocol):
    """An array in memory or in a file, of which some rows in a row are taken."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice, /) -> NDArray[Any]: ...

    @property
    def nbytes(self) -> int:
        """How large it is."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """What its numbers are."""
        ...

    @property
    def shape(self) -> tuple[int, ...]:
        """How many rows it has, and what each has."""
        ...


class Spill:
    """A file without a name, which is only ever added to: what was read of it stays true.

    What is read a little at a time is read by `pread`: pages of a map would count as memory.

    Args:
        folder: where there is room for it.

    Raises:
        OSError: no file can be made there.
    """

    def __init__(self, folder: Path) -> None:
        with tempfile.TemporaryFile(dir=folder) as file:
            self._descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._descriptor)
        self._adding = threading.Lock()
        self.size = 0
        self.unused = 0  # bytes that nobody needs any more, as far as was told

    def add(self, array: NDArray[Any]) -> "SpilledRows":
        """Write an array behind all others, where a multiple of its rows' size is.

        Raises:
            OSError: the disk does not take it; what was written before is still there.
        """
        with self._adding:
            width = max(1, array.nbytes // max(1, len(array)))
            start, rest = -(-self.size // width) * width, memoryview(array.tobytes())
            while rest:
                taken = os.pwrite(self._descriptor, rest, start + array.nbytes - len(rest))
                rest = rest[taken:]
            self.size = start + array.nbytes
        return SpilledRows(self, start, array.dtype, array.shape)

    def mapped(self, dtype: type[np.generic], width: int) -> NDArray[Any]:
        """All of it as rows of `width` numbers each, whatever it is; read as it is looked at."""
        size = self.size - self.size % (width * np.dtype(dtype).itemsize)
        mapping = mmap.mmap(self._descriptor, size, access=mmap.ACCESS_READ)
        return np.frombuffer(mapping, dtype).reshape(-1, width)

    @property
    def descriptor(self) -> int:
        """Of the file, to be read from."""
        return self._descriptor


class SpilledRows:
    """An array in a spill, of which some rows at a time are read.

    Args:
        spill: the file.
        start: where it begins.
        dtype: of its numbers.
        shape: of it.
    """

    __slots__ = ("_descriptor", "_start", "_width", "dtype", "shape", "spill")

    def __init__(
        self, spill: Spill, start: int, dtype: np.dtype[Any], shape: Sequence[int]
    ) -> None:
        self.spill, self._start, self.dtype = spill, start, dtype
        self._descriptor = spill.descriptor  # open as long as `spill` is there
        self.shape = tuple(shape)
        self._width = dtype.itemsize * int(np.prod(self.shape[1:], dtype=np.int64))

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        first, last, _ = rows.indices(len(self))
        count = max(0, last - first)
        return np.frombuffer(self.span(first, first + count), self.dtype).reshape(
            count, *self.shape[1:]
        )

    def span(self, first: int, last: int) -> bytes:
        """The rows from `first` to `last`, which is not one of them."""
        # A question reads some eighty: nothing is called on the way.
        width = self._width
        return os.pread(self._descriptor, (last - first) * width, self._start + first * width)

    @property
    def first(self) -> int:
        """Its first row's place among the rows of the whole file."""
        return self._start // self._width

    @property
    def nbytes(self) -> int:
        """What it takes in the file."""
        return len(self) * self._width


def joined_spans(spans: Sequence[tuple[RowsOf, int, int]]) -> NDArray[Any]:
    """Spans of rows one below the other; there is at least one, and all rows are alike.

    Their bytes are put together, and are an array then: joining arrays takes twice as long.
    """
    like = spans[0][0]
    found = [
        rows.span(first, last) if isinstance(rows, SpilledRows) else rows[first:last].data
        for rows, first, last in spans
    ]
    return np.frombuffer(b"".join(found), like.dtype).reshape(-1, *like.shape[1:])

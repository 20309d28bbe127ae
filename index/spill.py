"""Vectors on disk instead of in memory: an unnamed file that is gone with the process."""

import os
import tempfile
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Spill:
    """A file without a name, which is only ever added to: what was read of it stays true.

    It is read by `pread` and not mapped: pages of a map would count as the process's memory.

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

    def add(self, array: NDArray[Any]) -> "SpilledRows":
        """Write an array behind all others.

        Raises:
            OSError: the disk does not take it; what was written before is still there.
        """
        with self._adding:
            start, rest = self.size, memoryview(array.tobytes())
            while rest:
                taken = os.pwrite(self._descriptor, rest, start + array.nbytes - len(rest))
                rest = rest[taken:]
            self.size += array.nbytes
        return SpilledRows(self, start, array.dtype, array.shape)

    def read(self, start: int, size: int) -> bytes:
        """Some of what was added."""
        return os.pread(self._descriptor, size, start)


class SpilledRows:
    """An array in a spill, of which some rows at a time are read.

    Args:
        spill: the file.
        start: where it begins.
        dtype: of its numbers.
        shape: of it.
    """

    __slots__ = ("_dtype", "_shape", "_spill", "_start", "_width")

    def __init__(
        self, spill: Spill, start: int, dtype: np.dtype[Any], shape: Sequence[int]
    ) -> None:
        self._spill, self._start, self._dtype = spill, start, dtype
        self._shape = tuple(shape)
        self._width = dtype.itemsize * int(np.prod(self._shape[1:], dtype=np.int64))

    def __len__(self) -> int:
        return self._shape[0]

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        first, last, _ = rows.indices(len(self))
        count = max(0, last - first)
        data = self._spill.read(self._start + first * self._width, count * self._width)
        return np.frombuffer(data, self._dtype).reshape(count, *self._shape[1:])

    @property
    def nbytes(self) -> int:
        """What it takes in the file."""
        return len(self) * self._width

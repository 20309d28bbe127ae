"""The vectors that a model's tokens begin with, read from a file one by one."""

import os
import weakref
from pathlib import Path

import numpy as np

from index.models.runtimes import Numbers
from index.vectors import Floats


class Words:
    """A table of words: half of a small model, nearly all of one for many languages.

    A question needs a dozen rows. They are read by `pread`: of a map 64 KB would count as memory
    for each that is looked at, and in time the whole table.

    Args:
        path: of its rows, float32.
        width: of each.
    """

    def __init__(self, path: Path, width: int) -> None:
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        self._size = width * np.dtype(np.float32).itemsize

    def of(self, ids: Numbers) -> Floats:
        """The vectors of tokens `(texts, tokens)`: `(texts, tokens, width)`."""
        file, size, numbers = self._file.fileno(), self._size, ids.ravel().tolist()
        read = {number: os.pread(file, size, size * number) for number in set(numbers)}
        rows = np.frombuffer(b"".join([read[number] for number in numbers]), np.float32)
        return rows.reshape(*ids.shape, -1)

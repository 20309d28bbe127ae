"""Where the vectors of a document are while it is served: in memory, or in a file beside it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense.spill import RowsOf, Spill
from index.vectors import DocumentVectors

_log = logging.getLogger(__name__)
# So many bytes of vectors stay in memory: some 700 passages. To read rows from the file costs .6 ms
# each time that passages are ranked, and to write it .6 s for 10,000 passages (2026-11-21).
IN_MEMORY = 32_000_000
# Up to so many vectors each is compared, in 2.5 ms; twice as many take 5 ms, and by codes with a
# recall of .997 they take .9 ms (2026-11-21).
FLAT = 50_000
# A file is written anew once more than half of it, and so many bytes, are of no document any more.
_DEAD_BYTES = 64_000_000
_SPILLED = ("passages", "sentences", "contexts", "piece_sentences", "pieces", "distinct_pieces")


@dataclass(frozen=True, slots=True)
class HeldVectors:
    """What search needs of `DocumentVectors`, which says what each of them is.

    `distinct_pieces` are the ids of the word pieces of each passage, each once.
    """

    passages: RowsOf
    sentences: RowsOf
    contexts: RowsOf
    piece_counts: NDArray[np.int32]
    piece_sentences: RowsOf
    pieces: RowsOf
    distinct_pieces: RowsOf
    spill: Spill | None = None
    spilled_bytes: int = 0  # what it takes there

    @property
    def width(self) -> int:
        """The dimensions of the vectors."""
        return int(self.passages[:0].shape[1])


def in_memory(vectors: DocumentVectors) -> HeldVectors:
    """The same vectors, held where they are."""
    return HeldVectors(
        passages=vectors.passages,
        sentences=vectors.sentences,
        contexts=vectors.contexts,
        piece_counts=vectors.piece_counts,
        piece_sentences=vectors.piece_sentences,
        pieces=vectors.pieces,
        distinct_pieces=vectors.distinct_pieces(),
    )


class Holder:
    """Puts vectors where they are to be held, from one version of a library to the next.

    Args:
        folder: where a file may be made.
        size: says how many bytes of vectors there are, about.
        before: the file of the version before, if it has one.
        limit: how many bytes stay in memory.
    """

    def __init__(
        self,
        folder: Path,
        size: Callable[[], int],
        before: Spill | None = None,
        limit: int = IN_MEMORY,
    ) -> None:
        self._folder, self._size, self._limit = folder, size, limit
        self._spill, self._is_spilling = before, before is not None or size() > limit
        self._is_refused = False
        # Whether what was held before has to be held elsewhere.
        self.is_moving = self._is_spilling and before is None

    def hold(self, vectors: DocumentVectors | HeldVectors) -> HeldVectors:
        """Put vectors where they belong; where the disk does not take them they stay in memory."""
        if isinstance(vectors, DocumentVectors):
            vectors = in_memory(vectors)
        if not self._is_spilling:
            return _read(vectors)
        if self._is_refused or (vectors.spill is not None and vectors.spill is self._spill):
            return vectors
        try:
            return self._spilled(vectors)
        except OSError as error:
            self._is_refused = True
            _log.warning(
                "Cannot keep vectors in a file in %s (%s): they stay in memory. "
                "Free %d MB on that disk and start again",
                self._folder,
                error.strerror,
                1 + self._size() // 1_000_000,
            )
            return vectors

    def _spilled(self, vectors: HeldVectors) -> HeldVectors:
        if self._spill is None:
            self._spill = Spill(self._folder)
        added = {name: self._spill.add(getattr(vectors, name)[:]) for name in _SPILLED}
        # A copy, so that the blob can go which it shares its memory with.
        counts = vectors.piece_counts.copy()
        size = sum(rows.nbytes for rows in added.values())
        return HeldVectors(piece_counts=counts, spill=self._spill, spilled_bytes=size, **added)

    def let_go(self, gone: Sequence[HeldVectors]) -> None:
        """Hold some no more; where little of the file is still held, leave it for another one."""
        if self._spill is None:
            return
        self._spill.unused += sum(one.spilled_bytes for one in gone)
        if self._spill.unused > max(_DEAD_BYTES, self._spill.size - self._spill.unused):
            self._spill, self._is_spilling = None, self._size() > self._limit
            self.is_moving = True


def _read(vectors: HeldVectors) -> HeldVectors:
    if vectors.spill is None:
        return vectors
    return HeldVectors(
        piece_counts=vectors.piece_counts,
        **{name: getattr(vectors, name)[:] for name in _SPILLED},
    )

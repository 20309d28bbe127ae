"""The documents of a version side by side: the next one takes over the runs that do not change."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from corpus.document import Document, Passage
from index.dense.blocks import starts_of
from index.dense.held import HeldVectors
from index.dense.spill import RowsOf
from index.lexical.terms import Numbers, joined_numbers
from index.parts import Part, path_of
from index.vectors import Rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Splice:
    """How the documents of a version follow from those of the one before.

    `runs`: the first and the last (not one of them) of documents that stay, and how many new ones
    come behind them.
    """

    runs: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, before: Sequence[Part], gone: Iterable[int], come: Sequence[Part]) -> "Splice":
        """Put new documents among those that stay, all in the order of their paths.

        Args:
            before: the documents of the version before.
            gone: the numbers of those that do not stay.
            come: the new ones, in order.
        """
        new = [(bisect_left(before, path_of(part), key=path_of), 0) for part in come]
        runs, start = [], 0
        for place, is_gone in sorted([*new, *((number, 1) for number in gone)]):
            runs.append((start, place, 1 - is_gone))
            start = place + is_gone
        return cls((*runs, (start, len(before), 0)))

    def items(self, before: Sequence[T], new: Sequence[T]) -> list[T]:
        """What there is one of for each document."""
        return self.spans(before, range(len(before) + 1), [[item] for item in new])

    def spans(
        self, before: Sequence[T], starts: Sequence[int] | Rows, new: Sequence[Sequence[T]]
    ) -> list[T]:
        """What there are some of for each document; `starts`: where those before begin."""
        found: list[T] = []
        for kept, come in self._turns(starts, new):
            found += before[kept]
            for one in come:
                found += one
        return found

    def numbers(self, before: Numbers, starts: Rows, new: Sequence[Numbers]) -> Numbers:
        """The same of numbers."""
        turns = self._turns(starts, new)
        return joined_numbers(part for kept, come in turns for part in (before[kept], *come))

    def rows(self, starts: Rows, columns: "Columns") -> Rows:
        """The row that each row of the version before has now, -1 where it is gone.

        Args:
            starts: where the rows of each document before begin.
            columns: the documents of this version.
        """
        found = np.full(starts[-1], -1, np.int64)
        number = 0
        for first, last, count in self.runs:
            begin, end, row = starts[first], starts[last], columns.first_rows[number]
            found[begin:end] = np.arange(row, row + end - begin)
            number += last - first + count
        return found

    def _turns(
        self, starts: Sequence[int] | Rows, new: Sequence[T]
    ) -> Iterable[tuple[slice, Sequence[T]]]:
        taken = 0
        for first, last, count in self.runs:
            yield slice(int(starts[first]), int(starts[last])), new[taken : taken + count]
            taken += count


@dataclass(frozen=True, slots=True)
class Columns:
    """Documents by path, and what is known of each; of passages and lines, one after the other.

    `first_rows` `(documents + 1,)`: the first passage of each. `line_counts` `(passages,)` and
    `line_sizes` `(lines,)` as in `DocumentTerms`; `piece_counts` `(passages,)` as in
    `DocumentVectors`.
    """

    parts: tuple[Part, ...]
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    texts: list[Numbers]
    vectors: list[HeldVectors]
    sentences: list[RowsOf]
    contexts: list[RowsOf]
    first_rows: Rows
    line_counts: Numbers
    line_sizes: Numbers
    piece_counts: Numbers

    @classmethod
    def none(cls) -> "Columns":
        """Of no document."""
        no, start = np.zeros(0, np.int32), starts_of([])
        return cls((), (), (), [], [], [], [], start, no, no, no)

    @classmethod
    def all(cls, parts: Sequence[Part]) -> "Columns":
        """Of documents that are in order."""
        return cls.none().changed(Splice(((0, 0, len(parts)),)), parts)

    def changed(self, splice: Splice, new: Sequence[Part]) -> "Columns":
        """Those of the next version.

        Args:
            splice: how it follows from this one.
            new: what is new in it.
        """
        rows = self.first_rows
        lines = starts_of(self.line_counts)[rows]
        vectors = [part.vectors for part in new]
        passages = [part.entry.passages for part in new]
        counts = [np.array([len(own)], np.int32) for own in passages]
        sizes = splice.numbers(np.diff(rows).astype(np.int32), np.arange(len(rows)), counts)
        return Columns(
            parts=tuple(splice.items(self.parts, new)),
            documents=tuple(splice.items(self.documents, [part.entry.document for part in new])),
            passages=tuple(splice.spans(self.passages, rows, passages)),
            texts=splice.items(self.texts, [part.terms.text for part in new]),
            vectors=splice.items(self.vectors, vectors),
            sentences=splice.items(self.sentences, [found.sentences for found in vectors]),
            contexts=splice.items(self.contexts, [found.contexts for found in vectors]),
            first_rows=starts_of(sizes),
            line_counts=splice.numbers(self.line_counts, rows, [p.terms.line_counts for p in new]),
            line_sizes=splice.numbers(self.line_sizes, lines, [p.terms.line_sizes for p in new]),
            piece_counts=splice.numbers(
                self.piece_counts, rows, [found.piece_counts for found in vectors]
            ),
        )

    def with_rows(self, rows: Rows) -> list[Part]:
        """The documents that some rows belong to."""
        numbers = np.unique(np.searchsorted(self.first_rows, rows, side="right") - 1)
        return [self.parts[number] for number in numbers.tolist()]

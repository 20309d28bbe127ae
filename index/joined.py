"""What candidates are found with: joined of all documents, or laid over what was joined before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt

import numpy as np

from corpus.document import Passage
from index.blocks import starts_of
from index.halves import Halves, mapped, stacked
from index.layered import LayeredHalves, LayeredPostings, LayeredStore, Layers, rows_of
from index.lines import Lines
from index.nearest import FaissStore, VectorStore
from index.parts import Part
from index.postings import Postings, postings_of
from index.prepared import Place, Prepared, current
from index.terms import counted

# The base is joined anew once so many times the root of its passages changed: a change then costs
# as much by what came before it as by its share of the next joining. Or a quarter of them.
_ROOTS, _SHARE = 8, 4
Store = Callable[[Halves], VectorStore]


@dataclass(frozen=True, slots=True)
class Joined:
    """The words and the vectors of passages, by their rows."""

    postings: Postings | LayeredPostings
    vectors: Halves
    nearest: VectorStore


@dataclass(frozen=True, slots=True)
class Base:
    """What was joined of `parts`, by an average of their passages' terms.

    `prepared` is what many vectors are searched with.
    """

    parts: tuple[Part, ...]
    average: float
    postings: Postings
    vectors: Halves
    nearest: VectorStore
    rows_by_id: dict[str, int]
    prepared: Prepared | None

    @property
    def joined(self) -> Joined:
        """It alone."""
        return Joined(self.postings, self.vectors, self.nearest)

    def layers(self, parts: Sequence[Part], average: float) -> Layers | None:
        """How a version lies over it; None where it is worn."""
        if average != self.average:
            return None
        counts = [len(part.entry.passages) for part in parts]
        firsts = dict(zip(map(id, parts), starts_of(counts).tolist(), strict=False))
        base = [(firsts.pop(id(part), -1), len(part.entry.passages)) for part in self.parts]
        sizes = dict(zip(map(id, parts), counts, strict=True))
        layers = Layers(
            rows_of(base), rows_of([(first, sizes[part]) for part, first in firsts.items()])
        )
        return None if self._is_worn(layers.changed) else layers

    def _is_worn(self, changed: int) -> bool:
        size = len(self.postings)
        return changed > min(size / _SHARE, _ROOTS * sqrt(size))


def join(
    parts: tuple[Part, ...],
    lines: Lines,
    average: float,
    store: Store | None,
    place: Place,
    old: Prepared | None,
) -> Base:
    """Join all documents.

    Args:
        parts: the documents.
        lines: theirs.
        average: see `index.postings.average_length`.
        store: finds the nearest vectors; by their number if left out.
        place: where what many vectors are searched with is kept.
        old: what they were searched with before.
    """
    passages = chain.from_iterable(part.entry.passages for part in parts)
    vectors, nearest, prepared = _searched(parts, store, place, old)
    return Base(
        parts=parts,
        average=average,
        postings=postings_of(lines, average),
        vectors=vectors,
        nearest=nearest,
        rows_by_id={passage.id: row for row, passage in enumerate(passages)},
        prepared=prepared,
    )


def lay_over(
    base: Base, layers: Layers, parts: Sequence[Part], lines: Lines, store: Store | None
) -> Joined:
    """Lay what changed over a base.

    Args:
        base: what was joined before.
        layers: how the version lies over it.
        parts: the documents of the version.
        lines: theirs.
        store: finds the nearest vectors, if they are not those of the base.
    """
    kept, left = set(map(id, base.parts)), set(map(id, parts))
    come = [part for part in parts if id(part) not in kept]
    gone = Lines([part.terms for part in base.parts if id(part) not in left])
    postings = LayeredPostings(
        base.postings,
        postings_of(Lines([part.terms for part in come]), base.average),
        np.bincount(counted(gone.text, gone.lengths).ids),
        layers,
        lines.lengths,
        base.average,
    )
    recent = FaissStore(stacked([part.vectors.passages for part in come], base.vectors.width))
    vectors = LayeredHalves(base.vectors, recent.vectors, layers)
    if store is not None:
        return Joined(postings, vectors, store(vectors))
    return Joined(postings, vectors, LayeredStore(base.nearest, recent, layers, vectors))


def _searched(
    parts: Sequence[Part], store: Store | None, place: Place, old: Prepared | None
) -> tuple[Halves, VectorStore, Prepared | None]:
    vectors = [part.vectors.passages for part in parts]
    with_passages = (part for part in parts if len(part.vectors.passages))
    widest = next(with_passages, parts[0] if parts else None)  # all of those with any are as wide
    width = 1 if widest is None else widest.vectors.width
    if store is not None:
        halves = mapped(vectors, width)
        return halves, store(halves), None
    if not place.is_needed(sum(map(len, vectors)), width):
        flat = FaissStore(stacked(vectors, width))
        return flat.vectors, flat, None  # one copy for both
    halves = mapped(vectors, width)
    blocks = tuple((part.entry.vectors_key, len(part.vectors.passages)) for part in parts)
    sentences = [part.vectors.sentences for part in parts]
    prepared, matched = current(place, halves, blocks, sentences, old)
    return halves, prepared.store(matched, halves), prepared


class PassageRows:
    """Finds the row of a passage by its id; of copies, the last one's.

    Args:
        base: what the version lies over.
        layers: how; None where it is the base itself.
        passages: of the version.
    """

    def __init__(self, base: Base, layers: Layers | None, passages: Sequence[Passage]) -> None:
        self._base, self._layers, self._passages = base.rows_by_id, layers, passages
        rows = [] if layers is None else layers.recent.tolist()
        self._recent = {passages[row].id: row for row in rows}

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage; None if there is none of that id."""
        found = self._base.get(passage_id)
        if self._layers is None:
            return found
        row = -1 if found is None else int(self._layers.base[found])
        if found is not None and row < 0:  # it is gone: there may be a copy of it
            copies = (n for n, passage in enumerate(self._passages) if passage.id == passage_id)
            row = max(copies, default=-1)
        row = max(row, self._recent.get(passage_id, -1))
        return None if row < 0 else row

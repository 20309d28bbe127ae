"""What candidates are found with: joined of all documents, or laid over what was joined before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from corpus.document import Passage
from index.columns import Columns, Splice
from index.dense.halves import Halves, mapped, stacked
from index.dense.nearest import VectorStore, flat_store
from index.dense.prepared import Place, Prepared, current
from index.layered import LayeredHalves, LayeredPostings, LayeredStore, Layers
from index.lexical.lines import Lines
from index.lexical.postings import Postings, average_length, postings_of
from index.lexical.terms import counted, tally
from index.parts import Part
from index.vectors import Rows

# The base is joined anew once so many times the root of its passages changed: a change then costs
# as much by what came before it as by its share of the next joining. Or a quarter of them.
_ROOTS, _SHARE = 8, 4
Store = Callable[[Halves], VectorStore]


@dataclass(frozen=True, slots=True)
class Base:
    """What was joined of all documents of a version, by the average of their passages' terms.

    `prepared` is what many vectors are searched with.
    """

    average: float
    postings: Postings
    vectors: Halves
    nearest: VectorStore
    rows_by_id: dict[str, int]
    prepared: Prepared | None


@dataclass(frozen=True, slots=True)
class Joined:
    """What a version is searched with: its base, and what changed since.

    `gone`: how many passages with each term are gone from the base.
    """

    base: Base
    layers: Layers
    gone: Rows
    postings: Postings | LayeredPostings
    vectors: Halves
    nearest: VectorStore


def join(
    columns: Columns, lines: Lines, store: Store | None, place: Place, old: Prepared | None
) -> Joined:
    """Join all documents.

    Args:
        columns: the documents.
        lines: theirs.
        store: finds the nearest vectors; by their number if left out.
        place: where what many vectors are searched with is kept.
        old: what they were searched with before.
    """
    average = average_length(lines.lengths)
    vectors, nearest, prepared = _searched(columns.parts, store, place, old)
    postings = postings_of(lines, average)
    rows_by_id = {passage.id: row for row, passage in enumerate(columns.passages)}
    base = Base(average, postings, vectors, nearest, rows_by_id, prepared)
    layers = Layers.alone(len(columns.passages))
    return Joined(base, layers, np.zeros(0, np.int64), postings, vectors, nearest)


@dataclass(frozen=True, slots=True)
class Transition:
    """From the documents of one version to those of the next, and the lines of these.

    `gone` are the numbers of those `before` that are gone.
    """

    before: Columns
    splice: Splice
    gone: Sequence[int]
    after: Columns
    lines: Lines


def lay_over(before: Joined, step: Transition, store: Store | None) -> Joined | None:
    """Lay what changed over what was joined before; None where too much did.

    Args:
        before: what the version before is searched with.
        step: what changed since.
        store: finds the nearest vectors, if the base does not.
    """
    base, size = before.base, len(before.base.postings)
    first_rows, columns, lengths = step.before.first_rows, step.after, step.lines.lengths
    layers = before.layers.moved(step.splice.rows(first_rows, columns), len(columns.passages))
    is_worn = layers.changed > min(size / _SHARE, _ROOTS * sqrt(size))
    if is_worn or average_length(lengths) != base.average:
        return None
    recent = columns.with_rows(layers.recent)
    lost = [number for number in step.gone if before.layers.is_base(first_rows[number])]
    lost_lines = Lines.of([step.before.parts[number].terms for number in lost])
    gone = tally(counted(lost_lines.text, lost_lines.lengths).ids, before.gone)
    added = postings_of(Lines.of([part.terms for part in recent]), base.average)
    postings = LayeredPostings(base.postings, added, gone, layers, lengths, base.average)
    halves, flat = flat_store(stacked([p.vectors.passages for p in recent], base.vectors.width))
    vectors = LayeredHalves(base.vectors, halves, layers)
    if store is not None:
        return Joined(base, layers, gone, postings, vectors, store(vectors))
    nearest = LayeredStore(base.nearest, flat, layers, vectors)
    return Joined(base, layers, gone, postings, vectors, nearest)


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
        return *flat_store(stacked(vectors, width)), None
    halves = mapped(vectors, width)
    blocks = tuple((part.entry.vectors_key, len(part.vectors.passages)) for part in parts)
    sentences = [part.vectors.sentences for part in parts]
    prepared, matched = current(place, halves, blocks, sentences, old)
    return halves, prepared.store(matched, halves), prepared


class PassageRows:
    """Finds the row of a passage by its id, which no other passage of a version has.

    Args:
        joined: what the version is searched with.
        passages: of the version.
    """

    def __init__(self, joined: Joined, passages: Sequence[Passage]) -> None:
        self._base, self._rows = joined.base.rows_by_id, joined.layers.base
        recent: list[int] = joined.layers.recent.tolist()
        self._recent = {passages[row].id: row for row in recent}

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage; None if there is none of that id."""
        if passage_id in self._recent:
            return self._recent[passage_id]
        known = self._base.get(passage_id)
        row = -1 if known is None else int(self._rows[known])
        return None if row < 0 else row

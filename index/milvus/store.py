"""Candidates for a snapshot out of Milvus: the nearest passages, and those with the best BM25."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.dense.halves import Halves
from index.errors import StoreAway, StoreLost
from index.lexical.lexicon import Terms
from index.milvus.client import Milvus
from index.milvus.rows import collection_key, parse_id, row_id, state_of, term_number
from index.milvus.sync import Held, Kept, synchronise
from index.milvus.table import MOST_HITS, Hit, Table, one_of
from index.snapshot import Snapshot, load
from index.vectors import Floats, Rows

_log = logging.getLogger(__name__)
# Longer filters are dearer than a search over everything, sifted here.
_MOST_NAMES = 1000
Search = Callable[[int, str], list[Hit]]


class Places:
    """Which row of a snapshot a row of Milvus is, and the other way round.

    Args:
        states: the state of each document, in the snapshot's order.
        collections: the collection of each.
        document_rows: the number of the document of each passage row.
    """

    def __init__(
        self, states: Sequence[str], collections: Sequence[str], document_rows: Rows
    ) -> None:
        self._states, self._collections = states, collections
        self._document_rows = document_rows
        self._counts = np.bincount(document_rows, minlength=len(states))
        self._firsts = np.cumsum(self._counts) - self._counts
        self._numbers = {state: n for n, state in enumerate(states)}

    @property
    def count(self) -> int:
        """How many rows the snapshot has."""
        return len(self._document_rows)

    def row_of(self, name: str) -> int | None:
        """The row of an id; None if the snapshot does not have it."""
        state, place = parse_id(name)
        number = self._numbers.get(state)
        if number is None or place >= self._counts[number]:
            return None
        return int(self._firsts[number]) + place

    def where(self, allowed: Rows | None) -> str:
        """A filter for some rows, as short as can be; it may let others through, too."""
        if allowed is None:
            return ""
        held = np.bincount(self._document_rows[allowed], minlength=len(self._states))
        numbers = np.flatnonzero(held).tolist()
        collections = {self._collections[n] for n in numbers}
        is_in = [one in collections for one in self._collections]
        if int(self._counts[is_in].sum()) == len(allowed):
            # By partition: Milvus does not look at the others at all.
            return one_of("collection", sorted(map(collection_key, collections)))
        if (held[numbers] == self._counts[numbers]).all():
            found = one_of("state", [self._states[n] for n in numbers])
            return found if len(numbers) <= _MOST_NAMES else ""
        if len(allowed) > _MOST_NAMES:
            return ""
        return one_of("id", [self._id_of(int(row)) for row in allowed])

    def _id_of(self, row: int) -> str:
        number = int(self._document_rows[row])
        return row_id(self._states[number], row - int(self._firsts[number]))


class MilvusNearest:
    """The nearest vectors, looked for in Milvus: a `VectorStore`.

    Args:
        table: where.
        places: what its rows are.
    """

    def __init__(self, table: Table, places: Places) -> None:
        self._table, self._places = table, places

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """See `VectorStore.search`.

        Raises:
            StoreAway: Milvus does not answer, or holds nothing of this version of the library.
        """
        found = _best(
            lambda limit, where: self._table.nearest(vector, limit, where), self._places, k, allowed
        )
        if not len(found) and min(k, self._places.count if allowed is None else len(allowed)):
            # Another library has written another version: better late than "nothing found".
            raise StoreLost(self._table.milvus.address.url)
        return found


class MilvusWords:
    """The best BM25, looked for in Milvus.

    Args:
        table: where.
        places: what its rows are.
    """

    def __init__(self, table: Table, places: Places) -> None:
        self._table, self._places = table, places

    def best(self, terms: Terms, k: int, allowed: Rows | None = None) -> Rows:
        """At most `k` rows that hold a term of the question, best first, ties by row."""
        weights: dict[int, float] = {}
        for term, number, weight in zip(terms.distinct, terms.ids, terms.weights, strict=True):
            if number >= 0:
                weights[term_number(term)] = weight
        return _best(
            lambda limit, where: self._table.by_words(weights, limit, where),
            self._places,
            k,
            allowed,
        )


class Elsewhere:
    """Takes the place of an index in memory, for rows that are looked for elsewhere."""

    def __init__(self, vectors: Halves) -> None:
        del vectors

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """Nothing is found here."""
        del vector, k, allowed
        return np.zeros(0, np.int64)


class Awaited:
    """Takes the place of a Milvus that was away when the library was loaded.

    Args:
        url: where it will be.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def search(self, vector: NDArray[np.float32], k: int, allowed: Rows | None = None) -> Rows:
        """Nothing can be told.

        Raises:
            StoreLost: always; whoever holds the snapshot loads it again.
        """
        del vector, k, allowed
        raise StoreLost(self._url)


def load_searchable(
    path: Path,
    milvus: Milvus,
    kept: Kept,
    model: str,
    old: Snapshot | None = None,
    *,
    waits: bool = False,
) -> Snapshot:
    """Read the library's current version into memory, and bring Milvus up to date with it.

    Args:
        path: the library.
        milvus: the server.
        kept: how the library is kept there.
        model: the one that reads questions; a library of another one is not to be asked.
        old: an earlier version.
        waits: whether the first version may be loaded while Milvus is away.

    Raises:
        LibraryMissing, LibraryUnusable: see `index.snapshot.load`.
        StoreAway, StoreUnusable: see `synchronise`.
    """
    snapshot = load(path, Elsewhere, old)
    if snapshot.model != model:
        return snapshot
    try:
        held = synchronise(path, milvus, kept)
        held.table.load()
        held.table.catch_up()
    except StoreAway as error:
        if not waits or old is not None:
            raise
        _log.warning("Questions have to wait: %s", error)
        return replace(snapshot, nearest=Awaited(milvus.address.url))
    return searchable(snapshot, held)


def searchable(snapshot: Snapshot, held: Held) -> Snapshot:
    """A snapshot that looks for its candidates in Milvus."""
    documents = snapshot.parts
    states = [
        state_of(part.entry.document.id, part.checksum, held.mark.average) for part in documents
    ]
    collections = [part.entry.document.collection for part in documents]
    places = Places(states, collections, snapshot.document_rows)
    words = MilvusWords(held.table, places) if held.has_words else None
    return replace(snapshot, nearest=MilvusNearest(held.table, places), words=words)


def _best(search: Search, places: Places, k: int, allowed: Rows | None) -> Rows:
    """The best `k` rows by `(-score, row)` among those that the snapshot has and that are allowed.

    What Milvus still holds of an older library, or already of a newer one, is passed over.
    """
    if k == 0 or (allowed is not None and not len(allowed)):
        return np.zeros(0, np.int64)
    where, may = places.where(allowed), None if allowed is None else set(allowed.tolist())
    wanted = min(k + 1, MOST_HITS)
    while True:
        hits = search(wanted, where)
        rows, scores = _known(hits, places, may)
        # Of rows that tie at the end of the list Milvus keeps any: look until they are all here.
        is_all = len(hits) < wanted or wanted == MOST_HITS
        if is_all or (len(rows) >= k and hits[-1].score < np.sort(scores)[-k]):
            order: Rows = np.lexsort((rows, -scores))
            return rows[order[:k]]
        wanted = min(2 * wanted, MOST_HITS)


def _known(hits: Sequence[Hit], places: Places, may: set[int] | None) -> tuple[Rows, Floats]:
    found = [(places.row_of(hit.id), hit.score) for hit in hits]
    known = [(row, s) for row, s in found if row is not None and (may is None or row in may)]
    rows = np.array([row for row, _ in known], np.int64)
    return rows, np.array([score for _, score in known], np.float32)

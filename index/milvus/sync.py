"""Make Milvus hold what the library holds: only what changed is written."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.lexical.lines import Lines
from index.lexical.terms import Vocabulary
from index.milvus.claims import Claims
from index.milvus.client import Milvus
from index.milvus.lock import alone
from index.milvus.marks import Mark, Marks
from index.milvus.rows import Row, rows_of, state_of
from index.milvus.table import Table
from index.parts import terms_of
from index.prepare import Watcher
from index.stored.entries import Entry
from index.stored.library import Library
from index.vectors import Floats

_log = logging.getLogger(__name__)
# Of what is written of a passage; with another form, all is written anew, beside the old.
_FORMAT = "1"
# The average number of terms in a passage is taken from so many documents, anew when there are
# twice or half as many passages, and all is written anew where it moved by a tenth: BM25's b
# weighs it by 0.6, so that until then no gain is off by more than some 4 %.
_SAMPLE, _GROWN, _MOVED = 200, 2.0, 0.1
_DOCUMENTS_AT_ONCE = 50
# So many rows are filed at once, and not when the server gets to it; few would be many small files.
_MANY = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """How a library is kept in Milvus.

    `prefix`: how the names of its collections begin; two libraries need two. `index`: Milvus'
    name of the index over vectors, such as FLAT, HNSW or AUTOINDEX.
    """

    prefix: str
    index: str


@dataclass(frozen=True, slots=True)
class Held:
    """A table that holds a library, and what it was marked with."""

    table: Table
    mark: Mark
    has_words: bool


def table_name(kept: Kept, model: str) -> str:
    """The collection for a model's vectors under an index: what differs is never mixed."""
    what = "\n".join([_FORMAT, model, kept.index])
    return f"{kept.prefix}_{hashlib.blake2b(what.encode(), digest_size=6).hexdigest()}"


def content_of(library: Library) -> str:
    """Another one for any other documents, and the same on every replica that has the same."""
    found = sorted((stored.id, stored.checksum) for stored in library.stored())
    return hashlib.sha256(repr(found).encode()).hexdigest()


def synchronise(path: Path, milvus: Milvus, kept: Kept, watcher: Watcher | None = None) -> Held:
    """Bring Milvus up to date with a library, and say where it is found.

    A run that is killed leaves rows without a mark; the next one finds out which are there.

    Args:
        path: the library.
        milvus: the server.
        kept: how it is kept there.
        watcher: is told how many passages there are to write, and are written.

    Raises:
        StoreAway: the server does not answer.
        StoreUnusable: it cannot do what is needed.
        LibraryUnusable: the library is damaged.
    """
    lock = alone(path.with_name(f"{path.name}-milvus"))
    with lock, Library.open(path) as library, library.reading():
        return _Run(library, milvus, kept, watcher).held()


class _Run:
    """One look at a library and at what Milvus holds of it."""

    def __init__(
        self, library: Library, milvus: Milvus, kept: Kept, watcher: Watcher | None
    ) -> None:
        self._library, self._kept, self._watcher = library, kept, watcher
        self._table = Table(milvus, table_name(kept, library.model or ""))
        self._marks = Marks(milvus, kept.prefix)
        self._checksums = {stored.id: stored.checksum for stored in library.stored()}
        self._content = content_of(library)
        self._claims = Claims(library.path)

    def held(self) -> Held:
        mark = self._marks.read(self._table.name)
        if mark is None or not self._table.exists:
            return self._written(self._begun())
        if mark.content != self._content:
            return self._written(self._aged(mark))
        self._claims.write(self._table.name, self._names(mark))
        return Held(self._table, mark, self._table.has_words)

    def _begun(self) -> Mark:
        first = next((e for e in self._entries(sorted(self._checksums)) if e.passages), None)
        dimensions = 2 if first is None else self._vectors(first).shape[1]
        if self._table.exists:
            self._table.drop()  # a run was killed while it made it
        self._table.create(dimensions, self._kept.index)
        return Mark("", self._average(), self._library.count_passages())

    def _aged(self, mark: Mark) -> Mark:
        """The mark with another average where this one is too far off by now."""
        passages = self._library.count_passages()
        if max(passages, 1) < _GROWN * max(mark.passages, 1) < _GROWN**2 * max(passages, 1):
            return mark
        average = self._average()
        is_near = abs(average - mark.average) <= _MOVED * mark.average
        return replace(mark, average=mark.average if is_near else average, passages=passages)

    def _written(self, mark: Mark) -> Held:
        names, table = self._names(mark), self._table.name
        # Until all is done, what is there goes by no library.
        self._marks.write(table, replace(mark, content=""))
        there, claimed = self._table.states(), self._claims.read(table)
        if claimed is not None:
            # What a run that is killed has written is claimed, too.
            self._claims.write(table, claimed | names.keys())
        has_words = self._table.has_words
        fresh = sorted(names.keys() - there, key=names.__getitem__)
        written = self._write([(names[state], state) for state in fresh], mark, has_words)
        gone = there - names.keys()
        removed = self._table.remove(sorted(gone if claimed is None else gone & claimed))
        self._claims.write(table, names)
        done = replace(mark, content=self._content)
        self._marks.write(table, done)
        _log.info("Milvus: %d passages written, %d removed", written, removed)
        return Held(self._table, done, has_words)

    def _names(self, mark: Mark) -> dict[str, str]:
        """The documents by their states."""
        found = self._checksums.items()
        return {state_of(name, checksum, mark.average): name for name, checksum in found}

    def _write(self, documents: Sequence[tuple[str, str]], mark: Mark, has_words: bool) -> int:
        if self._watcher is not None:
            self._watcher.expect(len(documents))
        count = 0
        for n in range(0, len(documents), _DOCUMENTS_AT_ONCE):
            some = documents[n : n + _DOCUMENTS_AT_ONCE]
            rows = [row for name, state in some for row in self._rows(name, state, mark.average)]
            # A document whose first row is there is there as a whole.
            count += self._table.put([r for r in rows if r.place > 0], with_words=has_words)
            count += self._table.put([r for r in rows if r.place == 0], with_words=has_words)
            if self._watcher is not None:
                self._watcher.advance(len(some))
        if count >= _MANY:
            self._table.settle()
        return count

    def _rows(self, name: str, state: str, average: float) -> Iterator[Row]:
        entry = self._library.entry(name, self._checksums[name])
        return rows_of(entry, self._vectors(entry), state, average)

    def _entries(self, names: Sequence[str]) -> Iterator[Entry]:
        return (self._library.entry(name, self._checksums[name]) for name in names)

    def _vectors(self, entry: Entry) -> Floats:
        return self._library.vectors.read(entry.vectors_key).passages.astype(np.float32)

    def _average(self) -> float:
        """The number of terms in a passage: of documents spread evenly over all."""
        names = sorted(self._checksums)
        step = max(1, len(names) // _SAMPLE)
        vocabulary = Vocabulary()
        found = Lines.of([terms_of(e, vocabulary) for e in self._entries(names[::step])]).lengths
        return round(float(found.mean()), 3) if len(found) else 1.0

"""One version of the library in memory, ready to be searched."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.document import Document, Passage
from index.embedder import Vectors
from index.lexicon import Lexicon, Rows
from index.library import Entry, Library
from index.nearest import FaissStore, VectorStore


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Passages in a fixed order (path, place) with their vectors and their words.

    Row n of `passage_vectors` belongs to `passages[n]`, and its sentences are the rows
    `sentence_starts[n]` to `sentence_starts[n + 1]` of `sentence_vectors`.
    """

    version: int
    model: str
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    document_rows: Rows
    passage_vectors: Vectors
    sentence_vectors: Vectors
    sentence_starts: Rows
    nearest: VectorStore
    lexicon: Lexicon

    def document_of(self, row: int) -> Document:
        """The document that a passage row is cut from."""
        return self.documents[int(self.document_rows[row])]

    def rows_in(self, collections: frozenset[str]) -> Rows:
        """The passage rows of some collections, in order."""
        is_in = np.array([d.collection in collections for d in self.documents], np.bool_)
        rows: Rows = np.flatnonzero(is_in[self.document_rows])
        return rows


def load(path: Path, store: Callable[[Vectors], VectorStore] = FaissStore) -> Snapshot:
    """Read the library's current version into memory.

    Raises:
        LibraryMissing: there is none.
        LibraryUnusable: it is damaged.
    """
    with Library.open(path) as library, library.reading():
        entries = library.entries()
        vectors = [library.vectors(entry.vectors_key) for entry in entries]
        version, model = library.version, library.model or ""
    return build(version, model, entries, [found.astype(np.float32) for found in vectors], store)


def build(
    version: int,
    model: str,
    entries: list[Entry],
    vectors: list[Vectors],
    store: Callable[[Vectors], VectorStore] = FaissStore,
) -> Snapshot:
    """Put entries and their vectors (passages first, then sentences, for each) together."""
    passages = tuple(passage for entry in entries for passage in entry.passages)
    owners = [n for n, entry in enumerate(entries) for _ in entry.passages]
    counts = [len(passage.sentences) for passage in passages]
    width = max((found.shape[1] for found in vectors), default=1)
    none = np.zeros((0, width), np.float32)
    sizes = [len(entry.passages) for entry in entries]
    pairs = list(zip(vectors, sizes, strict=True))
    whole = np.concatenate([none, *(found[:size] for found, size in pairs)])
    return Snapshot(
        version=version,
        model=model,
        documents=tuple(entry.document for entry in entries),
        passages=passages,
        document_rows=np.array(owners, np.int64),
        passage_vectors=whole,
        sentence_vectors=np.concatenate([none, *(found[size:] for found, size in pairs)]),
        sentence_starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        nearest=store(whole),
        lexicon=Lexicon(
            [
                f"{entries[owner].document.title} {p.heading}"
                for owner, p in zip(owners, passages, strict=True)
            ],
            [
                [entries[owner].document.text[start:end] for start, end in p.sentences]
                for owner, p in zip(owners, passages, strict=True)
            ],
        ),
    )

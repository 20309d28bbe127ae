"""One version of the library in memory, ready to be searched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage
from index.embedder import Vectors
from index.entries import Entry
from index.errors import LibraryMissing
from index.gate import Thresholds
from index.language import language_of
from index.late import PieceIndex
from index.lexicon import Lexicon
from index.library import Library
from index.nearest import FaissStore, VectorStore
from index.spelling import Speller
from index.vectors import DocumentVectors, Rows


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Passages in a fixed order (path, place) with their vectors and their words.

    Row n of `passage_vectors` belongs to `passages[n]`, and its sentences are the rows
    `sentence_starts[n]` to `sentence_starts[n + 1]` of `sentence_vectors` (each sentence alone)
    and `context_vectors` (each in its passage). `seal` is the library's, and `folder` is where
    the documents were read from.
    """

    version: int
    model: str
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    document_rows: Rows
    passage_vectors: Vectors
    sentence_vectors: Vectors
    context_vectors: Vectors
    sentence_starts: Rows
    nearest: VectorStore
    lexicon: Lexicon
    pieces: PieceIndex
    speller: Speller
    read_languages: Callable[[], frozenset[str]]
    thresholds: Thresholds
    rows_by_id: dict[str, int]
    seal: str = ""
    folder: str = ""

    @property
    def languages(self) -> frozenset[str]:
        """Those that the documents are in; few answers need them, and the first waits for them."""
        return self.read_languages()

    def document_of(self, row: int) -> Document:
        """The document that a passage row is cut from."""
        return self.documents[int(self.document_rows[row])]

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage; None if there is none of that id."""
        return self.rows_by_id.get(passage_id)

    def rows_of(self, document_id: str) -> Rows:
        """The passage rows of a document, in order; none if it is gone."""
        numbers = [n for n, document in enumerate(self.documents) if document.id == document_id]
        return np.flatnonzero(np.isin(self.document_rows, numbers))

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
        if not library.version:
            raise LibraryMissing(path)  # a first build that did not finish
        entries = library.entries()  # this checks all that is read below, too
        vectors = [library.vectors(entry.vectors_key) for entry in entries]
        version, model = library.version, library.model or ""
        thresholds, seal = library.thresholds, library.seal
        folder = library.folder or ""
    built = build(version, model, entries, vectors, store, thresholds)
    return replace(built, seal=seal, folder=folder)


def build(
    version: int,
    model: str,
    entries: list[Entry],
    vectors: list[DocumentVectors],
    store: Callable[[Vectors], VectorStore] = FaissStore,
    thresholds: Thresholds | None = None,
) -> Snapshot:
    """Put entries and their vectors together, one of each for every document."""
    passages = tuple(passage for entry in entries for passage in entry.passages)
    owners = [n for n, entry in enumerate(entries) for _ in entry.passages]
    counts = [len(passage.sentences) for passage in passages]
    whole = _joined([found.passages for found in vectors])
    return Snapshot(
        version=version,
        model=model,
        documents=tuple(entry.document for entry in entries),
        passages=passages,
        document_rows=np.array(owners, np.int64),
        passage_vectors=whole,
        sentence_vectors=_joined([found.sentences for found in vectors]),
        context_vectors=_joined([found.contexts for found in vectors]),
        sentence_starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        nearest=store(whole),
        lexicon=_lexicon(entries),
        pieces=_pieces(vectors),
        speller=Speller(entry.document.text for entry in entries),
        read_languages=cache(lambda: _languages([entry.document for entry in entries])),
        thresholds=thresholds or Thresholds(),
        rows_by_id={passage.id: row for row, passage in enumerate(passages)},
    )


def _languages(documents: Sequence[Document]) -> frozenset[str]:
    return frozenset(filter(None, (language_of(document.text) for document in documents)))


def _joined(parts: list[NDArray[np.float16]]) -> Vectors:
    width = max((part.shape[1] for part in parts), default=1)
    return np.concatenate([np.zeros((0, width), np.float32), *parts]).astype(np.float32)


def _lexicon(entries: list[Entry]) -> Lexicon:
    heads, bodies = [], []
    for entry in entries:
        for passage in entry.passages:
            heads.append(f"{entry.document.title} {passage.heading}")
            bodies.append([entry.document.text[start:end] for start, end in passage.sentences])
    return Lexicon(heads, bodies)


def _pieces(vectors: list[DocumentVectors]) -> PieceIndex:
    width = max((found.pieces.shape[1] for found in vectors), default=1)
    return PieceIndex(
        np.concatenate([np.zeros(0, np.int32), *(found.piece_counts for found in vectors)]),
        np.concatenate([np.zeros(0, np.int32), *(found.piece_ids for found in vectors)]),
        np.concatenate([np.zeros(0, np.uint8), *(found.piece_sentences for found in vectors)]),
        np.concatenate([np.zeros((0, width), np.int8), *(found.pieces for found in vectors)]),
    )

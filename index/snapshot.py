"""One version of the library in memory, ready to be searched."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np

from corpus.document import Document, Passage
from index.blocks import Blocks, starts_of
from index.entries import Entry
from index.errors import LibraryMissing
from index.gate import Thresholds
from index.halves import Halves
from index.held import FLAT, IN_MEMORY, Holder
from index.joined import Base, PassageRows, Store, join, lay_over
from index.language import Languages
from index.late import PieceIndex
from index.lexicon import Lexicon, WordStore
from index.library import Library
from index.lines import Lines
from index.memory import give_back_memory
from index.nearest import VectorStore
from index.parts import Changes, Part, fresh, read_changes
from index.postings import average_length
from index.prepared import Place, path_of
from index.spelling import Speller
from index.terms import Vocabulary
from index.vectors import DocumentVectors, Rows

# Words that stand in no document any more cost memory only: few are kept, many are forgotten.
_FEW_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Passages in a fixed order (path, place) with their vectors and their words.

    Row n of `passage_vectors` belongs to `passages[n]`, and its sentences are the rows
    `sentence_starts[n]` to `sentence_starts[n + 1]` of `sentence_vectors` (each sentence alone)
    and `context_vectors` (each in its passage). `seal` is the library's, and `folder` is where
    the documents were read from. `parts` is what all else is made of, and `base` what was joined of
    them, or of those of an earlier version. `words` finds what the lexicon would find, where it is
    set.
    """

    version: int
    model: str
    base: Base
    parts: tuple[Part, ...]
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    document_rows: Rows
    passage_vectors: Halves
    sentence_vectors: Blocks
    context_vectors: Blocks
    sentence_starts: Rows
    nearest: VectorStore
    lexicon: Lexicon
    pieces: PieceIndex
    speller: Speller
    read_languages: Languages
    thresholds: Thresholds
    passage_rows: PassageRows
    seal: str = ""
    folder: str = ""
    words: WordStore | None = None

    def languages(self, collections: frozenset[str] | None = None) -> frozenset[str]:
        """Those that the documents are in; few answers need them, and the first waits for them.

        Args:
            collections: tells of those in these collections only, lest the others show.
        """
        return self.read_languages.of(
            (document.digest, document.text)
            for document in self.documents
            if collections is None or document.collection in collections
        )

    def document_of(self, row: int) -> Document:
        """The document that a passage row is cut from."""
        return self.documents[int(self.document_rows[row])]

    def searched_text(self, row: int) -> str:
        """A passage with what stands above it: title and heading."""
        passage = self.passages[row]
        return f"{self.document_of(row).title} {passage.heading} {passage.text}"

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage; None if there is none of that id."""
        return self.passage_rows.row_of(passage_id)

    def rows_of(self, document_id: str) -> Rows:
        """The passage rows of a document, in order; none if it is gone."""
        return self._rows_where(document.id == document_id for document in self.documents)

    def rows_of_text(self, digest: str) -> Rows:
        """The passage rows of the documents with a text, in order: one, or copies of it."""
        return self._rows_where(document.digest == digest for document in self.documents)

    def rows_in(self, collections: frozenset[str]) -> Rows:
        """The passage rows of some collections, in order."""
        return self._rows_where(document.collection in collections for document in self.documents)

    def _rows_where(self, is_wanted: Iterable[bool]) -> Rows:
        rows: Rows = np.flatnonzero(np.array([*is_wanted], np.bool_)[self.document_rows])
        return rows


def load(
    path: Path,
    store: Store | None = None,
    old: Snapshot | None = None,
    in_memory: int = IN_MEMORY,
    flat: int = FLAT,
) -> Snapshot:
    """Read the library's current version into memory, and much of its vectors into a file.

    Args:
        path: the library.
        store: finds the nearest vectors; by their number if left out.
        old: an earlier version; what did not change since is taken over and not read. One at a time
            goes on from it.
        in_memory: how many bytes of vectors stay in memory if there are no more.
        flat: how many passages are compared one by one if there are no more.

    Raises:
        LibraryMissing: there is none.
        LibraryUnusable: it is damaged.
    """
    with Library.open(path) as library, library.reading():
        if not library.version:
            raise LibraryMissing(path)  # a first build that did not finish
        before = () if old is None else old.parts
        spill = next((p.vectors.spill for p in before if p.vectors.spill is not None), None)
        holder = Holder(path.parent, library.vector_bytes(), spill, in_memory)
        changes = read_changes(library, before, holder)
        version, model = library.version, library.model or ""
        thresholds, seal = library.thresholds, library.seal
        folder = library.folder or ""
    built = _built(version, model, changes, old, store, Place(path_of(path), model, flat))
    give_back_memory()
    return replace(built, thresholds=thresholds, seal=seal, folder=folder)


def build(
    version: int,
    model: str,
    entries: list[Entry],
    vectors: list[DocumentVectors],
    store: Store | None = None,
    thresholds: Thresholds | None = None,
) -> Snapshot:
    """Put entries and their vectors together, one of each for every document."""
    holder = Holder(Path(), 0)  # nothing is large enough for a file
    come = [fresh(*one, holder) for one in zip(entries, vectors, strict=True)]
    built = _built(version, model, Changes((), (), tuple(come)), None, store, Place(None, model))
    return built if thresholds is None else replace(built, thresholds=thresholds)


def _built(
    version: int,
    model: str,
    changes: Changes,
    old: Snapshot | None,
    store: Store | None,
    place: Place,
) -> Snapshot:
    before = None if old is None or _is_worn(old) else old.base
    ids = None if before is None or old is None else old.lexicon.vocabulary
    vocabulary = Vocabulary(ids)
    parts = changes.parts(vocabulary, is_new=before is None)
    lines = Lines([part.terms for part in parts])
    average = average_length(lines.lengths)
    layers = None if before is None else before.layers(parts, average)
    if before is None or layers is None:
        base = join(parts, lines, average, store, place, None if old is None else old.base.prepared)
        joined = base.joined
    else:
        base, joined = before, lay_over(before, layers, parts, lines, store)
    languages = Languages() if old is None else old.read_languages
    if layers is None:
        languages = languages.only(part.entry.document.digest for part in parts)
    frequencies = changes.piece_frequencies(None if old is None else old.pieces.frequencies)
    vectors = [part.vectors for part in parts]
    passages = tuple(chain.from_iterable(part.entry.passages for part in parts))
    speller = Speller([]) if old is None else old.speller
    return Snapshot(
        version=version,
        model=model,
        base=base,
        parts=parts,
        documents=tuple(part.entry.document for part in parts),
        passages=passages,
        document_rows=np.repeat(np.arange(len(parts)), [len(p.entry.passages) for p in parts]),
        passage_vectors=joined.vectors,
        sentence_vectors=Blocks([found.sentences for found in vectors]),
        context_vectors=Blocks([found.contexts for found in vectors]),
        sentence_starts=starts_of(lines.sentence_counts),
        nearest=joined.nearest,
        lexicon=Lexicon(vocabulary.ids, joined.postings, lines),
        pieces=PieceIndex(vectors, frequencies),
        speller=speller.changed(changes.texts_gone, changes.texts_come),
        read_languages=languages,
        thresholds=Thresholds(),
        passage_rows=PassageRows(base, layers, passages),
    )


def _is_worn(old: Snapshot) -> bool:
    """Whether many terms stand in no passage any more."""
    known = len(old.lexicon.vocabulary)
    return known - old.base.postings.used > max(_FEW_WORDS, known // 2)

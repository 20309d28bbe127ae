"""One version of the library in memory, ready to be searched."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from corpus.document import Document, Passage
from index.columns import Columns, Splice
from index.dense.blocks import Blocks, starts_of
from index.dense.halves import Halves
from index.dense.held import FLAT, IN_MEMORY, Holder
from index.dense.late import PieceIndex
from index.dense.nearest import VectorStore
from index.dense.prepared import Place, path_of
from index.errors import LibraryMissing
from index.joined import Joined, PassageRows, Store, Transition, join, lay_over
from index.language import Languages
from index.lexical.lexicon import Lexicon, WordStore
from index.lexical.lines import Lines
from index.lexical.spelling import Speller
from index.lexical.terms import Vocabulary
from index.memory import give_back_memory
from index.parts import Changes, Part, fresh, read_changes, terms_of
from index.parts import path_of as document_path
from index.ranking.gate import Thresholds
from index.stored.entries import Entry
from index.stored.library import Library
from index.stored.record import Stand
from index.vectors import DocumentVectors, Rows

# Words that stand in no document any more cost memory only: few are kept, many are forgotten.
_FEW_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Passages in a fixed order (path, place) with their vectors and their words.

    Row n of `passage_vectors` belongs to `passages[n]`, and its sentences are the rows
    `sentence_starts[n]` to `sentence_starts[n + 1]` of `sentence_vectors` (each for itself)
    and `context_vectors` (each in its passage). `seal` is the library's, and `folder` is where
    the documents were read from. All else is made of `columns`, and `joined` goes from one version
    to the next. `words` finds what the lexicon would find, where it is
    set.
    """

    stand: Stand
    model: str
    columns: Columns
    joined: Joined
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

    @property
    def version(self) -> int:
        """The library's."""
        return self.stand.version

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is held of each document."""
        return self.columns.parts

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
        before = _Before.of(old)
        held = (one.spill for one in before.columns.vectors if one.spill is not None)
        holder = Holder(path.parent, library.vectors.size, next(held, None), in_memory)
        since = None if old is None else old.stand
        changes = read_changes(library, before.columns.parts, since, holder)
        stand, model = library.stand, library.model or ""
        thresholds, seal = library.thresholds, library.seal
        folder = library.folder or ""
    if holder.is_moving:
        before = before.moved(holder)
    built = _built(stand, model, changes, before, store, Place(path_of(path), model, flat))
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
    holder = Holder(Path(), lambda: 0)  # nothing is large enough for a file
    come = [fresh(*one, holder) for one in zip(entries, vectors, strict=True)]
    changes = Changes((), (), tuple(sorted(come, key=document_path)))
    stand, place = Stand(version, 0), Place(None, model)
    built = _built(stand, model, changes, _Before.of(None), store, place)
    return built if thresholds is None else replace(built, thresholds=thresholds)


@dataclass(frozen=True, slots=True)
class _Before:
    """What goes from one version to the next; `words` are the numbers of terms."""

    columns: Columns
    joined: Joined | None
    words: dict[str, int]
    frequencies: Rows
    speller: Speller
    languages: Languages

    @classmethod
    def of(cls, old: Snapshot | None) -> "_Before":
        if old is None:
            return cls(Columns.none(), None, {}, np.zeros(0, np.int64), Speller([]), Languages())
        return cls(
            old.columns,
            old.joined,
            old.lexicon.vocabulary,
            old.pieces.frequencies,
            old.speller,
            old.read_languages,
        )

    @property
    def is_worn(self) -> bool:
        """Whether many terms stand in no passage any more."""
        known = len(self.words)
        used = known if self.joined is None else self.joined.base.postings.used
        return known - used > max(_FEW_WORDS, known // 2)

    def renumbered(self) -> "_Before":
        """With numbers for the terms that it has, and nothing joined."""
        vocabulary = Vocabulary()
        parts = [replace(p, terms=terms_of(p.entry, vocabulary)) for p in self.columns.parts]
        return replace(self, columns=Columns.all(parts), joined=None, words=vocabulary.ids)

    def moved(self, holder: Holder) -> "_Before":
        """With vectors where they belong now, and nothing joined."""
        parts = [replace(p, vectors=holder.hold(p.vectors)) for p in self.columns.parts]
        return replace(self, columns=Columns.all(parts), joined=None)


def _built(
    stand: Stand,
    model: str,
    changes: Changes,
    before: _Before,
    store: Store | None,
    place: Place,
) -> Snapshot:
    prepared = None if before.joined is None else before.joined.base.prepared
    if before.is_worn:
        before = before.renumbered()
    vocabulary = Vocabulary(before.words)
    new = changes.new(vocabulary)
    splice = Splice.of(before.columns.parts, changes.numbers, new)
    columns = before.columns.changed(splice, new)
    lines = Lines(columns.texts, columns.first_rows, columns.line_counts, columns.line_sizes)
    joined, languages = None, before.languages
    if before.joined is not None:
        step = Transition(before.columns, splice, changes.numbers, columns, lines)
        joined = lay_over(before.joined, step, store)
    if joined is None:
        joined = join(columns, lines, store, place, prepared)
        languages = languages.only(document.digest for document in columns.documents)
    first_rows, sentence_starts = columns.first_rows, starts_of(lines.sentence_counts)
    frequencies = changes.piece_frequencies(before.frequencies)
    return Snapshot(
        stand=stand,
        model=model,
        columns=columns,
        joined=joined,
        documents=columns.documents,
        passages=columns.passages,
        document_rows=np.repeat(np.arange(len(columns.parts)), np.diff(first_rows)),
        passage_vectors=joined.vectors,
        sentence_vectors=Blocks(columns.sentences, sentence_starts[first_rows]),
        context_vectors=Blocks(columns.contexts, sentence_starts[first_rows]),
        sentence_starts=sentence_starts,
        nearest=joined.nearest,
        lexicon=Lexicon(vocabulary.ids, joined.postings, lines),
        pieces=PieceIndex(columns.vectors, first_rows, columns.piece_counts, frequencies),
        speller=before.speller.changed(changes.texts_gone, changes.texts_come),
        read_languages=languages,
        thresholds=Thresholds(),
        passage_rows=PassageRows(joined, columns.passages),
    )

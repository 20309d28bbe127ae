"""What a snapshot is joined from, document by document: the next one takes over what it can."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.entries import Entry
from index.held import HeldVectors, Holder
from index.late import piece_frequencies
from index.library import Library
from index.terms import DocumentTerms, Vocabulary
from index.vectors import DocumentVectors, Rows


@dataclass(frozen=True, slots=True)
class Part:
    """What is in memory of one document.

    `checksum` is the library's, of all its rows; empty where it is in no library.
    """

    entry: Entry
    vectors: HeldVectors
    terms: DocumentTerms
    checksum: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """What was read of a document: a `Part` without its terms."""

    entry: Entry
    vectors: HeldVectors
    checksum: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents that are as they were, those that are gone, and what was read of all others.

    A changed document is gone and comes anew.
    """

    kept: tuple[Part, ...]
    gone: tuple[Part, ...]
    fresh: tuple[Fresh, ...]

    @property
    def texts_gone(self) -> list[str]:
        """Those that the documents had."""
        return [part.entry.document.text for part in self.gone]

    @property
    def texts_come(self) -> list[str]:
        """Those that the documents have now."""
        return [found.entry.document.text for found in self.fresh]

    def piece_frequencies(self, before: Rows | None) -> Rows:
        """In how many passages each word piece stands; `before` it was so without these changes."""
        come = [found.vectors for found in self.fresh]
        return piece_frequencies(come, [part.vectors for part in self.gone], before)

    def parts(self, vocabulary: Vocabulary, *, is_new: bool) -> tuple[Part, ...]:
        """All documents that are there now, by path.

        Args:
            vocabulary: numbers their terms.
            is_new: whether it does not go on from that of the kept ones.
        """
        kept = [
            replace(part, terms=terms_of(part.entry, vocabulary)) if is_new else part
            for part in self.kept
        ]
        fresh = [
            Part(found.entry, found.vectors, terms_of(found.entry, vocabulary), found.checksum)
            for found in self.fresh
        ]
        return tuple(sorted([*kept, *fresh], key=lambda part: part.entry.document.path))


def fresh(entry: Entry, vectors: DocumentVectors, holder: Holder, checksum: str = "") -> Fresh:
    """What is held of a document."""
    return Fresh(entry, holder.hold(vectors), checksum)


def read_changes(library: Library, old: Sequence[Part], holder: Holder) -> Changes:
    """Read what of a library is not in memory yet.

    Raises:
        LibraryUnusable: it is damaged.
    """
    checksums = library.checksums()
    kept: list[Part] = []
    gone: list[Part] = []
    for part in old:
        is_kept = checksums.get(part.entry.document.id) == part.checksum
        (kept if is_kept else gone).append(part)
    known = {part.entry.document.id for part in kept}
    missing = [name for name in checksums if name not in known]
    # All of them are read, and looked for those that are in no list, in one go.
    entries = (
        [library.entry(name, checksums[name]) for name in missing] if old else library.entries()
    )
    holder.leave_worn([part.vectors for part in kept])
    # One after the other: only one blob is in memory at a time.
    come = [
        fresh(entry, library.vectors(entry.vectors_key), holder, checksums[entry.document.id])
        for entry in entries
    ]
    return Changes(tuple(_held(part, holder) for part in kept), tuple(gone), tuple(come))


def _held(part: Part, holder: Holder) -> Part:
    vectors = holder.hold(part.vectors)
    return part if vectors is part.vectors else replace(part, vectors=vectors)


def terms_of(entry: Entry, vocabulary: Vocabulary) -> DocumentTerms:
    """The terms of a document's passages, with those of its title and their headings."""
    document = entry.document
    return vocabulary.read(
        [f"{document.title} {passage.heading}" for passage in entry.passages],
        [[document.text[start:end] for start, end in p.sentences] for p in entry.passages],
    )

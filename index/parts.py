"""What a snapshot is joined from, document by document: the next one takes over what it can."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.entries import Entry
from index.library import Library
from index.terms import DocumentTerms, Vocabulary
from index.vectors import DocumentVectors


@dataclass(frozen=True, slots=True)
class Part:
    """What is in memory of one document.

    `distinct_pieces` are those of `vectors`. `checksum` is the library's, of all its rows; empty
    where it is in no library.
    """

    entry: Entry
    vectors: DocumentVectors
    terms: DocumentTerms
    distinct_pieces: NDArray[np.int32]
    checksum: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents that are as they were, those that are gone, and what was read of all others.

    A changed document is gone and comes anew.
    """

    kept: tuple[Part, ...]
    gone: tuple[Part, ...]
    fresh: tuple[tuple[Entry, DocumentVectors, str], ...]

    @property
    def texts_gone(self) -> list[str]:
        """Those that the documents had."""
        return [part.entry.document.text for part in self.gone]

    @property
    def texts_come(self) -> list[str]:
        """Those that the documents have now."""
        return [entry.document.text for entry, _, _ in self.fresh]

    def parts(self, vocabulary: Vocabulary, *, is_new: bool) -> tuple[Part, ...]:
        """All documents that are there now, by path.

        Args:
            vocabulary: numbers their terms.
            is_new: whether it does not go on from that of the kept ones.
        """
        kept = [
            replace(part, terms=_terms(part.entry, vocabulary)) if is_new else part
            for part in self.kept
        ]
        fresh = [
            Part(entry, vectors, _terms(entry, vocabulary), vectors.distinct_pieces(), checksum)
            for entry, vectors, checksum in self.fresh
        ]
        return tuple(sorted([*kept, *fresh], key=lambda part: part.entry.document.path))


def read_changes(library: Library, old: Sequence[Part]) -> Changes:
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
    fresh = [(e, library.vectors(e.vectors_key), checksums[e.document.id]) for e in entries]
    return Changes(tuple(kept), tuple(gone), tuple(fresh))


def _terms(entry: Entry, vocabulary: Vocabulary) -> DocumentTerms:
    document = entry.document
    return vocabulary.read(
        [f"{document.title} {passage.heading}" for passage in entry.passages],
        [[document.text[start:end] for start, end in p.sentences] for p in entry.passages],
    )

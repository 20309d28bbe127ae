"""What a snapshot is joined from, document by document: the next one takes over what it can."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.dense.held import HeldVectors, Holder
from index.dense.late import piece_frequencies
from index.lexical.terms import DocumentTerms, Vocabulary
from index.stored.entries import Entry
from index.stored.library import Library
from index.stored.record import Stand, Stored, sum_of, sum_without
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
    """The numbers of documents that are gone, those documents, and what was read of new ones.

    A changed document is gone and comes anew. `fresh` is in the order of paths.
    """

    numbers: tuple[int, ...]
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

    def piece_frequencies(self, before: Rows) -> Rows:
        """In how many passages each word piece stands; `before` it was so without these changes."""
        come = [found.vectors for found in self.fresh]
        return piece_frequencies(come, [part.vectors for part in self.gone], before)

    def new(self, vocabulary: Vocabulary) -> list[Part]:
        """What is new, its terms numbered."""
        return [
            Part(found.entry, found.vectors, terms_of(found.entry, vocabulary), found.checksum)
            for found in self.fresh
        ]


def path_of(part: Part | Fresh) -> str:
    """Where a document was read from."""
    return part.entry.document.path


def fresh(entry: Entry, vectors: DocumentVectors, holder: Holder, checksum: str = "") -> Fresh:
    """What is held of a document."""
    return Fresh(entry, holder.hold(vectors), checksum)


def read_changes(
    library: Library, before: Sequence[Part], since: Stand | None, holder: Holder
) -> Changes:
    """Read what of a library is not in memory yet.

    Args:
        library: all reads of it are of one state.
        before: the documents that are in memory, by path.
        since: the state of the library that they are of.
        holder: where vectors are held.

    Raises:
        LibraryUnusable: it is damaged.
    """
    numbers, missing = _compared(library, before, since)
    gone = [before[number] for number in numbers]
    # All of them are read, and looked for those that are in no list, in one go.
    entries = (
        [library.entry(one.id, one.checksum) for one in missing] if before else library.entries()
    )
    holder.let_go([part.vectors for part in gone])
    checksums = {one.id: one.checksum for one in missing}
    # One after the other: only one blob is in memory at a time.
    come = [
        fresh(entry, library.vectors.read(entry.vectors_key), holder, checksums[entry.document.id])
        for entry in entries
    ]
    return Changes(tuple(numbers), tuple(gone), tuple(come))


def _compared(
    library: Library, before: Sequence[Part], since: Stand | None
) -> tuple[list[int], list[Stored]]:
    """The numbers of documents that are not as they were, and those to be read, by path."""
    changes = None if since is None else library.changes(since)
    if since is not None and changes is not None:
        numbers, missing = _different(before, changes)
        gone = [_stored(before[number]) for number in numbers]
        # Else it is another library, which was put into the place of the one before.
        if sum_of(missing, sum_without(gone, since.documents)) == library.stand.documents:
            return numbers, missing
    found: dict[str, Stored | None] = dict.fromkeys(map(path_of, before))
    return _different(before, found | {one.path: one for one in library.stored()})


def _different(
    before: Sequence[Part], now: Mapping[str, Stored | None]
) -> tuple[list[int], list[Stored]]:
    numbers, missing = [], []
    for path, stored in sorted(now.items()):
        number = bisect_left(before, path, key=path_of)
        is_known = number < len(before) and path_of(before[number]) == path
        if is_known and stored is not None and before[number].checksum == stored.checksum:
            continue
        if is_known:
            numbers.append(number)
        if stored is not None:
            missing.append(stored)
    return numbers, missing


def _stored(part: Part) -> Stored:
    return Stored(part.entry.document.id, path_of(part), part.checksum)


def terms_of(entry: Entry, vocabulary: Vocabulary) -> DocumentTerms:
    """The terms of a document's passages, with those of its title and their headings."""
    document = entry.document
    return vocabulary.read(
        [f"{document.title} {passage.heading}" for passage in entry.passages],
        [[document.text[start:end] for start, end in p.sentences] for p in entry.passages],
    )

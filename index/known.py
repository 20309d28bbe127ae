"""What an update knows of the one before it: of what did not change nothing is made anew."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import is_
from typing import TYPE_CHECKING

from corpus.clean import clean
from corpus.document import Document
from corpus.furniture import loose_lines
from corpus.read import TextFile
from index.prepare import fingerprint

if TYPE_CHECKING:
    from index.stored.entries import Holding


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document as it was cleaned, with its fingerprint and what both depend on.

    `shared` are the lines of its text that other texts have, too.
    """

    file: TextFile
    shared: frozenset[str]
    document: Document
    fingerprint: str


class Known:
    """The documents of one update after the other, and the library that the last one left.

    Args:
        model: the identity of the model that embeds them.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        # The library with this seal was compared with its checksums, and holds these documents.
        self.seal = ""
        self.holdings: dict[str, Holding] = {}
        # Whether it has no vectors but those of its documents.
        self.is_swept = False
        self._files: Sequence[TextFile] = ()
        # What came of them; None where cleaning broke off.
        self._found: list[Cleaned] | None = []
        self._cleaned: dict[str, Cleaned] = {}
        self._lines = _Lines()
        self._changed: set[str] = set()

    def clean(self, files: Sequence[TextFile]) -> list[Cleaned]:
        """Clean the texts of a folder, but for those that would come out as before."""
        same, rest = _same_ends(self._files, files)
        gone, come = self._files[same : len(self._files) - rest], files[same : len(files) - rest]
        # Should cleaning break off, the next one looks at what changed before it, too.
        self._changed |= self._lines.follow(gone, come)
        self._files, before, self._found = files, self._found, None
        if before is None or self._changed:
            new = found = [self._one(file) for file in files]
        else:
            new = [self._one(file) for file in come]
            found = [*before[:same], *new, *before[len(before) - rest :]]
        for file in gone:
            self._cleaned.pop(file.path, None)
        self._cleaned.update((cleaned.file.path, cleaned) for cleaned in new)
        self._found = found
        self._changed.clear()
        return found

    def _one(self, file: TextFile) -> Cleaned:
        before = self._cleaned.get(file.path)
        is_same = before is not None and before.file is file
        loose = self._lines.of(file)
        if before is not None and is_same and loose.isdisjoint(self._changed):
            return before
        shared = self._lines.shared(loose)
        if before is not None and is_same and before.shared == shared:
            return before
        document = clean(file, shared)
        return Cleaned(file, shared, document, fingerprint(document, self.model))


class _Lines:
    """In how many different texts each line stands that texts may share."""

    def __init__(self) -> None:
        self._loose: dict[str, tuple[TextFile, frozenset[str]]] = {}
        self._files: Counter[str] = Counter()
        self._texts: Counter[str] = Counter()

    def of(self, file: TextFile) -> frozenset[str]:
        """The lines of a text that other texts may have, too."""
        return self._loose[file.path][1]

    def shared(self, lines: frozenset[str]) -> frozenset[str]:
        """Those that stand in two or more texts."""
        return frozenset(line for line in lines if self._texts[line] > 1)

    def follow(self, gone: Sequence[TextFile], come: Sequence[TextFile]) -> set[str]:
        """Count the lines of files that come and no more of those that are gone.

        Returns:
            Those that more or fewer texts have now.
        """
        lost = [self._loose.pop(file.path) for file in gone]
        new = [(file, loose_lines(file)) for file in come]
        self._loose.update((file.path, (file, lines)) for file, lines in new)
        return self._count(lost, -1) | self._count(new, 1)

    def _count(self, files: Iterable[tuple[TextFile, frozenset[str]]], step: int) -> set[str]:
        changed: set[str] = set()
        for file, lines in files:
            if not lines:
                continue
            before = self._files[file.digest]
            self._files[file.digest] += step
            if 0 in (before, before + step):  # else another file has the same text
                self._texts.update(dict.fromkeys(lines, step))
                changed |= lines
            if not self._files[file.digest]:
                del self._files[file.digest]
        for line in changed:
            if not self._texts[line]:
                del self._texts[line]
        return changed


def _same_ends(before: Sequence[TextFile], now: Sequence[TextFile]) -> tuple[int, int]:
    """How many of the first and of the last files are the same, the very same."""
    most = min(len(before), len(now))
    same = sum(1 for _ in takewhile(bool, map(is_, before, now)))
    ends = map(is_, reversed(before), reversed(now))
    return same, min(most - same, sum(1 for _ in takewhile(bool, ends)))

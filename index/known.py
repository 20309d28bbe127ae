"""What an update knows of the one before it: of what did not change nothing is made anew."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.clean import clean
from corpus.document import Document
from corpus.furniture import loose_lines
from corpus.read import TextFile
from index.prepare import fingerprint

if TYPE_CHECKING:
    from index.entries import Holding


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
        self._cleaned: dict[str, Cleaned] = {}
        self._lines = _Lines()
        self._changed: set[str] = set()

    def clean(self, files: Sequence[TextFile]) -> list[Cleaned]:
        """Clean the texts of a folder, but for those that would come out as before."""
        # Should cleaning break off, the next one looks at what changed before it, too.
        self._changed |= self._lines.follow(files)
        found = [self._one(file) for file in files]
        self._cleaned = {cleaned.file.path: cleaned for cleaned in found}
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

    def follow(self, files: Sequence[TextFile]) -> set[str]:
        """Count the lines of these files and no others; those that more or fewer texts have now."""
        before, now = self._loose, {}
        come = []
        for file in files:
            one = before.get(file.path)
            if one is None or one[0] is not file:
                one = file, loose_lines(file)
                come.append(one)
            now[file.path] = one
        gone = [one for path, one in before.items() if now.get(path) is not one]
        self._loose = now
        return self._count(gone, -1) | self._count(come, 1)

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

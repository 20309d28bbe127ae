"""What an update knows of the one before it: of what did not change nothing is made anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clean import clean
from corpus.document import Document
from corpus.furniture import loose_lines, repeated
from corpus.read import TextFile
from index.prepare import fingerprint


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document as it was cleaned, with its fingerprint and what both depend on.

    `loose` are the lines of its text that other texts may have, too; `shared` are those that do.
    """

    file: TextFile
    loose: frozenset[str]
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
        # The library with this seal was compared with its checksums.
        self.seal = ""
        self._cleaned: dict[str, Cleaned] = {}

    def clean(self, files: Sequence[TextFile]) -> list[Cleaned]:
        """Clean the texts of a folder, but for those that would come out as before."""
        loose = [self._loose(file) for file in files]
        digests = (file.digest for file in files)
        everywhere = repeated(zip(digests, loose, strict=True))
        found = [
            self._one(file, own, own & everywhere) for file, own in zip(files, loose, strict=True)
        ]
        self._cleaned = {cleaned.file.path: cleaned for cleaned in found}
        return found

    def _loose(self, file: TextFile) -> frozenset[str]:
        before = self._cleaned.get(file.path)
        return before.loose if before is not None and before.file is file else loose_lines(file)

    def _one(self, file: TextFile, loose: frozenset[str], shared: frozenset[str]) -> Cleaned:
        before = self._cleaned.get(file.path)
        if before is not None and before.file is file and before.shared == shared:
            return before
        document = clean(file, shared)
        return Cleaned(file, loose, shared, document, fingerprint(document, self.model))

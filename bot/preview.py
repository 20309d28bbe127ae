"""A file before it is added: what it would be as a document, and what is worth a second look."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.adding import FileRefused
from corpus.clean import clean
from corpus.document import Document
from corpus.read import TextFile, read_file
from corpus.skipped import Skipped
from index.embedder import Embedder
from index.prepare import Prepared, prepare

# The path of each text of a library, by its collection and digest.
Texts = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Given:
    """A file to be added."""

    name: str
    collection: str
    content: bytes

    @property
    def path(self) -> str:
        """Where it will stand in the library."""
        return f"{self.collection}/{self.name}" if self.collection else self.name


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be added: the file, the document as it was read, and what is worth a second look.

    `same` are the paths of documents that have the same text, itself among them where it is there.
    """

    given: Given
    prepared: Prepared
    warnings: tuple[str, ...]
    same: tuple[str, ...]

    @property
    def document(self) -> Document:
        """The document, as it would be without its neighbours."""
        return self.prepared.document

    @property
    def passages(self) -> int:
        """How many passages there would be to find."""
        return len(self.prepared.passages)


def preview_of(given: Given, embedder: Embedder, texts: Texts) -> Preview:
    """Read a file, in the sandbox, and say what it would be; nothing is kept.

    Raises:
        FileRefused: it cannot be read.
    """
    with TemporaryDirectory() as folder:
        # Not under its own name: that is a stranger's.
        name = f"file{Path(given.name).suffix.lower()}"
        Path(folder, name).write_bytes(given.content)
        file = read_file(Path(folder), name)
    if isinstance(file, Skipped):
        raise FileRefused(given.name, file.reason)
    document = clean(replace(file, path=given.path, collection=given.collection))
    prepared = prepare(document, embedder)
    same = tuple(path for (_, digest), path in texts.items() if digest == document.digest)
    return Preview(given, prepared, tuple(_warnings(file, prepared)), same)


def _warnings(file: TextFile, prepared: Prepared) -> list[str]:
    found = [] if file.extract is None else list(file.extract.warnings)
    if file.is_assumed:
        found.append(f"it is not UTF-8; read as {file.encoding}")
    if not prepared.passages:
        found.append("nothing in it can be quoted")
    return found

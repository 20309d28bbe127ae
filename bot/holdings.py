"""What was added by hand: looked at before, kept beside the operator's folder, and removed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import NotAdded
from corpus.adding import FileRefused, keep, place_for
from corpus.clean import clean
from corpus.document import Document
from corpus.read import MOST_FILE_BYTES, FolderEmpty, Skipped, TextFile, read_file
from corpus.sources import read_sources
from index.embedder import Embedder
from index.entries import Entry
from index.library import Library, Overtaken
from index.prepare import Watcher, prepare
from index.update import update


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

    `same` are the paths of documents that have the same text.
    """

    given: Given
    document: Document
    passages: int
    warnings: tuple[str, ...]
    same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """What came of adding files."""

    documents: tuple[Entry, ...]
    refused: tuple[FileRefused, ...]


class Holdings:
    """The added files of a library; every method takes its time, and wants a thread.

    Args:
        library: the library's file.
        added: where added files are kept.
        folder: the operator's documents, where the library does not say.
        embedder: the model; it is not made before it is needed.
    """

    def __init__(
        self, library: Path, added: Path, folder: Path, embedder: Callable[[], Embedder]
    ) -> None:
        self._library, self._added, self._folder = library, added, folder
        self._make_embedder = embedder
        self._embedder: Embedder | None = None
        self._seal, self._texts = "", dict[tuple[str, str], str]()

    def preview(self, given: Given) -> Preview:
        """Read a file and say what it would be; nothing is kept.

        Raises:
            FileRefused: it cannot be added.
        """
        self._check(given)
        with TemporaryDirectory() as folder:
            ending = Path(given.name).suffix.lower()
            Path(folder, f"file{ending}").write_bytes(given.content)
            file = read_file(Path(folder), f"file{ending}")
        if isinstance(file, Skipped):
            raise FileRefused(given.name, file.reason)
        document = clean(replace(file, path=given.path, collection=given.collection))
        passages = len(prepare(document, self._model()).passages)
        same = [
            path
            for (_, digest), path in self._known_texts().items()
            if digest == document.digest and path != given.path
        ]
        return Preview(given, document, passages, tuple(_warnings(file, passages)), tuple(same))

    def add(self, previews: Sequence[Preview], watcher: Watcher) -> Addition:
        """Keep files and bring the library up to date, once for all of them."""
        refused: list[FileRefused] = []
        before: dict[str, bytes | None] = {}
        texts = dict(self._known_texts())
        for preview in previews:
            given = preview.given
            same = texts.setdefault((given.collection, preview.document.digest), given.path)
            if same != given.path:
                refused.append(FileRefused(given.name, f"the same text as {same}"))
                continue
            if given.path in before:
                refused.append(FileRefused(given.name, "another file of that name was given"))
                continue
            place = place_for(self._added, given.name, given.collection)
            before[given.path] = place.read_bytes() if place.exists() else None
            keep(place, given.content)
        if before:
            refused += self._take_back(before, self._update(watcher))
        documents = [entry for entry in self.entries() if entry.document.path in before]
        return Addition(tuple(documents), tuple(refused))

    def remove(self, path: str, watcher: Watcher) -> None:
        """Delete an added file and its document; what is half done already is ended.

        Raises:
            NotAdded: it is a document of the operator's folder.
        """
        if not self.is_added(path):
            raise NotAdded(path, self.folder)
        (self._added / path).unlink(missing_ok=True)
        # At once, before all else is looked over.
        self._strike(path)
        try:
            self._update(watcher)
        except FolderEmpty:
            return  # it was the last document

    def entries(self) -> list[Entry]:
        """The documents of the library with their passages, by path."""
        if not self._library.exists():
            return []
        with Library.open(self._library) as library, library.reading():
            return library.entries()

    def added(self, words: str = "") -> list[Entry]:
        """The documents that were added by hand, with these words in path or title."""
        wanted, folder = words.casefold().split(), self.folder
        return [
            entry
            for entry in self.entries()
            if not (folder / entry.document.path).exists()
            and all(word in _named(entry.document) for word in wanted)
        ]

    def is_added(self, path: str) -> bool:
        """Whether a document was added by hand, and is not one of the operator's folder.

        A file that was deleted while its document is in the library still belongs here.
        """
        return not (self.folder / path).exists()

    def read_again(self, path: str) -> TextFile | Skipped:
        """Read a document's file as it is now."""
        return read_file(self._added if self.is_added(path) else self.folder, path)

    @property
    def folder(self) -> Path:
        """The operator's documents: those that the library was built from."""
        if self._library.exists():
            with Library.open(self._library) as library:
                if library.folder and Path(library.folder).is_dir():
                    return Path(library.folder)
        return self._folder

    def _check(self, given: Given) -> None:
        place_for(self._added, given.name, given.collection)
        if len(given.content) > MOST_FILE_BYTES:
            raise FileRefused(
                given.name, f"{len(given.content):,} bytes; at most {MOST_FILE_BYTES:,} are read"
            )
        if (self.folder / given.path).exists():
            raise FileRefused(given.name, f"{self.folder} has a file of that name")

    def _known_texts(self) -> dict[tuple[str, str], str]:
        """The path of each text by its collection and digest, read anew with each version."""
        if self._library.exists():
            with Library.open(self._library) as library:
                seal = library.seal
            if seal != self._seal:
                self._texts = {
                    (entry.document.collection, entry.document.digest): entry.document.path
                    for entry in self.entries()
                }
                self._seal = seal
        return self._texts

    def _model(self) -> Embedder:
        if self._embedder is None:
            self._embedder = self._make_embedder()
        return self._embedder

    def _update(self, watcher: Watcher) -> tuple[Skipped, ...]:
        with Library.open(self._library, create=True) as library:
            reading = read_sources(self.folder, self._added, library.extracts)
            report = update(library, reading, self._model(), watcher)
            library.extracts.keep_only(reading.keys)
        return report.skipped

    def _take_back(
        self, before: dict[str, bytes | None], skipped: Sequence[Skipped]
    ) -> list[FileRefused]:
        """Undo what was kept and then not read, which another process may have caused."""
        refused = [one for one in skipped if one.path in before]
        for one in refused:
            place, old = self._added / one.path, before.pop(one.path)
            if old is None:
                place.unlink(missing_ok=True)
            else:
                keep(place, old)
        return [FileRefused(one.path, one.reason) for one in refused]

    def _strike(self, path: str) -> None:
        with Library.open(self._library) as library:
            while True:
                since = library.version
                ids = [key for key, own in library.paths().items() if own == path]
                model, folder = library.model or "", library.folder or ""
                try:
                    library.commit(
                        [], ids, library.skipped(), model=model, folder=folder, since=since
                    )
                except Overtaken:
                    continue
                return


def _warnings(file: TextFile, passages: int) -> list[str]:
    found = [] if file.extract is None else list(file.extract.warnings)
    if file.is_assumed:
        found.append(f"it is not UTF-8; read as {file.encoding}")
    if not passages:
        found.append("nothing in it can be quoted")
    return found


def _named(document: Document) -> str:
    return f"{document.path}\n{document.title}".casefold()

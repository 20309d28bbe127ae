"""What was added by hand: looked at before, kept beside the operator's folder, and removed."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from bot.entering import enter, strike
from bot.errors import NotAdded
from bot.preview import Given, Preview, preview_of
from corpus.adding import FileRefused, keep, place_for
from corpus.read import MOST_FILE_BYTES, FolderEmpty, FolderMissing, TextFile, read_file
from corpus.skipped import Skipped
from corpus.sources import read_sources
from index.embedder import Embedder
from index.prepare import Prepared, Watcher, embed_missing
from index.stored.entries import Entry
from index.stored.library import Library
from index.stored.listing import Listed
from index.update import update


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
        return preview_of(given, self._model(), self._known_texts())

    def add(self, previews: Sequence[Preview], watcher: Watcher) -> Addition:
        """Keep files and bring the library up to date, once for all of them: or none is kept.

        Raises:
            FolderMissing: the operator's folder is not there; without it, all else would go.
        """
        if not self.folder.is_dir():
            raise FolderMissing(self.folder)
        refused: list[FileRefused] = []
        taken: dict[str, Preview] = {}
        texts = dict(self._known_texts())
        for preview in previews:
            given = preview.given
            same = texts.setdefault((given.collection, preview.document.digest), given.path)
            if same != given.path:
                refused.append(FileRefused(given.name, f"the same text as {same}"))
                continue
            if given.path in taken:
                refused.append(FileRefused(given.name, "another file of that name was given"))
                continue
            taken[given.path] = preview
        failed = self._take_up(taken, watcher) if taken else []
        kept = taken.keys() - {one.name for one in failed}
        return Addition(tuple(self._entries(kept)), (*refused, *failed))

    def remove(self, path: str, watcher: Watcher) -> None:
        """Delete an added file and its document; what is half done already is ended.

        Raises:
            NotAdded: it is a document of the operator's folder.
        """
        if not self.is_added(path):
            raise NotAdded(path, self.folder)
        (self._added / path).unlink(missing_ok=True)
        with Library.open(self._library) as library:
            has_twin = strike(library, path)
        if not has_twin:
            return
        # A file that was left out for its sake is taken up.
        try:
            self._update(watcher)
        except (FolderEmpty, FolderMissing):
            return  # it was the last document, or nothing else can be looked over now

    def withdraw(self, given: Given) -> None:
        """Delete a file whose adding was cut off after it was kept, if its document is not here."""
        if not self.replaces(given):
            place_for(self._added, given.name, given.collection).unlink(missing_ok=True)

    def replaces(self, given: Given) -> bool:
        """Whether a document of the same name would be written over."""
        return given.path in self._paths()

    def entry_with(self, passage_id: str) -> Entry | None:
        """The document with a passage."""
        if not self._library.exists():
            return None
        with Library.open(self._library) as library:
            document_id = library.document_with(passage_id)
        return None if document_id is None else self.entry(document_id)

    def entry(self, document_id: str) -> Entry | None:
        """One document with its passages."""
        if not self._library.exists():
            return None
        with Library.open(self._library) as library, library.reading():
            found = library.stored_as(document_id)
            return None if found is None else library.entry(found.id, found.checksum)

    def listed(self) -> list[Listed]:
        """The documents of the library, by path; their texts are not read."""
        if not self._library.exists():
            return []
        with Library.open(self._library) as library:
            return library.listed()

    def added(self, words: str = "") -> list[Listed]:
        """The documents that were added by hand, with these words in path or title."""
        wanted, folder = words.casefold().split(), self.folder
        return [
            one
            for one in self.listed()
            if all(word in _named(one) for word in wanted) and self._is_added(one.path, folder)
        ]

    def is_added(self, path: str) -> bool:
        """Whether a document was added by hand, and is not one of the operator's folder.

        A file that was deleted while its document is in the library still belongs here.
        """
        return self._is_added(path, self.folder)

    def read_again(self, path: str) -> TextFile | Skipped:
        """Read a document's file as it is now."""
        return read_file(self._added if self.is_added(path) else self.folder, path)

    @property
    def folder(self) -> Path:
        """The operator's documents: those that the library was built from."""
        if self._library.exists():
            with Library.open(self._library) as library:
                if library.folder:
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

    def _is_added(self, path: str, folder: Path) -> bool:
        # Of a folder that is not there just now, no file can be said to be gone.
        is_here = (self._added / path).is_file() or folder.is_dir()
        return is_here and not (folder / path).exists()

    def _known_texts(self) -> dict[tuple[str, str], str]:
        """The path of each text by its collection and digest, read anew with each version."""
        if self._library.exists():
            with Library.open(self._library) as library:
                seal = library.seal
                if seal != self._seal:
                    self._texts, self._seal = library.digests(), seal
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

    def _take_up(self, taken: Mapping[str, Preview], watcher: Watcher) -> list[FileRefused]:
        """Keep files and update the library; what does not come through is as it was before."""
        # What takes long comes first: a process that dies over it has kept no file.
        with Library.open(self._library, create=True) as library:
            prepared = [preview.prepared for preview in taken.values()]
            embed_missing(library, prepared, self._model(), watcher)
        before: dict[str, bytes | None] = {}
        skipped: dict[str, str] = {}
        is_done = False
        try:
            for path, preview in taken.items():
                place = self._added / path
                before[path] = place.read_bytes() if place.exists() else None
                keep(place, preview.given.content)
            if not self._enter(prepared):
                skipped = {one.path: one.reason for one in self._update(_Rest(watcher))}
            is_done = True
        finally:
            failed = [path for path in before if path in skipped or not is_done]
            for path in failed:
                self._put_back(path, before[path])
        # Another process may have changed the folder meanwhile.
        return [FileRefused(path, skipped[path]) for path in failed]

    def _put_back(self, path: str, content: bytes | None) -> None:
        if content is None:
            (self._added / path).unlink(missing_ok=True)
        else:
            keep(self._added / path, content)

    def _enter(self, prepared: Sequence[Prepared]) -> bool:
        """Store documents that are embedded, if nothing else has to be looked over for them."""
        if not self.folder.is_dir():
            raise FolderMissing(self.folder)
        with Library.open(self._library) as library:
            return enter(library, prepared, self._model().identity)

    def _entries(self, paths: Set[str]) -> list[Entry]:
        found = [self.entry(one.id) for one in self.listed() if one.path in paths]
        return [entry for entry in found if entry is not None]

    def _paths(self) -> Set[str]:
        if not self._library.exists():
            return frozenset()
        with Library.open(self._library) as library:
            return frozenset(library.paths().values())


class _Rest:
    """A `Watcher` for what is left to do after the files themselves: mostly nothing."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher

    def expect(self, texts: int) -> None:
        """Before embedding: how many texts there are to embed."""
        if texts:
            self._watcher.expect(texts)

    def advance(self, texts: int) -> None:
        """During embedding: how many more are done."""
        self._watcher.advance(texts)


def _named(listed: Listed) -> str:
    return f"{listed.path}\n{listed.title}".casefold()

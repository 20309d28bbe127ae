"""The one place where things are built from settings; every door and test comes through here."""

import hashlib
from pathlib import Path

from bot.app import Server
from bot.errors import TokenMissing
from bot.librarian import Librarian
from config.settings import Settings
from corpus.read import read_folder
from index.answer import Answer, Question
from index.embedder import Embedder
from index.errors import LibraryMissing, ModelChanged
from index.library import Entry, Library
from index.prepare import Prepared, Watcher, embed_missing
from index.retrieve import MATCHES, retrieve
from index.snapshot import Snapshot, load
from index.transformer import TransformerEmbedder
from index.update import Report, update
from index.vectors import DocumentVectors


def make_embedder(settings: Settings) -> Embedder:
    """The embedding model that the settings name; nothing is loaded yet."""
    return TransformerEmbedder(settings.model.name)


def update_library(
    settings: Settings,
    watcher: Watcher,
    *,
    folder: Path | None = None,
    embedder: Embedder | None = None,
) -> Report:
    """Bring the library up to date with the folder of documents."""
    reading = read_folder(folder or settings.corpus.folder)
    with Library.open(settings.library_path, create=True) as library:
        return update(library, reading, embedder or make_embedder(settings), watcher)


def has_library(settings: Settings) -> bool:
    """Whether a library was ever built."""
    try:
        with Library.open(settings.library_path) as library:
            return library.version > 0
    except LibraryMissing:
        return False


class Asker:
    """A library in memory with the model that reads questions: answers, in this thread."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        self.snapshot = snapshot
        self.embedder = embedder

    def __call__(self, question: Question, k: int = MATCHES) -> Answer:
        """Answer a question."""
        return retrieve(question, self.snapshot, self.embedder, k)

    def warm_up(self) -> None:
        """Load the model before the first question needs it."""
        self.embedder.embed_question("ready")


def make_asker(settings: Settings, embedder: Embedder | None = None) -> Asker:
    """Load the library for asking."""
    snapshot = load(settings.library_path)
    return Asker(snapshot, embedder or make_embedder(settings))


def make_asker_for(
    settings: Settings,
    watcher: Watcher,
    *,
    folder: Path | None = None,
    documents: tuple[Prepared, ...] = (),
    embedder: Embedder | None = None,
) -> Asker:
    """An asker over other documents than the library's, with vectors kept for the next time."""
    embedder = embedder or make_embedder(settings)
    path = _side_library(settings, folder, documents)
    with Library.open(path, create=True) as library:
        if folder:
            update(library, read_folder(folder), embedder, watcher)
        else:
            embed_missing(library, documents, embedder, watcher)
            library.commit(
                [prepared.entry(embedder.identity) for prepared in documents],
                [],
                [],
                model=embedder.identity,
                folder="",
                since=library.version,
            )
    return Asker(load(path), embedder)


def read_vectors(
    settings: Settings, documents: tuple[Prepared, ...]
) -> tuple[list[Entry], list[DocumentVectors]]:
    """What `make_asker_for` stored of these documents."""
    with Library.open(_side_library(settings, None, documents)) as library, library.reading():
        entries = library.entries()
        return entries, [library.vectors(entry.vectors_key) for entry in entries]


def _side_library(settings: Settings, folder: Path | None, documents: tuple[Prepared, ...]) -> Path:
    name = str(folder.resolve()) if folder else "\n".join(d.fingerprint for d in documents)
    return settings.home / "eval" / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.db"


def make_librarian(settings: Settings, embedder: Embedder | None = None) -> Librarian:
    """Load the library for the bot.

    Raises:
        ModelChanged: it was built with another model than the settings name.
    """
    embedder = embedder or make_embedder(settings)
    path = settings.library_path

    def stored_version() -> int:
        with Library.open(path) as library:
            return library.version

    librarian = Librarian(lambda: load(path), stored_version, embedder)
    if librarian.snapshot.model != embedder.identity:
        raise ModelChanged(librarian.snapshot.model, embedder.identity)
    return librarian


def make_server(settings: Settings) -> Server:
    """The Bot API server of the settings.

    Raises:
        TokenMissing: no token is set.
    """
    token = settings.bot_token()
    if token is None:
        raise TokenMissing
    telegram = settings.telegram
    return Server(token.get_secret_value(), telegram.base_url, telegram.base_file_url)

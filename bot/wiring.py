"""The one place where things are built from settings; every door and test comes through here.

But for those that only ask: `asker`.
"""

import hashlib
from collections.abc import Callable, Set
from pathlib import Path

from bot.access import Access
from bot.app import Server
from bot.asker import Asker, check_model
from bot.chats.memory import Chats
from bot.databases import make_database
from bot.errors import CorpusClosed, TokenMissing, WebhookMissing
from bot.holdings import Holdings
from bot.inbox.inbox import Inbox
from bot.librarian import Librarian
from bot.model import make_embedder, make_reranker
from bot.pending import Pending, Reception
from bot.playground.app import Rules
from bot.playground.documents import Desk
from bot.preview import Given
from bot.pushing import Door, kept_secret, shared_secret
from bot.serving import LOOPBACK_NAMES
from bot.store import make_load
from bot.updating import Before, Watchers, skipped_files, update_library
from bot.watching import Live
from config.settings import Settings
from corpus.document import Document
from corpus.memory import Memory
from corpus.read import Outcomes, read_folder
from index.answer import Answer
from index.embedder import Embedder
from index.errors import ModelChanged
from index.known import Known
from index.prepare import Prepared, Watcher, embed_missing
from index.snapshot import load
from index.stored.database import IN_MEMORY
from index.stored.entries import Entry
from index.stored.library import Library
from index.update import Report, update
from index.vectors import DocumentVectors


def make_asker_for(
    settings: Settings,
    watcher: Watcher,
    *,
    folder: Path | None = None,
    documents: tuple[Prepared, ...] = (),
    embedder: Embedder | None = None,
) -> Asker:
    """An asker over other documents than the library's, with vectors kept for the next time."""
    embedder, reranker = embedder or make_embedder(settings), make_reranker(settings)
    path = side_library(settings, folder, documents)
    with Library.open(path, create=True) as library:
        if folder:
            update(library, read_folder(folder, library.extracts), embedder, watcher)
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
    return Asker(load(path), embedder, reranker)


def read_vectors(
    settings: Settings, documents: tuple[Prepared, ...]
) -> tuple[list[Entry], list[DocumentVectors]]:
    """What `make_asker_for` stored of these documents."""
    with Library.open(side_library(settings, None, documents)) as library, library.reading():
        entries = library.entries()
        return entries, [library.vectors.read(entry.vectors_key) for entry in entries]


def side_library(settings: Settings, folder: Path | None, documents: tuple[Prepared, ...]) -> Path:
    """Where `make_asker_for` keeps the vectors of other documents than the library's."""
    name = str(folder.resolve()) if folder else "\n".join(d.fingerprint for d in documents)
    return settings.home / "eval" / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.db"


def make_librarian(
    settings: Settings,
    embedder: Embedder | None = None,
    observe: Callable[[Answer, float], None] | None = None,
) -> Librarian:
    """Load the library for the bot; `observe` is told of each answer and its seconds.

    Raises:
        ModelChanged: it was built with another model than the settings name.
    """
    embedder = embedder or make_embedder(settings)
    path = settings.library_path

    def stored_seal() -> str:
        with Library.open(path) as library:
            return library.seal

    reranker = make_reranker(settings)
    librarian = Librarian(
        make_load(settings, embedder, waits=True),
        stored_seal,
        embedder,
        reranker,
        observe=observe,
        added=str(settings.added_path),
    )
    check_model(librarian.snapshot, embedder)
    return librarian


def make_rules(settings: Settings, *, is_exposed: bool) -> Rules:
    """What visitors of the playground may do.

    Raises:
        CorpusClosed: strangers would see what is for some only.
    """
    if is_exposed and not settings.access.is_open:
        raise CorpusClosed
    wanted = settings.playground.uploads
    return Rules(
        # A proxy calls it by any name; on this machine only its own names are right.
        hosts=None if is_exposed else frozenset({*LOOPBACK_NAMES, settings.web.host.lower()}),
        may_add=not is_exposed if wanted is None else wanted,
        may_see_insight=not is_exposed,
        hidden=frozenset(settings.access.restricted),
        visitors=settings.playground.visitors,
    )


def make_desk(settings: Settings, embedder: Embedder | None = None) -> Desk:
    """Where the playground finds what was skipped, and adds files."""
    # A model of its own: those who ask meanwhile need not wait for a whole file.
    holdings = make_holdings(settings, embedder)

    def add(name: str, collection: str, content: bytes, watcher: Watcher) -> Document:
        preview = holdings.preview(Given(name, collection, content))
        addition = holdings.add([preview], watcher)
        for refused in addition.refused:
            raise refused
        return addition.documents[0].document

    return Desk(skipped=lambda: skipped_files(settings), add=add)


def make_holdings(settings: Settings, embedder: Embedder | None = None) -> Holdings:
    """What was added by hand; the model, one of its own, is made when it is needed."""

    def own() -> Embedder:
        return embedder or make_embedder(settings)

    return Holdings(settings.library_path, settings.added_path, settings.corpus.folder, own)


def make_reception(settings: Settings, chats: Chats, embedder: Embedder | None = None) -> Reception:
    """Where the admins hand documents in, in Telegram."""
    pending = Pending(settings.pending_path, lambda: chats.now)
    return Reception(make_holdings(settings, embedder), pending)


def make_live(settings: Settings, embedder: Embedder | None = None) -> Live | None:
    """What follows the folder that the library was built from; None where it shall not."""
    if not settings.corpus.watch:
        return None
    # A model of its own, that is loaded with the first change.
    own = embedder or make_embedder(settings)
    memory: Outcomes = Memory()
    known = Known(own.identity)

    def source() -> Path:
        with Library.open(settings.library_path) as library:
            if library.model != own.identity:  # another process built it anew
                raise ModelChanged(library.model or "", own.identity)
            return Path(library.folder or settings.corpus.folder)

    def folders() -> tuple[Path, ...]:
        with Library.open(settings.library_path) as library:
            found = Path(library.folder or settings.corpus.folder), settings.added_path
        return tuple(folder for folder in found if folder.is_dir())

    def take_up(watcher: Watcher, changed: Set[str] | None) -> Report:
        return update_library(
            settings,
            Watchers(watcher, writing=watcher),
            folder=source(),
            embedder=own,
            before=Before(memory, known, changed),
        )

    return Live(folders, take_up)


def make_playground_chats(settings: Settings) -> Chats:
    """The playground's memory: gone with the process, unless the settings keep it."""
    kept = settings.home / "playground.db"
    return Chats(kept if settings.playground.keep else IN_MEMORY)


def make_chats(settings: Settings) -> Chats:
    """Open the memory of answers, votes and chat settings.

    Raises:
        ChatsUnusable: its file cannot be used.
        DatabaseUnusable: nor can the database that is to be used instead.
    """
    return Chats(make_database(settings, "chats") or settings.chats_path)


def make_inbox(settings: Settings) -> Inbox:
    """Open the inbox of updates that wait for their answers.

    Raises:
        InboxUnusable: its file cannot be used.
        DatabaseUnusable: nor can the database that is to be used instead.
    """
    database, token = make_database(settings, "inbox"), settings.bot_token()
    if database is not None and token is not None:
        number = token.get_secret_value().partition(":")[0]
        database.belong_to(int(number) if number.isdecimal() else 0)
    return Inbox(database or settings.inbox_path)


def make_door(settings: Settings) -> Door:
    """Where Telegram pushes to, with a secret that is made and kept where none is set.

    Raises:
        WebhookMissing: no address is set.
    """
    webhook = settings.telegram.webhook
    if webhook.url is None:
        raise WebhookMissing
    given = settings.webhook_secret()
    token = settings.bot_token()
    if given is not None:
        secret = given.get_secret_value()
    elif settings.database_address() is not None and token is not None:
        secret = shared_secret(token.get_secret_value())
    else:
        secret = kept_secret(settings.home / "webhook-secret")
    return Door(webhook.url, webhook.host, webhook.port, webhook.path, secret)


def make_access(settings: Settings) -> Access:
    """Who may ask, by the settings."""
    access = settings.access
    return Access(
        is_open=access.is_open,
        allowed=access.allowed,
        admins=access.admins,
        restricted=access.restricted,
        takes_codes=access.pairing,
        leaves_groups=access.leave_groups,
        hears_guests=access.guests,
    )


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

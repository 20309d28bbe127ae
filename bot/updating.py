"""The library and the folder that it is made of, and nothing else.

What updates it once, such as `quoth index`, loads no more than this: each module costs it time.
"""

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from bot.model import make_embedder
from bot.store import bring_up_to_date
from config.settings import Settings
from corpus.read import Counter, FolderMissing, Outcomes
from corpus.skipped import Skipped
from corpus.sources import read_sources
from index.crew import Crew
from index.dense.held import FLAT
from index.embedder import Embedder
from index.errors import HostsUnusable, LibraryMissing
from index.known import Known
from index.prepare import Watcher
from index.stored.library import Library
from index.update import Report, update


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is told how far each step has come."""

    embedding: Watcher
    reading: Counter | None = None
    splitting: Watcher | None = None
    writing: Watcher | None = None  # to Milvus


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier updates of the same folder with the same model came to know.

    `memory` is what came of the files. `changed` are the paths that may have changed since; None
    where that is not known.
    """

    memory: Outcomes
    known: Known
    changed: Set[str] | None = None


def update_library(
    settings: Settings,
    watchers: Watchers,
    *,
    folder: Path | None = None,
    embedder: Embedder | None = None,
    before: Before | None = None,
    crew: Crew | None = None,
) -> Report:
    """Bring the library up to date with the folder of documents, and with those added by hand.

    Where Milvus finds them, that is brought up to date next.

    Args:
        settings: where the library is, and the folder if none is named.
        watchers: are told how far it has come.
        folder: the folder of documents.
        embedder: the model; the settings' if left out.
        before: what earlier updates came to know.
        crew: embeds with that model; this process if left out.
    """
    folder = folder or settings.corpus.folder
    if not folder.is_dir():
        raise FolderMissing(folder)
    memory, known, changed = None, None, None
    if before is not None:
        memory, known, changed = before.memory, before.known, before.changed
    with Library.open(settings.library_path, create=True) as library:
        shelf = library.extracts
        reading = read_sources(
            folder, settings.added_path, shelf, watchers.reading, memory, changed
        )
        embedder = embedder or make_embedder(settings)
        report = update(
            library, reading, embedder, watchers.embedding, known, watchers.splitting, crew
        )
        if changed is None:  # it takes a look at all of them
            library.extracts.keep_only(reading.keys)
    bring_up_to_date(settings, watchers.writing)
    return report


def prepare_codes(settings: Settings) -> str:
    """Make the codes that a large library is searched by; says how well, nothing of a small one.

    Raises:
        LibraryUnusable: it is damaged.
    """
    if settings.store.kind != "faiss":
        return ""
    with Library.open(settings.library_path) as library:
        if library.count_passages() <= FLAT:
            return ""
        from index.dense.coded import prepare_search, search_line  # they load FAISS

        prepare_search(library)
        return search_line(library)


def make_crew(settings: Settings) -> Crew | None:
    """The hosts that embed in bulk; None where this machine does it alone.

    Raises:
        HostsUnusable: the package for it is not installed, or certificates are missing.
    """
    address = settings.embed.scheduler
    if address is None:
        return None
    try:
        from index.hosts import Certificates, Hosts, Model
    except ModuleNotFoundError as error:
        reason = "dask is not installed here: pip install 'quoth[hosts]'"
        raise HostsUnusable(address, reason) from error
    tls, certificates = settings.embed.tls, None
    if tls.authority and tls.certificate and tls.key:
        certificates = Certificates(tls.authority, tls.certificate, tls.key)
    elif address.startswith("tls:"):
        raise HostsUnusable(
            address, "QUOTH_EMBED__TLS__AUTHORITY, …__CERTIFICATE and …__KEY must be set for TLS"
        )
    model = Model(settings.model.name, settings.model.engine, make_embedder(settings).identity)
    return Hosts(address, model, certificates)


def skipped_files(settings: Settings) -> list[Skipped]:
    """The files that the library left out, and why."""
    with Library.open(settings.library_path) as library:
        return library.skipped()


def has_library(settings: Settings) -> bool:
    """Whether a library was ever built."""
    try:
        with Library.open(settings.library_path) as library:
            return library.version > 0
    except LibraryMissing:
        return False

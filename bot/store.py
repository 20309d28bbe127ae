"""Where candidates are looked for: in memory, or in the Milvus that the settings name."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from config.settings import Settings
from index.embedder import Embedder

if TYPE_CHECKING:
    from index.milvus.client import Milvus
    from index.milvus.sync import Kept
    from index.prepare import Watcher
    from index.snapshot import Snapshot

# Reads the library; what did not change since an earlier version is taken over.
Load = Callable[["Snapshot | None"], "Snapshot"]


def make_load(settings: Settings, embedder: Embedder, *, waits: bool = False) -> Load:
    """What reads the library that the settings name, made ready to be asked by a model.

    Args:
        settings: where the library is, and Milvus.
        embedder: the model.
        waits: whether to begin while Milvus is away; questions wait then.
    """
    from index.snapshot import load  # who brings a library up to date need not wait for it

    path = settings.library_path
    if settings.store.kind == "faiss":
        return lambda old: load(path, old=old)
    # Loaded only where Milvus is asked.
    from index.milvus.store import load_searchable

    milvus, kept = make_milvus(settings)
    model = embedder.identity
    return lambda old: load_searchable(path, milvus, kept, model, old, waits=waits)


def make_milvus(settings: Settings) -> "tuple[Milvus, Kept]":
    """The Milvus of the settings, and how a library is kept there; nothing is connected yet."""
    from index.milvus.client import Address, Milvus
    from index.milvus.sync import Kept

    store, token = settings.store, settings.store_token()
    secret = "" if token is None else token.get_secret_value()
    milvus = Milvus(Address(store.address, secret, store.certificate), store.timeout_s)
    return milvus, Kept(store.name, store.index)


def bring_up_to_date(settings: Settings, watcher: "Watcher | None" = None) -> None:
    """Write to Milvus what changed in the library, where the settings name one.

    Raises:
        StoreAway, StoreUnusable: it cannot be; the library is as it should be.
    """
    if settings.store.kind == "faiss":
        return
    from index.milvus.sync import synchronise

    milvus, kept = make_milvus(settings)
    try:
        synchronise(settings.library_path, milvus, kept, watcher)
    finally:
        milvus.close()

"""Milvus for tests that want one, and tables of theirs in it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import numpy as np
import pytest

from index.embedder import Vectors
from index.milvus.client import Address, Milvus
from index.milvus.rows import Row, collection_key
from index.milvus.store import MilvusNearest, Places
from index.milvus.sync import Kept
from index.milvus.table import Table
from tests.milvus.serving import ADDRESS, CERTIFICATE, TOKEN, LiteServer, is_installed

STATE = "ab" * 16


@pytest.fixture(scope="session")
def milvus_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """A Milvus that is there for all tests."""
    if url := os.environ.get(ADDRESS):
        path = os.environ.get(CERTIFICATE)
        yield Address(url, os.environ.get(TOKEN, ""), Path(path) if path else None)
        return
    if not is_installed():
        pytest.skip("milvus-lite is not installed: pip install -c constraints.txt '.[dev]'")
    server = LiteServer(tmp_path_factory.mktemp("milvus"))
    yield Address(server.url)
    server.kill()


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[LiteServer]:
    """A Milvus of this test's own, to be killed and started."""
    if not is_installed():
        pytest.skip("milvus-lite is not installed: pip install -c constraints.txt '.[dev]'")
    server = LiteServer(tmp_path)
    yield server
    server.kill()


@pytest.fixture(scope="session")
def milvus(milvus_address: Address) -> Iterator[Milvus]:
    """A connection to it."""
    found = Milvus(milvus_address)
    yield found
    found.close()


@pytest.fixture
def kept(milvus: Milvus) -> Iterator[Kept]:
    """A library's place in it, of this test's own."""
    prefix = f"test_{token_hex(6)}"
    yield Kept(prefix, "FLAT")
    for name in milvus.call("list_collections"):
        if name.startswith(prefix):
            milvus.call("drop_collection", name)


@pytest.fixture
def make_milvus_store(milvus: Milvus, kept: Kept) -> Callable[[Vectors], MilvusNearest]:
    """Puts vectors into one table, in the place of those before."""
    return Filled(milvus, kept)


class Filled:
    """One table that is filled anew for each store: to make one takes a server a second."""

    def __init__(self, milvus: Milvus, kept: Kept) -> None:
        self._milvus, self._kept = milvus, kept
        self._tables: dict[int, Table] = {}

    def __call__(self, vectors: Vectors) -> MilvusNearest:
        width = vectors.shape[1]
        table = self._tables.get(width)
        if table is None:
            table = self._tables[width] = Table(self._milvus, f"{self._kept.prefix}_{width}")
            table.create(width, self._kept.index)
        table.remove([STATE])
        rows = (Row(STATE, n, collection_key(""), one, {1: 1.0}) for n, one in enumerate(vectors))
        table.put(rows, with_words=table.has_words)
        places = Places([STATE], [""], np.zeros(len(vectors), np.int64))
        return MilvusNearest(table, places)

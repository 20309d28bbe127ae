"""Hosts embed what this machine would: the same vectors, each once, also when one of them dies."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pytest

from bot.updating import Watchers, make_crew, update_library
from config.settings import load_settings
from corpus.read import read_folder
from index.embedder import HashingEmbedder
from index.errors import HostsUnusable
from index.stored.library import Library
from index.update import update
from index.vectors import DocumentVectors
from tests.conftest import Watch

distributed = pytest.importorskip("distributed", reason="needs pip install 'quoth[hosts]'")

from index.hosts import Hosts, Model  # noqa: E402  # it needs that package

_HASHING = Model(HashingEmbedder.identity, "", HashingEmbedder.identity)
_START_S = 60


@dataclass
class Cluster:
    """A scheduler and workers on loopback, as an operator would start them."""

    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]]

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        # Without the nanny, which would start a worker anew that is killed.
        return self.start("worker", self.address, "--nthreads", "1", "--no-nanny")


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """A cluster without workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Cluster(f"tcp://127.0.0.1:{port}", folder, [])
    found.start("scheduler", "--host", "127.0.0.1", "--port", str(port))
    try:
        yield found
    finally:
        for process in found.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with one worker."""
    with running(tmp_path_factory.mktemp("hosts")) as found:
        found.start_worker()
        yield found


@pytest.fixture
def second(cluster: Cluster) -> Iterator[subprocess.Popen[bytes]]:
    """Another worker, and both are ready."""
    worker = cluster.start_worker()
    with distributed.Client(cluster.address, timeout=_START_S) as client:
        client.wait_for_workers(2, timeout=_START_S)
    yield worker
    worker.kill()
    worker.wait()


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of documents that are embedded in a dozen batches."""
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(12):
        sentences = [f"Barge {n} carried {k} loads of rye to the mill." for k in range(600)]
        lines = [" ".join(sentences[first : first + 6]) for first in range(0, 600, 6)]
        (folder / f"{n:02}.txt").write_text("\n\n".join([f"Barge {n}", *lines]), "utf-8")
    return folder


def stored(path: Path) -> dict[str, DocumentVectors]:
    with Library.open(path) as library:
        return {e.document.path: library.vectors.read(e.vectors_key) for e in library.entries()}


def assert_same(found: dict[str, DocumentVectors], expected: dict[str, DocumentVectors]) -> None:
    assert found.keys() == expected.keys()
    for path, vectors in found.items():
        for field in fields(DocumentVectors):
            here = getattr(expected[path], field.name)
            np.testing.assert_array_equal(getattr(vectors, field.name), here)


def embed_here(folder: Path, path: Path) -> dict[str, DocumentVectors]:
    with Library.open(path, create=True) as library:
        update(library, read_folder(folder), HashingEmbedder(), Watch())
    return stored(path)


class Killing(Watch):
    """Kills a worker, as the power would, when the first batch is done."""

    def __init__(self, worker: subprocess.Popen[bytes]) -> None:
        super().__init__()
        self._worker = worker

    def advance(self, texts: int) -> None:
        """See `Watcher.advance`."""
        super().advance(texts)
        self._worker.kill()


@pytest.mark.model
def test_two_hosts_make_the_vectors_that_this_machine_makes(
    cluster: Cluster, second: subprocess.Popen[bytes], folder: Path, tmp_path: Path
) -> None:
    here = load_settings(home=tmp_path / "here")
    update_library(here, Watchers(Watch()), folder=folder)
    there = load_settings(home=tmp_path / "there", embed={"scheduler": cluster.address})
    report = update_library(there, Watchers(Watch()), folder=folder, crew=make_crew(there))
    assert report.embedded_documents == 3
    assert_same(stored(there.library_path), stored(here.library_path))


def test_a_worker_that_is_killed_costs_no_vector_and_doubles_none(
    cluster: Cluster, second: subprocess.Popen[bytes], many: Path, tmp_path: Path
) -> None:
    watch = Killing(second)
    with Library.open(tmp_path / "there.db", create=True) as library:
        crew = Hosts(cluster.address, _HASHING)
        report = update(library, read_folder(many), HashingEmbedder(), watch, crew=crew)
    assert watch.done == watch.expected == report.embedded_texts == 8400
    assert_same(stored(tmp_path / "there.db"), embed_here(many, tmp_path / "here.db"))


def test_a_host_with_another_model_is_refused(
    cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    crew = Hosts(cluster.address, Model(HashingEmbedder.identity, "", "hashing-512"))
    with (
        Library.open(tmp_path / "library.db", create=True) as library,
        pytest.raises(HostsUnusable, match="its model is hashing-256, and not hashing-512"),
    ):
        update(library, read_folder(folder), HashingEmbedder(), Watch(), crew=crew)


def test_hosts_that_are_not_there_are_told_and_nothing_is_committed(
    folder: Path, tmp_path: Path
) -> None:
    nobody = Hosts("tcp://127.0.0.1:1", _HASHING, patience_s=1)
    with (
        running(tmp_path) as cluster,
        Library.open(tmp_path / "library.db", create=True) as library,
    ):
        with pytest.raises(HostsUnusable, match=r"127\.0\.0\.1:1 cannot embed"):
            update(library, read_folder(folder), HashingEmbedder(), Watch(), crew=nobody)
        with distributed.Client(cluster.address, timeout=_START_S):
            idle = Hosts(cluster.address, _HASHING, patience_s=2)
        with pytest.raises(HostsUnusable, match="it has no workers"):
            update(library, read_folder(folder), HashingEmbedder(), Watch(), crew=idle)
        assert library.version == 0


def test_tls_without_certificates_is_refused_before_anybody_is_called(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, embed={"scheduler": "tls://127.0.0.1:1"})
    with pytest.raises(HostsUnusable, match="QUOTH_EMBED__TLS__AUTHORITY"):
        make_crew(settings)


def test_nobody_is_called_when_nothing_is_to_be_embedded(folder: Path, tmp_path: Path) -> None:
    embed_here(folder, tmp_path / "library.db")
    nobody = Hosts("tcp://127.0.0.1:1", _HASHING, patience_s=0)
    with Library.open(tmp_path / "library.db") as library:
        report = update(library, read_folder(folder), HashingEmbedder(), Watch(), crew=nobody)
    assert report.embedded_texts == 0

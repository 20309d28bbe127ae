"""Bulk embedding on several hosts: batches go to the workers of a dask scheduler, and come back.

A batch whose worker dies is given to another one. Each worker loads the model that is named, and
must find it to be the same one; texts go there and nothing but vectors comes back.
"""

import asyncio
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import distributed
from distributed.comm.core import CommClosedError

from index.crew import Batch, embed_batch
from index.embedder import Embedder, HashingEmbedder, Progress
from index.errors import HostsUnusable
from index.models.engines import Wanted
from index.models.transformer import TransformerEmbedder
from index.vectors import DocumentVectors

# Seconds between looks whether any worker is left.
_LOOK_S = 1.0
# Batches under way for each worker: one that is worked on, and one that waits there.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Model:
    """Which model the workers load, and what they must find it to be."""

    name: str
    engine: str
    identity: str


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files for a scheduler that speaks TLS: who signed, and this machine's own two."""

    authority: Path
    certificate: Path
    key: Path


class Hosts:
    """The workers of a dask scheduler.

    Args:
        address: of the scheduler, `tcp://HOST:PORT` or `tls://HOST:PORT`.
        model: that they shall embed with.
        certificates: for `tls://`.
        patience_s: to wait for the scheduler, and whenever there is no worker.
    """

    def __init__(
        self,
        address: str,
        model: Model,
        certificates: Certificates | None = None,
        patience_s: float = 60,
    ) -> None:
        self._address, self._model, self._certificates = address, model, certificates
        self._patience_s = patience_s

    def embed(
        self, batches: Iterable[Batch], progress: Progress
    ) -> Iterator[tuple[int, list[DocumentVectors]]]:
        """See `Crew.embed`.

        Raises:
            HostsUnusable: they cannot be reached, are gone, or have another model.
        """
        waiting = enumerate(batches)
        first = next(waiting, None)
        if first is None:
            return  # nobody need be there
        try:
            with self._client() as client:
                sent = _Sent(client, self._model, self._address, self._patience_s)
                yield from sent.embedded(chain([first], waiting), progress)
        except (CancelledError, asyncio.CancelledError, CommClosedError, OSError) as error:
            # OSError: nobody listens there, or certificates are missing; TimeoutError is one.
            raise HostsUnusable(self._address, _said(error)) from error

    def _client(self) -> distributed.Client:
        security = None
        if self._certificates is not None:
            security = distributed.Security(
                tls_ca_file=str(self._certificates.authority),
                tls_client_cert=str(self._certificates.certificate),
                tls_client_key=str(self._certificates.key),
                require_encryption=True,
            )
        client = distributed.Client(
            self._address,
            security=security,
            timeout=self._patience_s,
            name="quoth",
        )
        try:
            client.wait_for_workers(1, timeout=self._patience_s)
        except TimeoutError as error:
            client.close()
            raise HostsUnusable(self._address, "it has no workers") from error
        return client


class _Sent:
    """Batches under way: a few for each worker at any time, since all would fill the scheduler."""

    def __init__(
        self, client: distributed.Client, model: Model, address: str, patience_s: float
    ) -> None:
        self._client, self._model, self._address = client, model, address
        self._patience_s = patience_s
        self._under_way: dict[Any, tuple[int, int]] = {}
        self._looks = 0

    def embedded(
        self, waiting: Iterator[tuple[int, Batch]], progress: Progress
    ) -> Iterator[tuple[int, list[DocumentVectors]]]:
        """What comes back, in any order."""
        self._send(waiting)
        while self._under_way:
            for future in self._done():
                number, texts = self._under_way.pop(future)
                found = [DocumentVectors.from_bytes(blob) for blob in self._result(future)]
                self._send(waiting)
                progress(texts)
                yield number, found

    def _workers(self) -> int:
        return len(self._client.nthreads())

    def _send(self, waiting: Iterator[tuple[int, Batch]]) -> None:
        free = _AHEAD * max(1, self._workers()) - len(self._under_way)
        for number, batch in islice(waiting, max(0, free)):
            future = self._client.submit(_embed_there, batch, self._model, pure=False)
            self._under_way[future] = number, sum(texts.size for texts in batch)

    def _done(self) -> list[Any]:
        """Those that came back; none after a while without."""
        try:
            found = distributed.wait(
                list(self._under_way), timeout=_LOOK_S, return_when="FIRST_COMPLETED"
            )
        except TimeoutError:
            self._looks = 0 if self._workers() else self._looks + 1
            if self._looks * _LOOK_S >= self._patience_s:
                raise HostsUnusable(self._address, "all its workers are gone") from None
            return []
        self._looks = 0
        return list(found.done)

    def _result(self, future: Any) -> list[bytes]:
        try:
            found: list[bytes] = future.result()
        except (HostsUnusable, CancelledError, asyncio.CancelledError, CommClosedError):
            raise
        except distributed.KilledWorker as error:
            reason = "several workers died over the same texts; look whether their memory suffices"
            raise HostsUnusable(self._address, reason) from error
        except Exception as error:  # because anything may be wrong on another machine
            raise HostsUnusable(self._address, f"a worker says: {_said(error)}") from error
        return found


def _embed_there(batch: Batch, model: Model) -> list[bytes]:
    """On a worker: embed a batch, as blobs in half precision and eight bits as they are stored."""
    worker = distributed.get_worker()
    embedder = _embedder(model, worker.local_directory)
    if embedder.identity != model.identity:
        raise HostsUnusable(
            worker.address, f"its model is {embedder.identity}, and not {model.identity}"
        )
    return [found.to_bytes() for found in embed_batch(batch, embedder)]


@lru_cache(1)
def _embedder(model: Model, folder: str) -> Embedder:
    """A worker keeps its model from one batch to the next."""
    if model.name == HashingEmbedder.identity:
        return HashingEmbedder()
    return TransformerEmbedder(model.name, Path(folder) / "engines", Wanted(model.engine))


def _said(error: BaseException) -> str:
    return str(error).strip() or type(error).__name__

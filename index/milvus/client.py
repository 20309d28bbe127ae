"""The one module that touches pymilvus: calls that are tried again, and errors of ours."""

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import SearchError, StoreAway, StoreLost, StoreRefused, StoreUnusable

# How long a question waits for Milvus, and other things do, tries included.
QUESTION_S = 2.0
_LOOK_S, CHANGE_S = 5.0, 60.0
# So long nobody is sent to a server that just did not answer: they would all wait in a row.
_REST_S = 1.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 1.0
# gRPC doubles its pause to two minutes: a server that is back would be missed for as long.
# And who is pinged every ten seconds, with nothing to do, may take it for an attack.
_GRPC = {
    "grpc.max_reconnect_backoff_ms": 1000,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.keepalive_permit_without_calls": False,
}
# What a server says that is starting, short of memory or nodes, or asked too much (merr, 2.3 on).
_PASSING = frozenset({1, 2, 3, 4, 7, 8, 9, 11, 103, 106, 401, 503, 901, 902})
# ... of a collection that is not there, and pymilvus of an error of its own.
_LOST, _NOT_LOADED, _OWN_ERROR = 100, 101, "unexpected error, message"
_UNLOADED = "it does not have the library at hand"
_PASSING_CODES = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "ABORTED"})
_PASSING_WORDS = ("fail connecting", "retry timeout", "retry run out", "server unavailable")
_LOST_WORDS = ("can't find collection", "collection not found")
_REFUSING_CODES = frozenset({"UNAUTHENTICATED", "PERMISSION_DENIED"})
_REFUSING_WORDS = ("unauthenticated", "auth check fail", "permission deny", "privilegedenied")
_INDEX_OPTIONS = {"HNSW": {"M": 32, "efConstruction": 240}}
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Address:
    """Where Milvus is and how it is reached.

    `url` begins with https:// for TLS; `certificate` is that of an authority of one's own.
    `token` is user:password or a key, and is in no text of this noun.
    """

    url: str
    token: str = field(default="", repr=False)
    certificate: Path | None = None


class Milvus:
    """A connection that is made with the first call.

    Args:
        address: where to.
        question_s: how long a question waits, tries included.
        clock: seconds from any beginning.
        sleep: waits between two tries.
    """

    def __init__(
        self,
        address: Address,
        question_s: float = QUESTION_S,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address, self.question_s = address, question_s
        self._clock, self._sleep = clock, sleep
        self._client: Any = None
        self._connecting = threading.Lock()
        self._rests_until = 0.0

    def call(self, method: str, *arguments: Any, within_s: float = _LOOK_S, **named: Any) -> Any:
        """Call a method of pymilvus' client; what may pass is tried again while there is time.

        Raises:
            StoreAway: it did not pass.
            StoreRefused: the token is not taken.
            StoreUnusable: anything else that Milvus complains of.
        """
        began = self._clock()
        if began < self._rests_until:
            raise StoreAway(self.address.url, "it did not answer a moment ago")
        pause_s = _FIRST_PAUSE_S
        while True:
            left_s = max(0.1, began + within_s - self._clock())
            try:
                return self._try(method, left_s, arguments, named)
            except StoreLost:
                raise
            except StoreAway as error:
                if error.reason == _UNLOADED and method != "load_collection":
                    # milvus-lite forgets over a restart what it had at hand; servers do not.
                    self._try("load_collection", left_s, arguments[:1], {})
                    continue
                if self._clock() + pause_s >= began + within_s:
                    self._rests_until = self._clock() + _REST_S
                    raise
            self._sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def create(
        self,
        name: str,
        fields: Sequence[tuple[str, str, dict[str, Any]]],
        indexes: Sequence[tuple[str, str]],
    ) -> None:
        """Make a collection, and have the server keep it at hand.

        Args:
            name: of the collection.
            fields: the name, type and options of each.
            indexes: over which fields of vectors, and of which kind; by inner product.
        """
        library = _pymilvus()
        schema = library.MilvusClient.create_schema(auto_id=False)
        for field_name, kind, options in fields:
            schema.add_field(field_name, library.DataType[kind], **options)
        params = library.MilvusClient.prepare_index_params()
        for field_name, kind in indexes:
            own = _INDEX_OPTIONS.get(kind, {})
            params.add_index(field_name, index_type=kind, metric_type="IP", params=own)
        self.call("create_collection", name, schema=schema, consistency_level="Session")
        # There is nothing to be indexed yet that would have to be waited for.
        self.call("create_index", name, index_params=params, sync=False)
        self.call("load_collection", name)

    def version(self, within_s: float = QUESTION_S) -> str:
        """What the server calls itself, such as v2.6.4 or milvus_lite-3.2.2."""
        return str(self.call("get_server_version", within_s=within_s))

    def close(self) -> None:
        """Let go of the connection; the next call makes another."""
        with self._connecting:
            if self._client is not None:
                self._client.close()
            self._client = None

    def _try(
        self, method: str, left_s: float, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        library = _pymilvus()
        import grpc

        try:
            client = self._connected(min(left_s, QUESTION_S))
            return getattr(client, method)(*arguments, timeout=left_s, **named)
        except (library.MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
            raise _meaning(error, self.address.url) from error

    def _connected(self, within_s: float) -> Any:
        with self._connecting:
            if self._client is None:
                client = _pymilvus().MilvusClient
                self._client = client(
                    self.address.url, timeout=within_s, dedicated=True, **self._options()
                )
            return self._client

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"grpc_options": _GRPC, "token": self.address.token}
        if self.address.certificate is not None:
            options["server_pem_path"] = str(self.address.certificate)
        return options


def _pymilvus() -> Any:
    # It would read a .env file, which none of our settings come from ...
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    try:
        import pymilvus
    except ImportError as error:
        raise StoreUnusable(
            "Milvus is spoken to by pymilvus, which is not installed: pip install 'quoth[milvus]'"
        ) from error
    # ... and writes to stderr by itself what is raised, too.
    for name in ("pymilvus", "pymilvus.milvus_client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return pymilvus


def _meaning(error: Exception, url: str) -> SearchError:
    """What an error of pymilvus or gRPC means to us."""
    code, said = _code_of(error), _words_of(error)
    name, words = str(getattr(code, "name", code)), said.lower()
    if _is_refusal(error):
        return StoreRefused(url)
    if code == _LOST or _holds(words, _LOST_WORDS):
        return StoreLost(url)
    if code == _NOT_LOADED:
        return StoreAway(url, _UNLOADED)
    is_passing = name in _PASSING_CODES or code in _PASSING or getattr(error, "retriable", False)
    if _OWN_ERROR not in words and (is_passing or _holds(words, _PASSING_WORDS)):
        return StoreAway(url, name.lower() if name in _PASSING_CODES else "no answer")
    return StoreUnusable(f"Milvus at {url} cannot do what is needed ({name}: {said[:200]})")


def _is_refusal(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, is that the token is not taken."""
    # What fails while connecting is told as no connection; some errors come from themselves.
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        name = str(getattr(_code_of(error), "name", ""))
        if name in _REFUSING_CODES or _holds(_words_of(error).lower(), _REFUSING_WORDS):
            return True
        seen.append(error)
        error = error.__cause__
    return False


def _code_of(error: BaseException) -> Any:
    code = getattr(error, "code", None)
    return code() if callable(code) else code


def _words_of(error: BaseException) -> str:
    details = getattr(error, "details", None)
    return str(getattr(error, "message", "") or (details() if callable(details) else error))


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)

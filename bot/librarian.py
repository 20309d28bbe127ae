"""Answers questions off the event loop, always from one whole version of the library."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence

import numpy as np

from bot.together import Together
from bot.worker import Worker
from corpus.document import Document
from index.answer import Answer, Question
from index.embedder import Embedder, Vectors
from index.errors import SearchError, StoreAway, StoreLost
from index.explain import Explanation, explain
from index.ranking.reranker import Reranker
from index.retrieve import MATCHES, retrieve
from index.snapshot import Snapshot
from index.stored.original import read_original

_log = logging.getLogger(__name__)
# How long a damaged library is left alone before it is read again.
_DAMAGED_S = 30.0
# ... and Milvus, where people wait for it.
_AWAY_S = 3.0


class Librarian:
    """Holds the current snapshot; a newer one is prepared aside and replaces it at once.

    Args:
        load: reads the library into memory; what did not change since a snapshot is taken over.
        stored_seal: the seal of the library on disk, cheaply.
        embedder: the model that the library was made with.
        reranker: orders the best matches anew, if there is one.
        observe: is told of each answer and the seconds that it took, waiting included.
        added: the folder of files that were added by hand.
    """

    def __init__(
        self,
        load: Callable[[Snapshot | None], Snapshot],
        stored_seal: Callable[[], str],
        embedder: Embedder,
        reranker: Reranker | None = None,
        observe: Callable[[Answer, float], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        added: str = "",
    ) -> None:
        self._load = load
        self._stored_seal = stored_seal
        self._embedder = embedder
        self._reranker = reranker
        self._observe = observe
        self._added = added
        self._is_warm = False
        self._together = Together(embedder)
        self._worker = Worker()
        self._loader = Worker()
        self._clock = clock
        self._snapshot = load(None)
        self._refreshing = asyncio.Lock()
        # The last library that could not be used, until when it is not tried again, and what was
        # said about it: looking every other second must not mean to load it every other second.
        self._refused = ""
        self._refused_until = 0.0
        self._complaint = ""
        # Milvus does not have what this version looks for: it is loaded, and written there, anew.
        self._is_lost = False

    @property
    def snapshot(self) -> Snapshot:
        """The version that the next question is answered from."""
        return self._snapshot

    @property
    def is_warm(self) -> bool:
        """Whether the models are loaded."""
        return self._is_warm

    @property
    def complaint(self) -> str:
        """Why the newest version cannot be used; empty where it can."""
        return self._complaint

    def collections_without(self, hidden: frozenset[str]) -> frozenset[str]:
        """All collections but some."""
        return frozenset(document.collection for document in self.snapshot.documents) - hidden

    async def ask(self, question: Question, k: int = MATCHES) -> Answer:
        """Answer a question from the version that is current when it comes, in its turn."""
        began = time.perf_counter()
        with self._together.waits(question.text) as ticket:
            answer = await self._worker.run(self._answer, ticket, question, self._snapshot, k)
        if self._observe is not None:
            self._observe(answer, time.perf_counter() - began)
        return answer

    def _answer(self, ticket: int, question: Question, snapshot: Snapshot, k: int) -> Answer:
        self._together.encode(ticket)
        try:
            return retrieve(question, snapshot, self._embedder, k, self._reranker)
        except StoreLost:
            self._is_lost = True
            raise

    async def explain(self, question: Question, k: int = MATCHES) -> Explanation:
        """Answer a question and say how; it takes the time that an answer takes."""
        return await self._worker.run(
            explain,
            question,
            self._snapshot,
            self._embedder,
            time.perf_counter,
            k,
            self._reranker,
        )

    async def original(self, document: Document) -> bytes | None:
        """The file that a document was read from, if it is still there and still the same."""
        for folder in (self._snapshot.folder, self._added):
            data = await self._loader.run(read_original, folder, document)
            if data is not None:
                return data
        return None

    async def question_vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, `(n, dimensions)`; those who ask meanwhile wait for one."""
        embed = self._embedder.embed_question
        return np.array([(await self._worker.run(embed, text)).vector for text in texts])

    async def warm_up(self) -> None:
        """Load the models before the first question needs them."""
        await self._worker.run(self._embedder.embed_question, "ready")
        if self._reranker is not None:
            await self._worker.run(self._reranker.scores, "ready", ["ready"])
        self._is_warm = True

    async def refresh(self) -> bool:
        """Take up a newer version of the library if there is one; say whether there was.

        What cannot be used is logged, once, and the old version goes on serving.
        """
        async with self._refreshing:
            return await self._refresh()

    async def _refresh(self) -> bool:
        seal = ""
        try:
            seal = await self._loader.run(self._stored_seal)
            is_current = seal == self._snapshot.seal and not self._is_lost
            if is_current or self._is_refused(seal):
                return False
            fresh = await self._loader.run(self._load, self._snapshot)
        except SearchError as error:
            # A damaged one may be mended under the same seal, from a copy.
            is_away = isinstance(error, StoreAway)
            self._refuse(seal, str(error), for_s=_AWAY_S if is_away else _DAMAGED_S)
            return False
        if fresh.model != self._embedder.identity:
            self._refuse(
                seal,
                f"it was made by the model {fresh.model}, and this bot runs {self._snapshot.model}."
                " Restart it with that model in its settings, or run quoth index with this one",
            )
            return False
        self._snapshot, self._refused, self._complaint = fresh, "", ""
        self._is_lost = False
        _log.info("Library version %d, %d passages", fresh.version, len(fresh.passages))
        return True

    def _is_refused(self, seal: str) -> bool:
        return seal == self._refused and self._clock() < self._refused_until

    def _refuse(self, seal: str, reason: str, for_s: float = math.inf) -> None:
        self._refused, self._refused_until = seal, self._clock() + for_s
        if reason != self._complaint:
            _log.warning("The new library cannot be used, the old one goes on: %s", reason)
        self._complaint = reason

    def close(self) -> None:
        """End the threads."""
        self._worker.close()
        self._loader.close()

"""Chroma on disk, with sentence-transformers for the vectors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction

from tests.bench.peers.harness import Floats, K, main
from tests.bench.texts import Passage

_MOST_AT_ONCE = 5000


class Chroma:
    """A persistent client, which writes as it goes."""

    _collection: Any

    def __init__(self, model: str, home: Path) -> None:
        self._home = home
        self._function = SentenceTransformerEmbeddingFunction(
            model_name=model, device="cpu", normalize_embeddings=True
        )

    def build(self, passages: Sequence[Passage], vectors: Floats | None) -> None:
        """See `Peer.build`."""
        self.load()
        self._add(passages, vectors)

    def save(self) -> None:
        """It is on disk already."""

    def load(self) -> None:
        """See `Peer.load`."""
        client = chromadb.PersistentClient(str(self._home), Settings(anonymized_telemetry=False))
        self._collection = client.get_or_create_collection(
            "bench", embedding_function=self._function, configuration={"hnsw": {"space": "cosine"}}
        )

    def ask(self, question: str) -> list[str]:
        """See `Peer.ask`."""
        found = self._collection.query(query_texts=[question], n_results=K)
        return [str(one) for one in found["ids"][0]]

    def replace(self, gone: Sequence[str], come: Sequence[Passage]) -> None:
        """See `Peer.replace`."""
        self._collection.delete(list(gone))
        self._add(come, None)

    def _add(self, passages: Sequence[Passage], vectors: Floats | None) -> None:
        for first in range(0, len(passages), _MOST_AT_ONCE):
            some = passages[first : first + _MOST_AT_ONCE]
            self._collection.add(
                ids=[passage.id for passage in some],
                documents=[passage.text for passage in some],
                embeddings=None if vectors is None else vectors[first : first + _MOST_AT_ONCE],
            )


if __name__ == "__main__":
    main(Chroma)

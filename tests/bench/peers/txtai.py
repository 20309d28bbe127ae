"""txtai with its defaults (FAISS, and SQLite for the texts)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from txtai import Embeddings

from tests.bench.peers.harness import Floats, K, main
from tests.bench.texts import Passage


class Txtai:
    """`Embeddings` with content."""

    _index: Embeddings

    def __init__(self, model: str, home: Path) -> None:
        self._home = home
        self._config = {"path": model, "content": True}

    def build(self, passages: Sequence[Passage], vectors: Floats | None) -> None:
        """See `Peer.build`."""
        self._index = Embeddings(self._config if vectors is None else _given(vectors))
        self._index.index([tuple(passage) for passage in passages])

    def save(self) -> None:
        """See `Peer.save`."""
        # Where vectors were given, questions are embedded by the model all the same.
        self._index.config.pop("transform", None)
        self._index.save(str(self._home))

    def load(self) -> None:
        """See `Peer.load`."""
        self._index = Embeddings()
        self._index.load(str(self._home), config={**self._config, "method": "transformers"})

    def ask(self, question: str) -> list[str]:
        """See `Peer.ask`."""
        return [str(found["id"]) for found in self._index.search(question, K)]

    def replace(self, gone: Sequence[str], come: Sequence[Passage]) -> None:
        """See `Peer.replace`."""
        self._index.delete(list(gone))
        self._index.upsert([tuple(passage) for passage in come])


def _given(vectors: Floats) -> dict[str, Any]:
    """A configuration for which nothing is embedded."""
    rows = iter(vectors)

    def transform(texts: Sequence[str]) -> list[Floats]:
        # It asks for the vectors of each batch of texts, in their order.
        return [next(rows) for _ in texts]

    return {"method": "external", "content": True, "transform": transform}


if __name__ == "__main__":
    main(Txtai)

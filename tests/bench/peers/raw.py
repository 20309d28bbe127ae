"""sentence-transformers alone: vectors of passages and questions, and no search at all."""

from collections.abc import Sequence
from pathlib import Path

from sentence_transformers import SentenceTransformer

from tests.bench.peers.harness import Floats, main
from tests.bench.texts import Passage


class Raw:
    """`SentenceTransformer.encode`."""

    def __init__(self, model: str, home: Path) -> None:
        self._model = SentenceTransformer(model, device="cpu")

    def build(self, passages: Sequence[Passage], vectors: Floats | None) -> None:
        """See `Peer.build`."""
        if vectors is not None:
            return
        texts = [passage.text for passage in passages]
        self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)

    def save(self) -> None:
        """There is no index."""

    def load(self) -> None:
        """There is no index."""

    def ask(self, question: str) -> list[str]:
        """Encode a question."""
        self._model.encode([question], normalize_embeddings=True, show_progress_bar=False)
        return []

    def replace(self, gone: Sequence[str], come: Sequence[Passage]) -> None:
        """Encode the passages that come."""
        self.build(come, None)


if __name__ == "__main__":
    main(Raw)

"""LangChain with FAISS, as its documentation has it."""

from collections.abc import Sequence
from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings

from tests.bench.peers.harness import Floats, K, main
from tests.bench.texts import Passage


class LangChain:
    """`FAISS.from_texts`, `save_local`, `load_local`, `similarity_search`."""

    _store: FAISS

    def __init__(self, model: str, home: Path) -> None:
        self._home = home
        self._embeddings = HuggingFaceEmbeddings(
            model_name=model,
            model_kwargs={"device": "cpu"},
            encode_kwargs={"normalize_embeddings": True},
        )

    def build(self, passages: Sequence[Passage], vectors: Floats | None) -> None:
        """See `Peer.build`."""
        ids = [passage.id for passage in passages]
        texts = [passage.text for passage in passages]
        if vectors is None:
            self._store = FAISS.from_texts(texts, self._embeddings, ids=ids)
            return
        self._store = FAISS.from_embeddings(
            list(zip(texts, vectors, strict=True)), self._embeddings, ids=ids
        )

    def save(self) -> None:
        """See `Peer.save`."""
        self._store.save_local(str(self._home))

    def load(self) -> None:
        """See `Peer.load`."""
        self._store = FAISS.load_local(
            str(self._home), self._embeddings, allow_dangerous_deserialization=True
        )

    def ask(self, question: str) -> list[str]:
        """See `Peer.ask`."""
        return [str(found.id) for found in self._store.similarity_search(question, k=K)]

    def replace(self, gone: Sequence[str], come: Sequence[Passage]) -> None:
        """See `Peer.replace`."""
        self._store.delete(list(gone))
        self._store.add_texts(
            [passage.text for passage in come], ids=[passage.id for passage in come]
        )


if __name__ == "__main__":
    main(LangChain)

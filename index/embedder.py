"""The seam to the embedding model, and the deterministic stand-in that tests use."""

import zlib
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.tokens import Tokeniser

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]
"""Told how many more texts are embedded."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length, `(n, dimensions)` float32."""

    @property
    def identity(self) -> str:
        """Names the model and its weights: vectors of two identities are never mixed."""
        ...

    @property
    def most_tokens(self) -> int:
        """How many tokens of a text the model reads; the rest would be cut off."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens the model makes of each text, its special tokens not counted."""
        ...

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages or sentences, in the order of `texts`."""
        ...

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The vector of one question, `(dimensions,)`."""
        ...


class HashingEmbedder:
    """A bag of hashed stems: no model, no meaning, but texts that share words come close."""

    identity = "hashing-256"
    most_tokens = 254
    dimensions = 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One token a word, and one a character in scripts without spaces."""
        tokeniser = Tokeniser()
        return [max(len(tokeniser.terms(text)), len(text.split())) for text in texts]

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of the texts; a text without words gets a fixed direction."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        tokeniser = Tokeniser()
        for row, text in enumerate(texts):
            for term in tokeniser.terms(text) or [""]:
                vectors[row, zlib.crc32(term.encode()) % self.dimensions] += 1.0
        if progress is not None:
            progress(len(texts))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The vector that the text would get as a document."""
        vector: NDArray[np.float32] = self.embed_documents([text])[0]
        return vector

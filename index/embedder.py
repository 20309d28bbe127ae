"""The seam to the embedding model, and the deterministic stand-in that tests use."""

import re
import zlib
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.lexical.tokens import STOP_WORDS, Tokeniser
from index.vectors import Embedding, InPassages, Pieces

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]
"""Told how many more texts are embedded."""


class Embedder(Protocol):
    """Turns texts into vectors, `(n, dimensions)` float32.

    They are of unit length, or zero where the model does not know enough of a text's script to
    tell what it says: such texts would all come close to one another.
    """

    @property
    def identity(self) -> str:
        """Names the model and its weights: vectors of two identities are never mixed."""
        ...

    @property
    def most_tokens(self) -> int:
        """How many tokens of a text the model reads; the rest would be cut off."""
        ...

    @property
    def is_english_only(self) -> bool:
        """Whether questions in other languages cannot be compared by their vectors."""
        ...

    @property
    def embeds_alone(self) -> bool:
        """Whether sentences are embedded by themselves, and so the same in any passage."""
        ...

    def knows_word(self, word: str) -> bool:
        """Whether a word is a piece of its own in the model's vocabulary."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens the model makes of each text, its special tokens not counted."""
        ...

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages or sentences, in the order of `texts`."""
        ...

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> list[Embedding]:
        """Vectors of passages and of their word pieces, from one pass over each."""
        ...

    def embed_sentences(
        self, texts: Sequence[str], told: InPassages, progress: Progress | None = None
    ) -> Vectors:
        """Vectors of sentences, about as if each were embedded alone, from their passages'.

        Args:
            texts: the sentences.
            told: what passes over their passages told of each.
            progress: is told how many are done.
        """
        ...

    def embed_question(self, text: str) -> Embedding:
        """The vector of a question and those of its word pieces; recent ones may be remembered."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        """Several questions at once, each as if it came alone; they may be remembered."""
        ...

    def forget_questions(self) -> None:
        """Remember no question, so that the next one takes its full time."""
        ...


def carries_meaning(word: str) -> bool:
    """Whether a word piece counts in late interaction: no stop word, no punctuation."""
    return any(map(str.isalnum, word)) and word.lower() not in STOP_WORDS


class HashingEmbedder:
    """A bag of hashed stems: no model, no meaning, but texts that share words come close."""

    identity = "hashing-256"
    most_tokens = 254
    dimensions = 256
    is_english_only = False
    embeds_alone = True

    def knows_word(self, word: str) -> bool:
        """It has no vocabulary."""
        del word
        return False

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

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> list[Embedding]:
        """Vectors of the texts, with a direction of its own for each word."""
        whole = self.embed_documents(texts, progress)
        return [
            Embedding(vector, self._pieces(text)) for vector, text in zip(whole, texts, strict=True)
        ]

    def embed_sentences(
        self, texts: Sequence[str], told: InPassages, progress: Progress | None = None
    ) -> Vectors:
        """Vectors of the texts, which need nothing else."""
        del told
        return self.embed_documents(texts, progress)

    def embed_question(self, text: str) -> Embedding:
        """What the text would get as a passage."""
        return self.embed_passages([text])[0]

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        """What the texts would get as passages."""
        return self.embed_passages(texts)

    def forget_questions(self) -> None:
        """It remembers none."""

    def _pieces(self, text: str) -> Pieces:
        tokeniser = Tokeniser()
        found = [
            (zlib.crc32(term.encode()) % self.dimensions, word.start())
            for word in re.finditer(r"\w+", text)
            for term in tokeniser.terms(word.group())
        ]
        ids = np.array([term for term, _ in found], np.int32)
        vectors = np.eye(self.dimensions, dtype=np.float32)[ids]
        return Pieces(ids, vectors, np.array([start for _, start in found], np.int32))

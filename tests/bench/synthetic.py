"""Vectors for texts that no model reads: made up, with the structure that real ones have."""

from collections.abc import Sequence

import numpy as np

from index.prepare import Prepared
from index.vectors import DocumentVectors, Floats

_DIMENSIONS, _TOPICS, _PIECES = 384, 64, 18
# Lengths of what is added to a topic by a document, a passage, a sentence and a word piece, beside
# 1 for the topic; the mean cosines are then near those over SQuAD (2026-11-21).
_DOCUMENT, _PASSAGE, _SENTENCE, _PIECE = 0.7, 0.6, 0.7, 0.9
# Each direction matters less than the one before, as in trained models.
_DECAY = 0.5
_VOCABULARY = 30_000


def made_up_vectors(documents: Sequence[Prepared]) -> tuple[DocumentVectors, ...]:
    """Vectors of topics, documents about them, passages of those, and so on."""
    rng = np.random.default_rng(0)
    rotation, _ = np.linalg.qr(rng.normal(size=(_DIMENSIONS, _DIMENSIONS)))
    spectrum = np.arange(1, _DIMENSIONS + 1) ** -_DECAY
    directions = (rotation * spectrum[:, None]).astype(np.float32)
    around = _Around(rng, directions)
    topics = around(np.zeros((_TOPICS, _DIMENSIONS), np.float32), 1.0)
    return tuple(_of(document, around, topics, n) for n, document in enumerate(documents))


class _Around:
    """Draws vectors around others, more in some directions than in others."""

    def __init__(self, rng: np.random.Generator, directions: Floats) -> None:
        self.rng, self._directions = rng, directions

    def __call__(self, centres: Floats, length: float) -> Floats:
        drawn = self.rng.normal(size=centres.shape).astype(np.float32) @ self._directions
        found = centres + length * _unit(drawn)
        return _unit(found)


def _of(document: Prepared, around: _Around, topics: Floats, number: int) -> DocumentVectors:
    counts = [len(passage.sentences) for passage in document.passages]
    own = around(topics[number % _TOPICS][None, :], _DOCUMENT)
    passages = around(np.repeat(own, len(counts), axis=0), _PASSAGE)
    contexts = around(np.repeat(passages, counts, axis=0), _SENTENCE)
    pieces = around(np.repeat(contexts, _PIECES, axis=0), _PIECE)
    sentences = np.concatenate([np.arange(count) for count in counts])
    return DocumentVectors(
        passages=passages.astype(np.float16),
        sentences=around(contexts, _SENTENCE).astype(np.float16),
        contexts=contexts.astype(np.float16),
        piece_counts=np.array(counts, np.int32) * _PIECES,
        piece_ids=around.rng.integers(0, _VOCABULARY, len(pieces)).astype(np.int32),
        piece_sentences=np.repeat(sentences, _PIECES).astype(np.uint8),
        pieces=np.round(pieces * 127).astype(np.int8),
    )


def _unit(rows: Floats) -> Floats:
    found: Floats = rows / np.maximum(1e-6, np.linalg.norm(rows, axis=1, keepdims=True))
    return found

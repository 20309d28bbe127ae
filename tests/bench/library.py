"""What a question costs: encoding it, and everything after that, on one core.

`make bench` runs it. Machines differ and are shared, so the ratio counts, not the milliseconds.
"""

import os

# ruff: noqa: T201
# Before numpy and torch are loaded: one core, as on a small server.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import time

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage, Span
from index.answer import Question
from index.entries import Entry
from index.models.transformer import TransformerEmbedder
from index.retrieve import retrieve
from index.snapshot import Snapshot, build
from index.vectors import DocumentVectors, Embedding, Floats

Words = NDArray[np.str_]

_PASSAGES, _SENTENCES, _WORDS, _PIECES = 2000, 5, 25, 90
_VOCABULARY, _DIMENSIONS, _QUESTIONS = 6000, 384, 200


def main() -> None:
    """Print the cost of each step and the ratio that is promised."""
    rng = np.random.default_rng(0)
    words = np.array(["".join(rng.choice(list("abcdefghij"), 6)) for _ in range(_VOCABULARY)])
    embedder = TransformerEmbedder("all-MiniLM-L6-v2")
    snapshot = make_snapshot(rng, words, embedder.identity)
    texts = [f"How many {' '.join(pick(rng, words, 8))}?" for _ in range(_QUESTIONS)]
    embedder.embed_question("ready")
    reader = Encoded("all-MiniLM-L6-v2")
    retrieve(Question.of(texts[0]), snapshot, reader.having(embedder.embed_question(texts[0])))
    encoding, searching = [], []
    for text in texts:
        began = time.process_time()
        embedding = embedder.embed_question(text)
        encoded = time.process_time()
        retrieve(Question.of(text), snapshot, reader.having(embedding))
        encoding.append((encoded - began) * 1000)
        searching.append((time.process_time() - encoded) * 1000)
    encode_ms, search_ms = float(np.median(encoding)), float(np.median(searching))
    print(f"encoding a question                {encode_ms:6.2f} ms")
    print(f"all else, {_PASSAGES:,} passages           {search_ms:6.2f} ms")
    print(f"ratio                              {search_ms / encode_ms:6.2f}")


class Encoded(TransformerEmbedder):
    """The model, for a question that is encoded already."""

    _encoded: Embedding

    def having(self, encoded: Embedding) -> "Encoded":
        """The same, with what its next question is encoded as."""
        self._encoded = encoded
        return self

    def embed_question(self, text: str) -> Embedding:
        """What was encoded before."""
        del text
        return self._encoded


def pick(rng: np.random.Generator, words: Words, count: int) -> list[str]:
    """Words as rare and as common as in a text (Zipf)."""
    ranks = np.minimum(rng.zipf(1.3, count) - 1, len(words) - 1)
    return [str(word) for word in words[ranks]]


def unit(rng: np.random.Generator, count: int) -> Floats:
    """Random rows of unit length."""
    found = rng.normal(size=(count, _DIMENSIONS)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found


def make_snapshot(rng: np.random.Generator, words: Words, model: str) -> Snapshot:
    """A library of random words and vectors, of the size that is promised for."""
    sentences = [
        " ".join(pick(rng, words, _WORDS)).capitalize() + "." for _ in range(_PASSAGES * _SENTENCES)
    ]
    spans, passages, start = [], [], 0
    for n in range(_PASSAGES):
        for sentence in sentences[n * _SENTENCES : (n + 1) * _SENTENCES]:
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence) + 1
    text = " ".join(sentences)
    for n in range(_PASSAGES):
        own = tuple(spans[n * _SENTENCES : (n + 1) * _SENTENCES])
        first, last = own[0].start, own[-1].end
        passages.append(Passage(f"p{n}", "d", first, last, text[first:last], own))
    document = Document("d", "", "d.txt", "Title", None, text, "0", ())
    pieces = np.round(unit(rng, _PASSAGES * _PIECES) * 127).astype(np.int8)
    vectors = DocumentVectors(
        passages=unit(rng, _PASSAGES).astype(np.float16),
        sentences=unit(rng, len(sentences)).astype(np.float16),
        contexts=unit(rng, len(sentences)).astype(np.float16),
        piece_counts=np.full(_PASSAGES, _PIECES, np.int32),
        piece_ids=rng.integers(0, 30_000, _PASSAGES * _PIECES).astype(np.int32),
        piece_sentences=np.tile(
            np.repeat(np.arange(_SENTENCES), _PIECES // _SENTENCES), _PASSAGES
        ).astype(np.uint8),
        pieces=pieces,
    )
    return build(1, model, [Entry(document, tuple(passages), "", "")], [vectors])


if __name__ == "__main__":
    main()

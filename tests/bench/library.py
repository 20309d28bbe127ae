"""Libraries of random words and vectors: as large as is wished, and the same every time."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage, Span
from index.snapshot import Snapshot, build
from index.stored.entries import Entry
from index.stored.library import Library
from index.vectors import DocumentVectors, Floats

Words = NDArray[np.str_]

PASSAGES = 2000
_SENTENCES, _WORDS, _PIECES = 5, 25, 90
_VOCABULARY, _DIMENSIONS = 6000, 384


def pick(rng: np.random.Generator, words: Words, count: int) -> list[str]:
    """Words as rare and as common as in a text (Zipf)."""
    ranks = np.minimum(rng.zipf(1.3, count) - 1, len(words) - 1)
    return [str(word) for word in words[ranks]]


def unit(rng: np.random.Generator, count: int) -> Floats:
    """Random rows of unit length."""
    found = rng.normal(size=(count, _DIMENSIONS)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found


def make_words(rng: np.random.Generator) -> Words:
    """A vocabulary of random words."""
    return np.array(["".join(rng.choice(list("abcdefghij"), 6)) for _ in range(_VOCABULARY)])


def make_question(rng: np.random.Generator, words: Words) -> str:
    """A question about some of them."""
    return f"How many {' '.join(pick(rng, words, 8))}?"


def make_document(
    rng: np.random.Generator, words: Words, name: str, count: int
) -> tuple[Entry, DocumentVectors]:
    """A document of `count` passages of random words, with random vectors."""
    sentences = [
        " ".join(pick(rng, words, _WORDS)).capitalize() + "." for _ in range(count * _SENTENCES)
    ]
    spans, passages, start = [], [], 0
    for n in range(count):
        for sentence in sentences[n * _SENTENCES : (n + 1) * _SENTENCES]:
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence) + 1
    text = " ".join(sentences)
    for n in range(count):
        own = tuple(spans[n * _SENTENCES : (n + 1) * _SENTENCES])
        first, last = own[0].start, own[-1].end
        passages.append(Passage(f"{name}-{n}", name, first, last, text[first:last], own))
    document = Document(name, "", f"{name}.txt", "Title", None, text, "0", ())
    pieces = np.round(unit(rng, count * _PIECES) * 127).astype(np.int8)
    vectors = DocumentVectors(
        passages=unit(rng, count).astype(np.float16),
        sentences=unit(rng, len(sentences)).astype(np.float16),
        contexts=unit(rng, len(sentences)).astype(np.float16),
        piece_counts=np.full(count, _PIECES, np.int32),
        piece_ids=rng.integers(0, 30_000, count * _PIECES).astype(np.int32),
        piece_sentences=np.tile(
            np.repeat(np.arange(_SENTENCES), _PIECES // _SENTENCES), count
        ).astype(np.uint8),
        pieces=pieces,
    )
    return Entry(document, tuple(passages), name, name), vectors


def make_snapshot(rng: np.random.Generator, words: Words, model: str) -> Snapshot:
    """A library in memory."""
    entry, vectors = make_document(rng, words, "d", PASSAGES)
    return build(1, model, [entry], [vectors])


def save_library(path: Path, model: str, passages: int) -> None:
    """A library on disk, in documents of 500 passages."""
    rng = np.random.default_rng(0)
    words = make_words(rng)
    with Library.open(path, create=True) as library:
        entries = []
        for n in range(passages // 500):
            entry, vectors = make_document(rng, words, f"d{n}", 500)
            library.vectors.store(entry.vectors_key, vectors)
            entries.append(entry)
        library.commit(entries, [], [], model=model, folder="", since=library.version)

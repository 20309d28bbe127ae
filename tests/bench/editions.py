"""Libraries larger than the texts at hand: the same documents again and again, each time changed.

In each edition but the first a seventh of the words is replaced by others of all the documents,
and the vectors of passages are moved as real ones differ; sentences and word pieces keep theirs.
No text comes twice, words stay as common as they were, and vectors keep their structure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage, Span
from index.prepare import Prepared
from index.stored.entries import Entry
from index.vectors import DocumentVectors, Floats

# How many words are replaced, and how far vectors are moved: by this share of the difference of
# two passages, which leaves a cosine of about .9 to the first edition.
_REPLACED, _MOVED = 1 / 7, 0.35


@dataclass(frozen=True, slots=True)
class Base:
    """Documents and their vectors, one of each."""

    documents: tuple[Prepared, ...]
    vectors: tuple[DocumentVectors, ...]

    def library(self, size: int) -> Iterator[tuple[Entry, DocumentVectors]]:
        """Documents of `size` passages together; arrays that do not change are shared."""
        rng = np.random.default_rng(size)
        words = " ".join(document.document.text for document in self.documents).split()
        whole = np.concatenate([found.passages for found in self.vectors]).astype(np.float32)
        left, edition = size, 0
        while left > 0:
            for document, vectors in zip(self.documents, self.vectors, strict=True):
                count = min(left, len(document.passages))
                if not count:
                    return
                found = replace(document, passages=document.passages[:count])
                own = _cut(found, vectors)
                if edition:
                    found = _rewritten(found, edition, rng, words)
                    own = replace(own, passages=_moved(own.passages, rng, whole))
                yield _entry(found, edition), own
                left -= count
            edition += 1


def _entry(document: Prepared, edition: int) -> Entry:
    key = f"{document.document.id}/{edition}/{len(document.passages)}"
    return Entry(document.document, document.passages, key, key)


def _rewritten(
    document: Prepared, edition: int, rng: np.random.Generator, words: Sequence[str]
) -> Prepared:
    """An edition of a document, sentence by sentence."""
    old = document.document
    parts = [
        [old.text[start:end].split() for start, end in passage.sentences]
        for passage in document.passages
    ]
    flat = [word for own in parts for sentence in own for word in sentence]
    places = np.flatnonzero(rng.random(len(flat)) < _REPLACED)
    for place, other in zip(
        places.tolist(), rng.integers(0, len(words), len(places)).tolist(), strict=True
    ):
        flat[place] = words[other]
    name = f"{old.id}-{edition}"
    texts: list[str] = []
    passages: list[Passage] = []
    first = begin = 0
    for passage, own in zip(document.passages, parts, strict=True):
        spans, sentences, start = [], [], begin
        for sentence in own:
            sentences.append(" ".join(flat[first : first + len(sentence)]))
            first += len(sentence)
            spans.append(Span(start, start + len(sentences[-1])))
            start = spans[-1].end + 1
        texts.append(" ".join(sentences))
        end = begin + len(texts[-1])
        passages.append(
            Passage(f"{passage.id}-{edition}", name, begin, end, texts[-1], tuple(spans))
        )
        begin = end + 2
    return replace(document, document=_document(old, name, texts), passages=tuple(passages))


def _document(old: Document, name: str, texts: Sequence[str]) -> Document:
    return replace(old, id=name, path=f"{old.path} {name}", digest=name, text="\n\n".join(texts))


def _moved(
    passages: NDArray[np.float16], rng: np.random.Generator, whole: Floats
) -> NDArray[np.float16]:
    ends = rng.integers(0, len(whole), (2, len(passages)))
    found = passages.astype(np.float32) + _MOVED * (whole[ends[0]] - whole[ends[1]])
    found /= np.maximum(1e-6, np.linalg.norm(found, axis=1, keepdims=True))
    return np.asarray(found, np.float16)


def _cut(document: Prepared, vectors: DocumentVectors) -> DocumentVectors:
    """The vectors of a document's first passages."""
    passages = len(document.passages)
    if passages == len(vectors.passages):
        return vectors
    sentences = sum(len(passage.sentences) for passage in document.passages)
    pieces = int(vectors.piece_counts[:passages].sum())
    return DocumentVectors(
        vectors.passages[:passages],
        vectors.sentences[:sentences],
        vectors.contexts[:sentences],
        vectors.piece_counts[:passages],
        vectors.piece_ids[:pieces],
        vectors.piece_sentences[:pieces],
        vectors.pieces[:pieces],
    )

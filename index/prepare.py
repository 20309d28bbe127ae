"""What a document needs before it is stored: its passages, its vectors, and a name for both."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from corpus.document import Document, Passage
from corpus.split import Lengths, head, split
from index.embedder import Embedder
from index.library import Entry, Library

# Part of every fingerprint: raise it when cleaning or splitting changes, and all is split anew.
RECIPE = 1
# Sorting by length pays over many texts; storing often keeps an interrupted run short.
_TEXTS_AT_ONCE = 512


class Watcher(Protocol):
    """Is told how far embedding has come."""

    def expect(self, texts: int) -> None:
        """Before embedding: how many texts there are to embed."""
        ...

    def advance(self, texts: int) -> None:
        """During embedding: how many more are done."""
        ...


class Embedded(NamedTuple):
    """How much was embedded."""

    documents: int
    texts: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document to be stored, with the texts to be embedded for it."""

    document: Document
    passages: tuple[Passage, ...]
    fingerprint: str

    @property
    def texts(self) -> list[str]:
        """What is embedded: each passage after its title and heading, then each sentence."""
        document = self.document
        whole = [passage_text(document.title, passage) for passage in self.passages]
        parts = [
            " ".join(document.text[start:end].split())
            for passage in self.passages
            for start, end in passage.sentences
        ]
        return whole + parts

    def entry(self, model: str) -> Entry:
        """What the library stores of it."""
        return Entry(self.document, self.passages, self.fingerprint, self.vectors_key(model))

    def vectors_key(self, model: str) -> str:
        """The key of the vectors: the same texts and model give the same key."""
        return hashlib.sha256("\0".join([model, *self.texts]).encode()).hexdigest()


def passage_text(title: str, passage: Passage) -> str:
    """The text that stands for a passage: title, heading and text on one line."""
    return " ".join(f"{head(title, passage.heading)}{passage.text}".split())


def prepare(document: Document, embedder: Embedder) -> Prepared:
    """Split a document for a model."""
    lengths = Lengths(whole=embedder.most_tokens)
    passages = split(document, embedder.count_tokens, lengths)
    return Prepared(document, passages, fingerprint(document, embedder.identity))


def fingerprint(document: Document, model: str) -> str:
    """Changes with everything that a document's passages and vectors depend on."""
    parts = [str(RECIPE), model, document.collection, document.title, str(document.date)]
    parts += [document.digest, repr(document.paragraphs), repr(document.dropped)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def embed_missing(
    library: Library, prepared: Sequence[Prepared], embedder: Embedder, watcher: Watcher
) -> Embedded:
    """Embed and store the vectors of those documents whose texts the library has none for."""
    missing = {}
    for document in prepared:
        key = document.vectors_key(embedder.identity)
        if not library.has_vectors(key):
            missing[key] = document.texts
    watcher.expect(sum(map(len, missing.values())))
    for batch in _batches(missing.items()):
        texts = [text for _, found in batch for text in found]
        vectors = embedder.embed_documents(texts, watcher.advance)
        first = 0
        for key, found in batch:
            library.store_vectors(key, vectors[first : first + len(found)])
            first += len(found)
    return Embedded(len(missing), sum(map(len, missing.values())))


def _batches(items: Iterable[tuple[str, list[str]]]) -> Iterator[list[tuple[str, list[str]]]]:
    batch: list[tuple[str, list[str]]] = []
    for item in items:
        batch.append(item)
        if sum(len(texts) for _, texts in batch) >= _TEXTS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch

"""What a document needs before it is stored: its passages, its vectors, and a name for both."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from corpus.document import Document, Passage
from corpus.split import Lengths, head, split
from index.crew import Alone, Crew, Texts
from index.embedder import Embedder
from index.errors import LibraryDamaged
from index.kept import Kept, PassageTexts
from index.stored.entries import Entry
from index.stored.library import Library
from index.vectors import joined

# Part of every fingerprint: raise it when cleaning or splitting changes, and all is split anew.
RECIPE = 3
# Part of every key of vectors: raise it when texts are embedded in another way.
_EMBEDDING = 2
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
    """How much was embedded, and the keys of parts of which whole documents were made."""

    documents: int
    texts: int
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document to be stored, with the texts to be embedded for it, or a part of one.

    `known` are sentences that need not be embedded alone.
    """

    document: Document
    passages: tuple[Passage, ...]
    fingerprint: str
    known: frozenset[str] = frozenset()

    def sentences(self, passage: Passage) -> list[str]:
        """The sentences of a passage, each on one line."""
        text = self.document.text
        return [" ".join(text[start:end].split()) for start, end in passage.sentences]

    @property
    def passage_texts(self) -> list[PassageTexts]:
        """Each passage after its title and heading, with its sentences."""
        found = []
        for passage in self.passages:
            sentences = self.sentences(passage)
            whole = head(self.document.title, passage.heading) + " ".join(sentences)
            found.append((whole, *sentences))
        return found

    @property
    def texts(self) -> list[str]:
        """What is embedded: each passage after its title and heading, then each sentence."""
        whole = self.passage_texts
        sentences = [sentence for _, *own in whole for sentence in own]
        return [text for text, *_ in whole] + [one for one in sentences if one not in self.known]

    @property
    def to_embed(self) -> Texts:
        """The same, as it is handed to who embeds it."""
        texts, count = self.texts, len(self.passages)
        starts = [self.sentence_starts(passage) for passage in self.passages]
        return Texts(texts[:count], starts, texts[count:])

    def sentence_starts(self, passage: Passage) -> list[int]:
        """Where the sentences begin in the text that is embedded for a passage."""
        lengths = [len(sentence) + 1 for sentence in self.sentences(passage)]
        before = len(head(self.document.title, passage.heading))
        return [before + sum(lengths[:n]) for n in range(len(lengths))]

    def parts(self) -> list["Prepared"]:
        """A long document in runs of passages with about as many texts as are embedded at once."""
        if len(self.texts) < 2 * _TEXTS_AT_ONCE:
            return [self]
        found: list[Prepared] = []
        first = texts = 0
        for last, passage in enumerate(self.passages, 1):
            texts += 1 + len(passage.sentences)
            if texts >= _TEXTS_AT_ONCE:
                found.append(replace(self, passages=self.passages[first:last]))
                first, texts = last, 0
        if first < len(self.passages):
            found.append(replace(self, passages=self.passages[first:]))
        return found

    def without(self, kept: Kept) -> "Prepared":
        """What of it is to be embedded where some of its vectors are there."""
        pairs = zip(self.passages, self.passage_texts, strict=True)
        passages = tuple(passage for passage, texts in pairs if not kept.has(texts))
        return replace(self, passages=passages, known=kept.sentences)

    def entry(self, model: str) -> Entry:
        """What the library stores of it."""
        return Entry(self.document, self.passages, self.fingerprint, self.vectors_key(model))

    def vectors_key(self, model: str) -> str:
        """The key of the vectors: the same texts and model give the same key."""
        # Where some sentences are left out, the others alone do not tell what it is.
        starts = repr(self.to_embed.sentence_starts) if self.known else ""
        parts = [f"{_EMBEDDING}{starts}", model, *self.texts]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def prepare(document: Document, embedder: Embedder) -> Prepared:
    """Split a document for a model."""
    lengths = Lengths(whole=embedder.most_tokens)
    passages = split(document, embedder.count_tokens, lengths)
    return Prepared(document, passages, fingerprint(document, embedder.identity))


def fingerprint(document: Document, model: str) -> str:
    """Changes with everything that a document's passages and vectors depend on."""
    parts = [str(RECIPE), model, document.collection, document.title, str(document.date)]
    parts += [document.digest, repr(document.paragraphs), repr(document.dropped)]
    parts += [str(document.author), str(document.source_url), document.original]
    parts += [document.unit, repr(document.marks)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def embed_missing(
    library: Library,
    prepared: Sequence[Prepared],
    embedder: Embedder,
    watcher: Watcher,
    crew: Crew | None = None,
) -> Embedded:
    """Embed and store the vectors of those documents whose texts the library has none for.

    What a document keeps of the texts that it had is not embedded again. The rest is embedded and
    stored in parts if it is long; parts are dropped with the next commit.

    Args:
        library: is changed.
        prepared: the documents.
        embedder: the model.
        watcher: is told how far it has come.
        crew: embeds them with that model; this process if left out.
    """
    missing = _missing(library, _keyed(prepared, embedder))
    kept = _kept(library, missing, embedder)
    parts = {
        key: _keyed(_to_embed(document, kept.get(key)), embedder)
        for key, document in missing.items()
    }
    todo = _missing(library, [part for keyed in parts.values() for part in keyed])
    texts = sum(len(part.texts) for part in todo.values())
    watcher.expect(texts)
    batches = list(_batches(list(todo.items())))
    given = ([part.to_embed for _, part in batch] for batch in batches)
    for number, found in (crew or Alone(embedder)).embed(given, watcher.advance):
        for (key, _), vectors in zip(batches[number], found, strict=True):
            library.vectors.store(key, vectors)
    for key, keyed in parts.items():
        whole = [library.vectors.read(part) for part, _ in keyed if part != key]
        if key in kept:
            before = library.vectors.read(kept[key].vectors_key)
            now = missing[key].passage_texts
            library.vectors.store(key, kept[key].joined(now, before, whole))
        elif whole:
            library.vectors.store(key, joined(whole))
    return Embedded(
        sum(any(key in todo for key, _ in keyed) for keyed in parts.values()),
        texts,
        frozenset(part for keyed in parts.values() for part, _ in keyed) - parts.keys(),
    )


def _kept(library: Library, missing: Mapping[str, Prepared], embedder: Embedder) -> dict[str, Kept]:
    """What the library has of documents that changed, by the keys of what they are now."""
    found = {}
    for key, document in missing.items():
        stored = library.stored_as(document.document.id)
        if stored is None:
            continue
        entry = library.entry(stored.id, stored.checksum)
        before = Prepared(entry.document, entry.passages, entry.fingerprint)
        # Else they are of another model, or were embedded in another way.
        if before.vectors_key(embedder.identity) != entry.vectors_key:
            continue
        alone = embedder.embeds_alone
        kept = Kept(before.passage_texts, entry.vectors_key, embeds_alone=alone)
        if any(map(kept.has, document.passage_texts)) or kept.sentences:
            with suppress(LibraryDamaged):  # all of the document is embedded anew then
                library.vectors.read(entry.vectors_key)
                found[key] = kept
    return found


def _to_embed(document: Prepared, kept: Kept | None) -> list[Prepared]:
    if kept is None:
        return document.parts()
    rest = document.without(kept)
    return rest.parts() if rest.passages else []


def _missing(library: Library, keyed: Sequence[tuple[str, Prepared]]) -> dict[str, Prepared]:
    return {key: document for key, document in keyed if not library.vectors.has(key)}


def _keyed(prepared: Sequence[Prepared], embedder: Embedder) -> list[tuple[str, Prepared]]:
    return [(document.vectors_key(embedder.identity), document) for document in prepared]


def _batches(
    missing: Sequence[tuple[str, Prepared]],
) -> Iterator[list[tuple[str, Prepared]]]:
    batch: list[tuple[str, Prepared]] = []
    texts = 0
    for item in missing:
        batch.append(item)
        texts += len(item[1].texts)
        if texts >= _TEXTS_AT_ONCE:
            yield batch
            batch, texts = [], 0
    if batch:
        yield batch

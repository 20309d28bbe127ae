"""Who embeds batches of documents for the library: this process, or hosts (`index.hosts`)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from index.embedder import Embedder, Progress
from index.vectors import DocumentVectors, document_vectors, in_passages


class Texts(NamedTuple):
    """What is embedded of a document.

    `passages` after their titles and headings, where in each its sentences begin, and the
    sentences of all of them in a row.
    """

    passages: list[str]
    sentence_starts: list[list[int]]
    sentences: list[str]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.passages) + len(self.sentences)


Batch = Sequence[Texts]


class Crew(Protocol):
    """Embeds batches, perhaps several at once."""

    def embed(
        self, batches: Iterable[Batch], progress: Progress
    ) -> Iterator[tuple[int, list[DocumentVectors]]]:
        """The number of each batch and the vectors of its documents, as they are done."""
        ...


class Alone:
    """This process embeds one batch after the other, on all its cores.

    Args:
        embedder: the model.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed(
        self, batches: Iterable[Batch], progress: Progress
    ) -> Iterator[tuple[int, list[DocumentVectors]]]:
        """See `Crew.embed`."""
        for number, batch in enumerate(batches):
            yield number, embed_batch(batch, self._embedder, progress)


def embed_batch(
    batch: Batch, embedder: Embedder, progress: Progress | None = None
) -> list[DocumentVectors]:
    """Embed the texts of several documents together, and hand each its own."""
    passages = [text for own in batch for text in own.passages]
    sentences = [text for own in batch for text in own.sentences]
    embedded = embedder.embed_passages(passages, progress)
    if embedder.embeds_alone:
        vectors = embedder.embed_documents(sentences, progress)
    else:
        starts = [starts for own in batch for starts in own.sentence_starts]
        vectors = embedder.embed_sentences(sentences, in_passages(embedded, starts), progress)
    of_passages = iter(embedded)
    found = []
    first = 0
    for own in batch:
        last = first + len(own.sentences)
        whole = list(islice(of_passages, len(own.passages)))
        found.append(document_vectors(whole, own.sentence_starts, vectors[first:last]))
        first = last
    return found

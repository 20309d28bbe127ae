"""What Milvus holds of a passage: its vector, its terms, and where it belongs."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.lexical.lines import Lines
from index.lexical.postings import K1, B
from index.lexical.terms import Vocabulary, counted
from index.parts import terms_of
from index.stored.entries import Entry
from index.vectors import Floats

Sparse = dict[int, float]
# Stands for "no term", since Milvus takes no empty vector. No term has this number.
_NO_TERM = 0
_TERMS = 2**32 - 2
_STATE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One passage. `state` is its document's, `place` counts the document's passages from 0.

    `vector` `(dimensions,)`; `gains`: what each term adds to BM25 per unit of its idf.
    """

    state: str
    place: int
    collection: str
    vector: Floats
    gains: Sparse

    @property
    def id(self) -> str:
        """Another one for any other passage, and for another state of its document."""
        return row_id(self.state, self.place)


def row_id(state: str, place: int) -> str:
    """The id of a row."""
    return f"{state}-{place}"


def parse_id(name: str) -> tuple[str, int]:
    """The state and the place that an id is made of."""
    state, _, place = name.partition("-")
    return state, int(place)


def state_of(document_id: str, checksum: str, average: float) -> str:
    """What a document's rows go by: another name wherever anything in them differs.

    Args:
        document_id: the document.
        checksum: the library's, of all its rows.
        average: how many terms a passage has, as far as `gains` go by it.
    """
    return _digest(f"{document_id}\n{checksum}\n{average!r}")


def collection_key(collection: str) -> str:
    """What a collection is called in Milvus: any name is safe in a filter, and short enough."""
    return _digest(collection)


def term_number(term: str) -> int:
    """The dimension of a term: the same everywhere; of a million terms some hundred share one."""
    digest = hashlib.blake2b(term.encode(), digest_size=8).digest()
    return 1 + int.from_bytes(digest, "little") % (_TERMS - 1)


def rows_of(entry: Entry, vectors: Floats, state: str, average: float) -> Iterator[Row]:
    """The rows of a document.

    Args:
        entry: the document with its passages.
        vectors: of the passages, `(passages, dimensions)`.
        state: the document's.
        average: how many terms a passage has.
    """
    vocabulary = Vocabulary()
    lines = Lines.of([terms_of(entry, vocabulary)])
    dimensions = [term_number(term) for term in vocabulary.ids]
    norms = K1 * (1 - B + B * lines.lengths / max(1e-6, average))
    found = counted(lines.text, lines.lengths)
    gains = found.counts * (K1 + 1) / (found.counts + norms[found.rows])
    by_passage = np.argsort(found.rows, kind="stable")
    ends = np.searchsorted(found.rows[by_passage], np.arange(len(vectors) + 1))
    key = collection_key(entry.document.collection)
    for place, vector in enumerate(vectors):
        own: Sparse = {}
        for n in by_passage[ends[place] : ends[place + 1]]:
            number = dimensions[found.ids[n]]
            own[number] = own.get(number, 0.0) + float(gains[n])
        yield Row(state, place, key, vector, own or {_NO_TERM: 1.0})


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=_STATE_BYTES).hexdigest()

"""What is measured of candidate passages and their sentences, before anything is weighted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answer_type import AnswerType
from index.embedder import Embedder
from index.language import ENGLISH, language_of
from index.late import Closeness
from index.lexicon import Terms, coverage
from index.snapshot import Snapshot
from index.tokens import Tokeniser, names_of, words_of
from index.vectors import Embedding, Floats, Rows

_YOU = frozenset("you your yours yourself".split())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as search sees it: its text, its terms, its vectors."""

    text: str
    terms: Terms
    embedding: Embedding
    piece_weights: Floats
    names: tuple[str, ...]
    answer_type: AnswerType
    is_personal: bool
    is_foreign: bool = False

    @classmethod
    def of(
        cls, text: str, embedding: Embedding, snapshot: Snapshot, *, is_foreign: bool = False
    ) -> "Asked":
        """Prepare a question for a snapshot.

        Args:
            text: the question.
            embedding: of it.
            snapshot: where it is asked.
            is_foreign: whether it is in a language that the model does not read.
        """
        weights = snapshot.pieces.weights(embedding.pieces.ids)
        names = tuple(sorted(set(Tokeniser().terms(" ".join(names_of(text))))))
        terms = snapshot.lexicon.terms(text)
        return cls(
            text,
            terms,
            embedding,
            weights,
            names,
            AnswerType(text),
            is_personal=speaks_to_you(text),
            is_foreign=is_foreign,
        )


def speaks_to_you(text: str) -> bool:
    """Whether an English text speaks to its reader: small talk does, few documents do."""
    return bool(_YOU & set(words_of(text)))


def is_foreign(text: str, embedder: Embedder) -> bool:
    """Whether a question is surely in a language that the model does not read."""
    return embedder.is_english_only and language_of(text) not in {None, ENGLISH}


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passage rows, the first features of each, and what is known of their sentences.

    `first` `(rows, 5)`: dense, sentence, lexical, coverage, sentence coverage. `sentence_hits`
    `(sentences, terms)`: which terms stand in which sentence, of all rows one after the other;
    those of row n begin at `starts[n]`.
    """

    rows: Rows
    first: Floats
    starts: Rows
    sentence_hits: NDArray[np.bool_]

    def hits(self, n: int) -> NDArray[np.bool_]:
        """Which terms stand in which sentence of row `n`."""
        end = self.starts[n + 1] if n + 1 < len(self.starts) else None
        return self.sentence_hits[self.starts[n] : end]


def measure(snapshot: Snapshot, asked: Asked, rows: Rows, lexical: Floats) -> Candidates:
    """Measure the first features of candidate rows, of which there is at least one.

    Args:
        snapshot: where they are.
        asked: the question.
        rows: the candidates.
        lexical: the BM25 score of every passage.
    """
    first, last = snapshot.sentence_starts[rows], snapshot.sentence_starts[rows + 1]
    counts = last - first
    starts = np.cumsum(counts) - counts
    flat = np.arange(counts.sum()) + np.repeat(first - starts, counts)
    vector, weights = asked.embedding.vector, asked.terms.weights
    hits = snapshot.lexicon.sentence_hits(asked.terms, flat)
    columns = [
        snapshot.passage_vectors[rows] @ vector,
        np.maximum.reduceat(snapshot.sentence_vectors.spans(first, last) @ vector, starts),
        lexical[rows],
        coverage(np.logical_or.reduceat(hits, starts, axis=0), weights),
        np.maximum.reduceat(coverage(hits, weights), starts),
    ]
    return Candidates(rows, np.stack(columns, axis=1).astype(np.float32), starts, hits)


def closeness(snapshot: Snapshot, asked: Asked, rows: Sequence[int]) -> list[Closeness]:
    """The late interaction of a question with passage rows."""
    counts = [int(n) for row in rows for n in np.diff(snapshot.sentence_starts[row : row + 2])]
    return snapshot.pieces.closeness(asked.embedding.pieces, asked.piece_weights, rows, counts)


def phrases(snapshot: Snapshot, asked: Asked, row: int) -> float:
    """The share of the question's pairs of words that stand in a passage row."""
    first, last = snapshot.sentence_starts[row : row + 2]
    return snapshot.lexicon.phrase_coverage(asked.terms, int(first), int(last))


def names_held(snapshot: Snapshot, asked: Asked, row: int) -> float:
    """The share of the question's names and numbers that a passage row or its head holds."""
    if not asked.names:
        return 1.0
    held = sum(snapshot.lexicon.holds(name, row) for name in asked.names)
    return held / len(asked.names)

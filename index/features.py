"""What is measured of candidate passages, before anything is weighted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.answer_type import AnswerType
from index.embedder import Embedder
from index.language import ENGLISH, language_of
from index.late import Closeness
from index.lexicon import Terms, coverage
from index.lines import Hits
from index.snapshot import Snapshot
from index.tokens import words_of
from index.vectors import Embedding, Floats, Rows

_YOU = frozenset("you your yours yourself".split())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as search sees it: its text, its terms, its vectors."""

    text: str
    terms: Terms
    embedding: Embedding
    piece_weights: Floats
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
        return cls(
            text,
            snapshot.lexicon.terms(text),
            embedding,
            snapshot.pieces.weights(embedding.pieces.ids),
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

    `first` `(rows, 5)`: dense, sentence, lexical, coverage, sentence coverage. `hits`: where the
    question's terms stand. `alone` `(sentences,)`: the cosine of each sentence, of all rows one
    after the other; those of row n begin at `starts[n]`, and the last ones end at `starts[-1]`.
    """

    rows: Rows
    first: Floats
    hits: Hits
    alone: Floats
    starts: Rows

    def sentences_of(self, chosen: Sequence[int]) -> Rows:
        """The numbers of the sentences of some rows."""
        return spans(self.starts[:-1][chosen], self.starts[1:][chosen])


def measure(snapshot: Snapshot, asked: Asked, rows: Rows) -> Candidates:
    """Measure the first features of candidate rows, of which there is at least one."""
    first, last = snapshot.sentence_starts[rows], snapshot.sentence_starts[rows + 1]
    starts = np.concatenate([[0], np.cumsum(last - first)])
    vector, terms = asked.embedding.vector, asked.terms
    hits = snapshot.lexicon.hits(terms, rows)
    held = hits.sentences[:, : len(terms.ids)]
    alone = snapshot.sentence_vectors.spans(first, last) @ vector
    columns = [
        snapshot.passage_vectors[rows] @ vector,
        np.maximum.reduceat(alone, starts[:-1]),
        snapshot.lexicon.scores_of(terms, rows, hits),
        coverage(np.logical_or.reduceat(held, starts[:-1], axis=0), terms.weights),
        np.maximum.reduceat(coverage(held, terms.weights), starts[:-1]),
    ]
    return Candidates(rows, np.stack(columns, axis=1).astype(np.float32), hits, alone, starts)


def closeness(snapshot: Snapshot, asked: Asked, rows: Rows) -> Closeness:
    """The late interaction of a question with passage rows."""
    counts = snapshot.sentence_starts[rows + 1] - snapshot.sentence_starts[rows]
    return snapshot.pieces.closeness(asked.embedding.pieces, asked.piece_weights, rows, counts)


def phrases(asked: Asked, hits: Hits, chosen: Sequence[int]) -> Floats:
    """The idf share of the question's pairs of words that stand so in each chosen passage."""
    return coverage(hits.pairs[chosen], asked.terms.pair_weights)


def names_held(asked: Asked, hits: Hits, chosen: Sequence[int]) -> Floats:
    """The share of the question's names and numbers that each chosen passage or its head holds."""
    names = asked.terms.names
    if not names:
        return np.ones(len(chosen), np.float32)
    return coverage(hits.counts[chosen][:, names] > 0, [1.0] * len(names))


def spans(firsts: Rows, lasts: Rows) -> Rows:
    """The numbers from each first to its last, which is not one of them."""
    counts = lasts - firsts
    shifts: Rows = np.repeat(firsts - (np.cumsum(counts) - counts), counts)
    return shifts + np.arange(len(shifts))

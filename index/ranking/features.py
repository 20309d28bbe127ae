"""What is measured of candidate passages, before anything is weighted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.dense.blocks import starts_of
from index.dense.late import Closeness
from index.embedder import Embedder
from index.language import ENGLISH, language_of
from index.lexical.lexicon import Terms, coverage
from index.lexical.lines import Hits
from index.lexical.tokens import words_of
from index.ranking.answer_type import AnswerType
from index.ranking.weights import FIRST, FOREIGN_FIRST
from index.snapshot import Snapshot
from index.vectors import Embedding, Floats, Rows

_YOU = frozenset("you your yours yourself".split())
_FIRST = np.array([*FIRST.values()], np.float32)
_FOREIGN_FIRST = np.array([*FOREIGN_FIRST.values()], np.float32)
_DENSE, _SENTENCE = 0, 1
# The cosine that a passage's nearest sentence may be expected to have, by that of the passage, and
# how far it may lie above. So half of the sentences are read, and of 3,200 questions .2 % lack one
# of the twelve passages that are best by the first score (2026-11-21).
_SENTENCE_OF_PASSAGE, _SENTENCE_ABOVE, _SENTENCE_STRAYS = 0.6, 0.2, 0.25


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

    `first` `(rows, 5)`: dense, sentence, lexical, coverage, sentence coverage; a passage whose
    sentences were not compared has a cosine of -1. `hits`: where the question's terms stand.
    `alone` `(sentences,)`: the cosine of each sentence, of all rows one after the other; those of
    row n begin at `starts[n]`, and the last ones end at `starts[-1]`.
    """

    rows: Rows
    first: Floats
    hits: Hits
    alone: Floats
    starts: Rows

    def choose(self, numbers: Sequence[int]) -> "Chosen":
        """Some of them, at least one, in an order of one's own."""
        firsts = self.starts[:-1][numbers]
        counts = self.starts[1:][numbers] - firsts
        starts = np.cumsum(counts) - counts
        owners = np.repeat(np.arange(len(counts)), counts)
        places = np.arange(len(owners)) + (firsts - starts)[owners]
        return Chosen(self, numbers, self.rows[numbers], counts, starts, owners, places)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some of the candidates, which are looked at again.

    `numbers` are theirs among the candidates, and `rows` their passages. Their sentences stand in a
    row: `counts` of each passage, from `starts` on; `owners` says of each sentence whose it is, and
    `places` where it stands among those of all candidates.
    """

    candidates: Candidates
    numbers: Sequence[int]
    rows: Rows
    counts: Rows
    starts: Rows
    owners: Rows
    places: Rows


def first_weights(asked: Asked) -> Floats:
    """What the first features weigh in the first score."""
    return _FOREIGN_FIRST if asked.is_foreign else _FIRST


def measure(snapshot: Snapshot, asked: Asked, rows: Rows, wanted: int) -> Candidates:
    """Measure the first features of candidate rows, of which there is at least one.

    Their sentences are read and compared for those only which may come among the best.

    Args:
        snapshot: where the passages are.
        asked: the question.
        rows: of the passages.
        wanted: how many of the best by the first score.
    """
    firsts, lasts = snapshot.sentence_starts[rows], snapshot.sentence_starts[rows + 1]
    counts = lasts - firsts
    starts = starts_of(counts)
    vector, terms = asked.embedding.vector, asked.terms
    hits = snapshot.lexicon.hits(terms, rows)
    held = hits.sentences[:, : len(terms.ids)]
    weights = first_weights(asked)
    first = np.empty((len(rows), len(weights)), np.float32)
    first[:, _DENSE] = dense = snapshot.passage_vectors[rows] @ vector
    first[:, _SENTENCE] = _SENTENCE_OF_PASSAGE * dense + _SENTENCE_ABOVE
    first[:, 2] = snapshot.lexicon.scores_of(terms, rows, hits)
    first[:, 3] = coverage(np.logical_or.reduceat(held, starts[:-1], axis=0), terms.weights)
    first[:, 4] = np.maximum.reduceat(coverage(held, terms.weights), starts[:-1])
    is_read = may_be_best(first @ weights, weights[_SENTENCE] * _SENTENCE_STRAYS, wanted)
    alone = np.full(starts[-1], -1, np.float32)
    read = snapshot.sentence_vectors.spans(firsts[is_read], lasts[is_read])
    alone[np.repeat(is_read, counts)] = read @ vector
    first[:, _SENTENCE] = np.maximum.reduceat(alone, starts[:-1])
    return Candidates(rows, first, hits, alone, starts)


def may_be_best(expected: Floats, strays: float, wanted: int) -> NDArray[np.bool_]:
    """Which scores may be among the best so many, if each strays by so much at most."""
    if len(expected) <= wanted:
        return np.ones(len(expected), np.bool_)
    least = float(np.partition(expected, -wanted)[-wanted]) - strays
    return np.asarray(expected >= least)


def closeness(snapshot: Snapshot, asked: Asked, chosen: Chosen) -> Closeness:
    """The late interaction of a question with chosen passages."""
    pieces, weights = asked.embedding.pieces, asked.piece_weights
    return snapshot.pieces.closeness(pieces, weights, chosen.rows, chosen.counts)


def phrases(asked: Asked, chosen: Chosen) -> Floats:
    """The idf share of the question's pairs of words that stand so in each chosen passage."""
    return coverage(chosen.candidates.hits.pairs[chosen.numbers], asked.terms.pair_weights)


def names_held(asked: Asked, chosen: Chosen) -> Floats:
    """The share of the question's names and numbers that each chosen passage or its head holds."""
    names = asked.terms.names
    if not names:
        return np.ones(len(chosen.rows), np.float32)
    held = chosen.candidates.hits.counts[chosen.numbers][:, names] > 0
    return coverage(held, [1.0] * len(names))

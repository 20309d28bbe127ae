"""Lexical search: BM25, and which share of a question's words a passage or sentence holds."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.layered import LayeredPostings
from index.lexical.lines import Hits, Lines
from index.lexical.postings import K1, Postings, average_length, postings_of
from index.lexical.terms import DocumentTerms, Numbers
from index.lexical.tokens import Tokeniser, names_of
from index.vectors import Floats, Rows


class Terms:
    """The distinct terms of a question with their idf weights; unknown terms weigh most.

    `distinct`, `ids` (-1: unknown) and `weights` have those first that weigh most, and `total` is
    the sum of the weights. `looked_up` are `ids` and those of names that are no
    terms otherwise; `names` are places in it. `pairs` are places of terms that stand next to each
    other, and `pair_weights` what each weighs.
    """

    def __init__(self, terms: Sequence[str], names: Sequence[str], lexicon: "Lexicon") -> None:
        ids = {term: lexicon.vocabulary.get(term, -1) for term in terms}
        weights = {term: lexicon.weight(ids[term]) for term in ids}
        self.distinct = tuple(sorted(ids, key=lambda term: (-weights[term], term)))
        self.ids = [ids[term] for term in self.distinct]
        self.weights = [weights[term] for term in self.distinct]
        self.total = sum(self.weights)
        self.weighted = [(n, w) for n, w in zip(self.ids, self.weights, strict=True) if n >= 0]
        places = {term: n for n, term in enumerate(self.distinct)}
        for name in sorted(set(names)):
            places.setdefault(name, len(places))
        self.names = sorted(places[name] for name in set(names))
        self.looked_up = [lexicon.vocabulary.get(term, -1) for term in places]
        neighbours = list(pairwise(terms))
        self.pairs = [(places[before], places[after]) for before, after in neighbours]
        self.pair_weights = [weights[before] + weights[after] for before, after in neighbours]


class WordStore(Protocol):
    """Finds the passages with the best BM25."""

    def best(self, terms: Terms, k: int, allowed: Rows | None = None) -> Rows:
        """At most `k` rows that hold a term of the question, best first, ties by row."""
        ...


class Lexicon:
    """An inverted index over passages, and the terms of their sentences in order.

    idf = ln(1 + (N - df + 0.5) / (df + 0.5)) over passages with their titles.

    Args:
        vocabulary: the number of each term; some may stand in no document, or in one that came
            later.
        postings: of the passages.
        lines: theirs.
    """

    def __init__(
        self, vocabulary: dict[str, int], postings: Postings | LayeredPostings, lines: Lines
    ) -> None:
        self.vocabulary, self.postings, self.lines = vocabulary, postings, lines

    @classmethod
    def of(cls, documents: Sequence[DocumentTerms], vocabulary: dict[str, int]) -> "Lexicon":
        """Join the terms of documents, each in the order of its passages."""
        lines = Lines.of(documents)
        return cls(vocabulary, postings_of(lines, average_length(lines.lengths)), lines)

    def weight(self, term_id: int) -> float:
        """The idf of a term; -1 stands for a term that no passage holds."""
        frequency = self.postings.frequency(term_id)
        return math.log(1 + (len(self.postings) - frequency + 0.5) / (frequency + 0.5))

    def terms(self, text: str) -> Terms:
        """The terms of a question."""
        tokeniser = Tokeniser()
        return Terms(tokeniser.terms(text), tokeniser.terms(" ".join(names_of(text))), self)

    def rows_with(self, term: str) -> Numbers:
        """The passages that have a term in themselves, their title or heading, in order."""
        term_id = self.vocabulary.get(term)
        return np.zeros(0, np.int32) if term_id is None else self.postings.held(term_id)[0]

    def best(self, terms: Terms, k: int, allowed: Rows | None = None) -> Rows:
        """The `k` passages with the best BM25 above 0, in order of `(-score, row)`.

        Args:
            terms: the question's.
            k: how many at most.
            allowed: the rows to look among, or None for all.
        """
        is_allowed = None if allowed is None else _mask(len(self.postings), allowed)
        rows, sums = self.postings.best(terms.weighted, k, is_allowed)
        best: Rows = rows[np.lexsort((rows, -_scores(sums, terms)))[:k]].astype(np.int64)
        return best

    def scores(self, terms: Terms) -> Floats:
        """BM25 of every passage over the most that the question could reach: 0..1."""
        sums = np.zeros(len(self.postings), np.float32)
        for term_id, weight in terms.weighted:
            rows, gains = self.postings.held(term_id)
            sums[rows] += weight * gains
        return _scores(sums, terms)

    def scores_of(self, terms: Terms, rows: Rows, hits: Hits) -> Floats:
        """The same of some passages of which is known how often they hold the terms."""
        counts = hits.counts[:, : len(terms.ids)]
        gains = self.postings.gains(counts, rows[:, None]) * np.array(terms.weights, np.float32)
        # One after the other, as they are added up when they are searched for.
        sums = np.add.accumulate(gains, axis=1)[:, -1] if terms.ids else np.zeros(len(rows))
        return _scores(np.asarray(sums, np.float32), terms)

    def hits(self, terms: Terms, rows: Rows) -> Hits:
        """Where the terms stand in some passages, at least one."""
        return self.lines.hits(rows, terms.looked_up, terms.pairs)


def _scores(sums: Floats, terms: Terms) -> Floats:
    return sums / np.float32(max(1e-6, (K1 + 1) * terms.total))


def _mask(count: int, rows: Rows) -> NDArray[np.bool_]:
    found = np.zeros(count, np.bool_)
    found[rows] = True
    return found


def coverage(hits: NDArray[np.bool_], weights: Sequence[float]) -> Floats:
    """The idf share of the terms that each row of `hits` holds: 0..1."""
    shares = np.array(weights, np.float32) / np.float32(max(1e-6, sum(weights)))
    # Not as a matrix product: BLAS raises a floating-point flag on rows that it pads.
    return np.asarray(np.vecdot(hits, shares), np.float32)

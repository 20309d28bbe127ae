"""Lexical search: BM25, and which share of a question's words a passage or sentence holds."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.blocks import starts_of
from index.terms import DocumentTerms, joined_numbers, order_by
from index.tokens import Tokeniser
from index.vectors import Floats, Rows

# Tuned on SQuAD dev articles, RETRIEVAL.md.
K1 = B = 0.6


class Terms:
    """The distinct terms of a question with their idf weights; unknown terms weigh most."""

    def __init__(self, terms: Sequence[str], lexicon: "Lexicon") -> None:
        self.sequence = [lexicon.vocabulary.get(term, -1) for term in terms]
        self.distinct = tuple(sorted(set(terms)))
        self.ids = [lexicon.vocabulary.get(term, -1) for term in self.distinct]
        self.weights = [lexicon.weight(term_id) for term_id in self.ids]
        self.total = sum(self.weights)


class WordStore(Protocol):
    """Finds the passages with the best BM25."""

    def best(self, terms: Terms, k: int, allowed: Rows | None = None) -> Rows:
        """At most `k` rows that hold a term of the question, best first, ties by row."""
        ...


class Lexicon:
    """An inverted index over passages, and the terms of their sentences in order.

    idf = ln(1 + (N - df + 0.5) / (df + 0.5)) over passages with their titles.

    Args:
        documents: the terms of each document, in the order of its passages.
        vocabulary: the number of each term; some may stand in no document any more.
    """

    def __init__(self, documents: Sequence[DocumentTerms], vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = vocabulary
        lengths = joined_numbers(found.lengths for found in documents).astype(np.float32)
        self._count = len(lengths)
        norm = (
            K1 * (1 - B + B * lengths / max(1e-6, float(lengths.mean())))
            if len(lengths)
            else lengths
        )
        ids = joined_numbers(found.ids for found in documents)
        sizes = [len(found.lengths) for found in documents]
        first = np.cumsum([0, *sizes], dtype=np.int32)[:-1]
        rows = joined_numbers(found.rows for found in documents)
        rows += np.repeat(first, [len(found.ids) for found in documents])
        counts = joined_numbers(found.counts for found in documents).astype(np.float32)
        gains: Floats = (counts * np.float32(K1 + 1) / (counts + norm[rows])).astype(np.float32)
        order = order_by(ids)
        self._rows, self._gains = rows[order], gains[order]
        self._starts = starts_of(np.bincount(ids, minlength=len(vocabulary)))
        self._sentence_terms = joined_numbers(found.sentence_ids for found in documents)
        self._sentence_starts = starts_of(joined_numbers(f.sentence_sizes for f in documents))

    @property
    def unused(self) -> int:
        """How many terms of the vocabulary stand in no passage."""
        return int((np.diff(self._starts) == 0).sum())

    def _postings(self, term_id: int) -> slice:
        return slice(int(self._starts[term_id]), int(self._starts[term_id + 1]))

    def weight(self, term_id: int) -> float:
        """The idf of a term; -1 stands for a term that no passage holds."""
        frequency = int(self._starts[term_id + 1] - self._starts[term_id]) if term_id >= 0 else 0
        return float(np.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5)))

    def terms(self, text: str) -> Terms:
        """The terms of a question."""
        return Terms(Tokeniser().terms(text), self)

    def scores(self, terms: Terms) -> Floats:
        """BM25 of every passage over the most that the question could reach: 0..1."""
        scores = np.zeros(self._count, np.float32)
        for term_id, weight in zip(terms.ids, terms.weights, strict=True):
            if term_id >= 0:
                held = self._postings(term_id)
                scores[self._rows[held]] += weight * self._gains[held]
        return scores / np.float32(max(1e-6, (K1 + 1) * terms.total))

    def rows_with(self, term: str) -> NDArray[np.int32]:
        """The passages that have a term in themselves, their title or heading, in order."""
        term_id = self.vocabulary.get(term)
        if term_id is None:
            return self._rows[:0]
        return self._rows[self._postings(term_id)]

    def holds(self, term: str, row: int) -> bool:
        """Whether a passage, its title or its heading has the term."""
        rows = self.rows_with(term)
        place = int(np.searchsorted(rows, row))
        return place < len(rows) and int(rows[place]) == row

    def phrase_coverage(self, terms: Terms, first: int, last: int) -> float:
        """The idf share of the question's pairs of neighbouring terms that stand so in a passage.

        Args:
            terms: the question's.
            first: the passage's first sentence.
            last: the sentence after its last one.
        """
        pairs = list(pairwise(terms.sequence))
        if not pairs:
            return 0.0
        text = self._sentence_terms[self._sentence_starts[first] : self._sentence_starts[last]]
        found = set(pairwise(text.tolist()))
        weights = [self.weight(before) + self.weight(after) for before, after in pairs]
        held = sum(w for pair, w in zip(pairs, weights, strict=True) if pair in found)
        return held / max(1e-6, sum(weights))

    def sentence_hits(self, terms: Terms, sentences: Rows) -> NDArray[np.bool_]:
        """Which terms stand in which sentences, `(sentences, terms)`."""
        hits = np.zeros((len(sentences), len(terms.ids)), np.bool_)
        known = np.array([term_id for term_id in terms.ids if term_id >= 0], np.int64)
        if not len(known) or not len(sentences):
            return hits
        columns = np.array([n for n, term_id in enumerate(terms.ids) if term_id >= 0], np.int64)
        order = np.argsort(known)
        starts, sizes = self._sentence_starts[sentences], np.diff(self._sentence_starts)[sentences]
        rows = np.repeat(np.arange(len(sentences)), sizes)
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        found = self._sentence_terms[np.repeat(starts, sizes) + within]
        place = np.minimum(np.searchsorted(known, found, sorter=order), len(known) - 1)
        is_hit = known[order[place]] == found
        hits[rows[is_hit], columns[order[place[is_hit]]]] = True
        return hits


def coverage(hits: NDArray[np.bool_], weights: Sequence[float]) -> Floats:
    """The idf share of the terms that each row of `hits` holds: 0..1."""
    total = max(1e-6, sum(weights))
    # Not as a matrix product: BLAS raises a floating-point flag on rows that it pads.
    held = np.where(hits, np.array(weights, np.float32), np.float32(0)).sum(axis=1)
    return np.asarray(held / np.float32(total), np.float32)

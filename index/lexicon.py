"""Lexical search: BM25, and which share of a question's words a passage or sentence holds."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

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


class Lexicon:
    """An inverted index over passages, and the terms of their sentences in order.

    idf = ln(1 + (N - df + 0.5) / (df + 0.5)) over passages with their titles.
    """

    def __init__(self, heads: Sequence[str], bodies: Sequence[Sequence[str]]) -> None:
        """Index passages.

        Args:
            heads: the title and heading of each passage.
            bodies: the sentences of each passage.
        """
        tokeniser = Tokeniser()
        self.vocabulary: dict[str, int] = {}
        postings: list[list[tuple[int, int]]] = []
        sentence_terms: list[int] = []
        sentence_ends: list[int] = []
        lengths = np.zeros(len(bodies), np.float32)
        heads_seen: dict[str, list[str]] = {}
        for row, (head, sentences) in enumerate(zip(heads, bodies, strict=True)):
            if head not in heads_seen:
                heads_seen[head] = tokeniser.terms(head)
            counts: Counter[str] = Counter(heads_seen[head])
            for sentence in sentences:
                found = tokeniser.terms(sentence)
                counts.update(found)
                sentence_terms.extend(self._id_of(term, postings) for term in found)
                sentence_ends.append(len(sentence_terms))
            for term, count in counts.items():
                postings[self._id_of(term, postings)].append((row, count))
            lengths[row] = counts.total()
        self._rows = [np.array([row for row, _ in p], np.int64) for p in postings]
        norm = (
            K1 * (1 - B + B * lengths / max(1e-6, float(lengths.mean())))
            if len(lengths)
            else lengths
        )
        self._gains = [_gains(p, norm) for p in postings]
        self._count = len(bodies)
        self._sentence_terms = np.array(sentence_terms, np.int64)
        self._sentence_starts = np.array([0, *sentence_ends], np.int64)

    def _id_of(self, term: str, postings: list[list[tuple[int, int]]]) -> int:
        term_id = self.vocabulary.setdefault(term, len(postings))
        if term_id == len(postings):
            postings.append([])
        return term_id

    def weight(self, term_id: int) -> float:
        """The idf of a term; -1 stands for a term that no passage holds."""
        frequency = len(self._rows[term_id]) if term_id >= 0 else 0
        return float(np.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5)))

    def terms(self, text: str) -> Terms:
        """The terms of a question."""
        return Terms(Tokeniser().terms(text), self)

    def scores(self, terms: Terms) -> Floats:
        """BM25 of every passage over the most that the question could reach: 0..1."""
        scores = np.zeros(self._count, np.float32)
        for term_id, weight in zip(terms.ids, terms.weights, strict=True):
            if term_id >= 0:
                scores[self._rows[term_id]] += weight * self._gains[term_id]
        return scores / np.float32(max(1e-6, (K1 + 1) * terms.total))

    def holds(self, term: str, row: int) -> bool:
        """Whether a passage, its title or its heading has the term."""
        term_id = self.vocabulary.get(term)
        if term_id is None:
            return False
        rows = self._rows[term_id]
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


def _gains(postings: Sequence[tuple[int, int]], norm: Floats) -> Floats:
    counts = np.array([count for _, count in postings], np.float32)
    rows = np.array([row for row, _ in postings], np.int64)
    gains: Floats = (counts * (K1 + 1) / (counts + norm[rows])).astype(np.float32)
    return gains


def coverage(hits: NDArray[np.bool_], weights: Sequence[float]) -> Floats:
    """The idf share of the terms that each row of `hits` holds: 0..1."""
    total = max(1e-6, sum(weights))
    # Not as a matrix product: BLAS raises a floating-point flag on rows that it pads.
    held = np.where(hits, np.array(weights, np.float32), np.float32(0)).sum(axis=1)
    return np.asarray(held / np.float32(total), np.float32)

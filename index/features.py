"""What is measured of candidate passages and their sentences, before anything is weighted."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answer_type import holds_answer
from index.late import Closeness
from index.lexicon import Terms, coverage
from index.snapshot import Snapshot
from index.tokens import Tokeniser
from index.vectors import Embedding, Floats, Rows

# A capital inside the question, or a digit anywhere in a word.
_NAME = re.compile(r"(?<=\S)\s+[\"'“‘(]*[A-Z][\w'’-]*|\b\w*[0-9]\w*|\b[A-Z]{2,}\b")

SENTENCE_FEATURES = ("alone", "in_context", "coverage", "local_coverage", "late", "answer_type")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as search sees it: its text, its terms, its vectors."""

    text: str
    terms: Terms
    embedding: Embedding
    piece_weights: Floats
    names: tuple[str, ...]
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
        names = " ".join(match.group() for match in _NAME.finditer(text))
        terms = snapshot.lexicon.terms(text)
        names_asked = tuple(sorted(set(Tokeniser().terms(names))))
        return cls(text, terms, embedding, weights, names_asked, is_foreign)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passage rows, the first features of each, and what is known of their sentences.

    `first` `(rows, 5)`: dense, sentence, lexical, coverage, sentence coverage. `cosines` and
    `hits` `(sentences, terms)`: one array for each row.
    """

    rows: Rows
    first: Floats
    cosines: list[Floats]
    hits: list[NDArray[np.bool_]]


def measure(snapshot: Snapshot, asked: Asked, rows: Rows, lexical: Floats) -> Candidates:
    """Measure the first features of candidate rows.

    Args:
        snapshot: where they are.
        asked: the question.
        rows: the candidates.
        lexical: the BM25 score of every passage.
    """
    starts, ends = snapshot.sentence_starts[rows], snapshot.sentence_starts[rows + 1]
    flat = np.concatenate([np.arange(start, end) for start, end in zip(starts, ends, strict=True)])
    cuts = np.cumsum(ends - starts)[:-1]
    vector, weights = asked.embedding.vector, asked.terms.weights
    cosines = np.split(snapshot.sentence_vectors[flat] @ vector, cuts)
    hits = np.split(snapshot.lexicon.sentence_hits(asked.terms, flat), cuts)
    columns = [
        snapshot.passage_vectors[rows] @ vector,
        np.array([found.max() for found in cosines], np.float32),
        lexical[rows],
        coverage(np.stack([found.any(axis=0) for found in hits]), weights),
        np.array([coverage(found, weights).max() for found in hits], np.float32),
    ]
    return Candidates(rows, np.stack(columns, axis=1).astype(np.float32), cosines, hits)


def closeness(snapshot: Snapshot, asked: Asked, row: int) -> Closeness:
    """The late interaction of a question with a passage row."""
    count = int(snapshot.sentence_starts[row + 1] - snapshot.sentence_starts[row])
    return snapshot.pieces.closeness(asked.embedding.pieces, asked.piece_weights, row, count)


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


def measure_sentences(
    snapshot: Snapshot, asked: Asked, candidates: Candidates, n: int, late: Closeness
) -> Floats:
    """Measure the sentences of candidate `n`: `(sentences, len(SENTENCE_FEATURES))`."""
    row = int(candidates.rows[n])
    hits = candidates.hits[n]
    count, frequency = len(hits), hits.sum(axis=0)
    # Words that stand in every sentence of the passage tell its sentences apart the least.
    rarity = np.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
    local = (rarity * np.array(asked.terms.weights)).tolist()
    own = slice(int(snapshot.sentence_starts[row]), int(snapshot.sentence_starts[row + 1]))
    text = snapshot.document_of(row).text
    kinds = [
        holds_answer(asked.text, text[start:end]) for start, end in snapshot.passages[row].sentences
    ]
    columns = [
        candidates.cosines[n],
        snapshot.context_vectors[own] @ asked.embedding.vector,
        coverage(hits, asked.terms.weights),
        coverage(hits, local),
        late.sentences,
        np.array(kinds, np.float32),
    ]
    return np.stack(columns, axis=1).astype(np.float32)

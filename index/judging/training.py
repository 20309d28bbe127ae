"""Fit the weights of ranking, of the bold sentence and of the gate to questions with answers.

Only articles that are fitted on are looked at; measure on others with `quoth eval`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index.embedder import Embedder
from index.judging.questions import Case
from index.ranking.features import Asked, is_foreign
from index.ranking.gate import GATE_FEATURES, gate_features
from index.ranking.rank import CANDIDATES, find_candidates, look, score, shortlist
from index.ranking.sentence import SENTENCE_FEATURES
from index.ranking.weights import SECOND
from index.snapshot import Snapshot, build
from index.stored.entries import Entry
from index.vectors import DocumentVectors, Embedding, Floats

# Articles in the libraries that the gate is fitted on: one document to several hundred passages.
_LIBRARY_SIZES = (1, 3, 10, 40)
_QUESTIONS_AN_ARTICLE = 25
_MOST_ARTICLES = 60


@dataclass(frozen=True, slots=True)
class Pairs:
    """Features of what is right minus features of what is wrong.

    `passages` `(n, len(SECOND))`, `sentences` `(m, len(SENTENCE_FEATURES))`.
    """

    passages: Floats
    sentences: Floats


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights by feature, as they stand in `index.ranking.weights`."""

    rank: dict[str, float]
    sentence: dict[str, float]


def compare(
    snapshot: Snapshot, embedder: Embedder, cases: Sequence[Case], asked: Callable[[], None]
) -> Pairs:
    """Compare right passages and sentences with wrong ones, over the questions of one library."""
    passages = [np.zeros((0, len(SECOND)), np.float32)]
    sentences = [np.zeros((0, len(SENTENCE_FEATURES)), np.float32)]
    for case in cases:
        embedding = embedder.embed_question(case.question)
        question = Asked.of(
            case.question, embedding, snapshot, is_foreign=is_foreign(case.question, embedder)
        )
        right, wrong, own = _compare(snapshot, question, case)
        if right is not None:
            passages.append(right - wrong)
        sentences.append(own)
        asked()
    return Pairs(np.concatenate(passages), np.concatenate(sentences))


def fit_ranking(pairs: Sequence[Pairs]) -> Fitted:
    """Learn to put the right passage before the others, and the right sentence in it."""
    return Fitted(
        _pairwise(np.concatenate([found.passages for found in pairs]), list(SECOND)),
        _pairwise(np.concatenate([found.sentences for found in pairs]), list(SENTENCE_FEATURES)),
    )


def _compare(
    snapshot: Snapshot, question: Asked, case: Case
) -> tuple[Floats | None, Floats, Floats]:
    """Features of the right passage and of wrong ones; differences of right and wrong sentences."""
    names = list(SECOND)
    none = np.zeros((0, len(SENTENCE_FEATURES)), np.float32)
    candidates = find_candidates(snapshot, question, CANDIDATES, None)
    if candidates is None:
        return None, np.zeros((0, len(names)), np.float32), none
    right, wrong, own = None, [], none
    for scored in score(snapshot, question, candidates, shortlist(question, candidates)):
        values = np.array([getattr(scored.parts, name) for name in names], np.float32)
        row = int(candidates.rows[scored.n])
        if snapshot.passages[row].id != case.passage:
            wrong.append(values)
            continue
        right = values
        features = scored.sentences
        text = snapshot.document_of(row).text
        is_right = np.array(
            [case.is_said_in(text[start:end]) for start, end in snapshot.passages[row].sentences]
        )
        if is_right.any():
            best = features[is_right]
            own = (best[:, None, :] - features[~is_right][None, :, :]).reshape(-1, none.shape[1])
    return right, np.array(wrong, np.float32).reshape(-1, len(names)), own


def _pairwise(differences: Floats, names: Sequence[str]) -> dict[str, float]:
    """Weights under which right minus wrong is positive, as often and as clearly as can be."""
    scale = differences.std(axis=0) + 1e-9
    scaled = np.concatenate([differences / scale, -differences / scale])
    labels = np.repeat([1, 0], len(differences))
    model = LogisticRegression(C=0.1, fit_intercept=False, max_iter=1000).fit(scaled, labels)
    weights = model.coef_[0] / scale
    return {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}


def fit_gate(
    collected: Sequence[tuple[Floats, NDArray[np.int64]]],
) -> tuple[dict[str, float], float]:
    """Weights of the gate by feature, and its constant, from what `GateTrainer` collected."""
    features = np.concatenate([rows for rows, _ in collected])
    labels = np.concatenate([own for _, own in collected])
    model = LogisticRegression(C=10, max_iter=5000).fit(features, labels)
    weights = dict(zip(GATE_FEATURES, model.coef_[0].tolist(), strict=True))
    return {n: round(w, 2) for n, w in weights.items()}, round(float(model.intercept_[0]), 2)


def articles_of(cases: Sequence[Case]) -> list[str]:
    """The articles that the gate is fitted on, spaced evenly where there are many."""
    articles = sorted({case.document for case in cases if case.document})
    return articles[:: max(1, -(-len(articles) // _MOST_ARTICLES))]


class GateTrainer:
    """Collects best matches, for questions that a library answers and for such that it does not.

    Args:
        entries: the documents of all articles.
        vectors: of each of them.
        embedder: reads the questions.
    """

    def __init__(
        self, entries: Sequence[Entry], vectors: Sequence[DocumentVectors], embedder: Embedder
    ) -> None:
        self._entries, self._vectors, self._embedder = entries, vectors, embedder
        self._read: dict[str, Embedding] = {}

    def collect(
        self, cases: Sequence[Case], idle: Sequence[str], asked: Callable[[], None]
    ) -> tuple[Floats, NDArray[np.int64]]:
        """Gate features of best matches, and whether each question had an answer.

        Args:
            cases: questions with answers.
            idle: small talk and questions off every topic, never to be answered.
            asked: told after each article.
        """
        rng = np.random.default_rng(0)
        rows: list[list[float]] = []
        labels: list[int] = []
        for article in articles_of(cases):
            own = [case.question for case in cases if case.document == article]
            picked = [own[n] for n in sorted(rng.permutation(len(own))[:_QUESTIONS_AN_ARTICLE])]
            for size in _LIBRARY_SIZES:
                with_it, without = self._libraries(article, size, rng)
                talk = [idle[n] for n in rng.permutation(len(idle))[: len(picked) // 2].tolist()]
                for snapshot, questions, label in (
                    (with_it, picked, 1),
                    (without, picked, 0),
                    (with_it, talk, 0),
                ):
                    found = [self._best(snapshot, question) for question in questions]
                    rows += [features for features in found if features is not None]
                    labels += [label] * sum(features is not None for features in found)
            asked()
        return np.array(rows, np.float32), np.array(labels)

    def _libraries(
        self, article: str, size: int, rng: np.random.Generator
    ) -> tuple[Snapshot, Snapshot]:
        """A library of `size` articles with the given one in it, and one of others only."""
        own = [n for n, entry in enumerate(self._entries) if entry.document.path == article]
        rest = [n for n in range(len(self._entries)) if n not in own]
        others = sorted(rng.permutation(rest)[:size].tolist())
        return self._library(own + others[: size - 1]), self._library(others)

    def _library(self, numbers: Sequence[int]) -> Snapshot:
        entries = [self._entries[n] for n in numbers]
        return build(1, self._embedder.identity, entries, [self._vectors[n] for n in numbers])

    def _best(self, snapshot: Snapshot, text: str) -> list[float] | None:
        if text not in self._read:
            self._read[text] = self._embedder.embed_question(text)
        foreign = is_foreign(text, self._embedder)
        question = Asked.of(text, self._read[text], snapshot, is_foreign=foreign)
        best = look(snapshot, question, 1, None)
        return gate_features(best[0].evidence) if best else None

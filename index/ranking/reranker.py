"""A second look at the best matches, by a model that reads question and passage together."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from corpus.split import head
from index.answer import Match
from index.lexical.tokens import words_of
from index.vectors import Floats

# A cross-encoder reads each of them anew for every question.
RERANKED = 20


class Reranker(Protocol):
    """Judges how well passages answer a question."""

    @property
    def identity(self) -> str:
        """Names the model and its weights."""
        ...

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """A score for each passage, higher is better; only their order means something."""
        ...


class WordReranker:
    """Counts the question's words that a passage holds: no model, for tests."""

    identity = "words"

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """How many words of the question stand in each passage."""
        asked = set(words_of(question))
        return np.array([len(asked & set(words_of(text))) for text in passages], np.float32)


def rerank(reranker: Reranker, question: str, matches: Sequence[Match]) -> list[Match]:
    """Put the first matches in the order of the re-ranker's scores, and of rank among equals."""
    first = matches[:RERANKED]
    if not first:
        return []
    scores = reranker.scores(question, [_text(match) for match in first])
    judged = [
        replace(match, reranked=float(score)) for match, score in zip(first, scores, strict=True)
    ]
    order = sorted(range(len(judged)), key=lambda n: (-scores[n], n))
    return [*(judged[n] for n in order), *matches[RERANKED:]]


def _text(match: Match) -> str:
    """What is judged: the passage after its title and heading, as it is embedded."""
    passage = " ".join(match.passage.text.split())
    return head(match.document.title, match.passage.heading) + passage

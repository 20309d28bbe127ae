"""Sets of questions made from others: held out from tuning, or with slips of the finger."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.judging.questions import Case, QuestionSet
from index.lexical.tokens import STOP_WORDS

_SEED = 3
# As in the measurements of RETRIEVAL.md.
_SWAPPED_SHARE = 0.5
_FEWEST_LETTERS = 5
_WORD = re.compile(r"[\w'-]+")


def held_out(asked: QuestionSet, tuning: QuestionSet) -> QuestionSet:
    """The questions of `asked` about articles that `tuning` holds, and asks nothing about.

    They are asked over all passages of `tuning`; the right one is that with the same text.
    """
    texts = {p.id: p.text for document in asked.documents for p in document.passages}
    tuned = {case.document for case in tuning.cases}
    places = {
        passage.text: (document.document.path, passage.id)
        for document in tuning.documents
        if document.document.path not in tuned
        for passage in document.passages
    }
    cases = []
    for case in asked.cases:
        text = texts.get(case.passage or "")
        if text in places:
            path, passage = places[text]
            cases.append(replace(case, document=path, passage=passage))
    return QuestionSet(tuple(cases), tuning.documents)


def misspelt(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The same questions in lower case, with letters swapped in half of their longer words."""
    rng = np.random.default_rng(_SEED)
    return tuple(replace(case, question=_misspelt(case.question, rng)) for case in cases)


def _misspelt(question: str, rng: np.random.Generator) -> str:
    words: list[str] = _WORD.findall(question.lower())
    return " ".join(
        _swapped(word, rng)
        if len(word) >= _FEWEST_LETTERS and word not in STOP_WORDS and rng.random() < _SWAPPED_SHARE
        else word
        for word in words
    )


def _swapped(word: str, rng: np.random.Generator) -> str:
    """Two neighbouring letters change places, neither the first nor the last."""
    n = int(rng.integers(1, len(word) - 2))
    return word[:n] + word[n + 1] + word[n] + word[n + 2 :]

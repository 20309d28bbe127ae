"""The nouns of search: a question, the matches for it, and the answer with its verdict."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Document, Passage, Span

# Telegram's own limit for a message; a longer question is not one.
MOST_QUESTION_CHARACTERS = 4096


class Verdict(StrEnum):
    """What an answer is worth: shown as it is, shown with doubt, or not shown."""

    FOUND = "FOUND"
    UNSURE = "UNSURE"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, cleaned, and where to look.

    `collections` limits the search (None: everywhere). Make one with `Question.of`.
    """

    text: str
    collections: frozenset[str] | None = None

    @classmethod
    def of(cls, text: str, collections: frozenset[str] | None = None) -> "Question":
        """The question in a raw text: composed, without control and formatting characters."""
        kept = "".join(
            " " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
            for character in text[:MOST_QUESTION_CHARACTERS]
            if unicodedata.category(character) not in {"Cs", "Cf"}
        )
        composed = unicodedata.normalize("NFC", kept)[:MOST_QUESTION_CHARACTERS]
        return cls(" ".join(composed.split()), collections)

    @property
    def has_words(self) -> bool:
        """Whether there is a letter or digit to search for."""
        return any(character.isalnum() for character in self.text)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the score of a match is made of, before weighting; each is higher-is-better.

    `dense` and `sentence` are cosines with the passage and its nearest sentence. The others lie in
    0..1: `lexical` (BM25 over its possible maximum), `coverage` of the question's words by the
    passage and by its best sentence, `phrases` (pairs of words), `late` interaction of word pieces
    with the passage and with its best sentence, and `names`: how many of the question's names and
    numbers stand in the passage, its title or heading (1 if it has none).
    """

    dense: float
    sentence: float
    lexical: float
    coverage: float
    sentence_coverage: float
    phrases: float
    late: float
    sentence_late: float
    names: float


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that was found, with the range of its sentence that fits best.

    `margin` is the gate's g for it, from which the verdict comes (`index.gate`).
    """

    document: Document
    passage: Passage
    score: float
    parts: Parts
    best: Span
    margin: float

    @property
    def line(self) -> int:
        """The line, from 1, on which the passage starts."""
        return self.document.line_of(self.passage.start)


@dataclass(frozen=True, slots=True)
class Answer:
    """Matches in order of `(-score, place)`, and the verdict on the first.

    The matches are kept under NOTHING too; they are not to be shown unless they are asked for.
    """

    question: Question
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    library_version: int = 0

"""The nouns of search: a question, the matches for it, and the answer with its verdict."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Document, Passage, Span
from index.language import language_of

# Telegram's own limit for a message; a longer question is not one.
MOST_QUESTION_CHARACTERS = 4096


class Verdict(StrEnum):
    """What an answer is worth: shown as it is, shown with doubt, or not shown."""

    FOUND = "FOUND"
    UNSURE = "UNSURE"
    NOTHING = "NOTHING"


class Reason(StrEnum):
    """Why there is nothing, where more can be said than that."""

    LANGUAGE = "LANGUAGE"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, cleaned, and where to look.

    `collections` limits the search (None: everywhere). `preferred` is the digest of a document
    that is searched first, as for a follow-up: a renamed one is still the same. Make one with
    `Question.of`.
    """

    text: str
    collections: frozenset[str] | None = None
    preferred: str | None = None

    @classmethod
    def of(
        cls,
        text: str,
        collections: frozenset[str] | None = None,
        preferred: str | None = None,
    ) -> "Question":
        """The question in a raw text: composed, without control and formatting characters."""
        kept = "".join(
            " " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
            for character in text[:MOST_QUESTION_CHARACTERS]
            if unicodedata.category(character) not in {"Cs", "Cf"}
        )
        composed = unicodedata.normalize("NFC", kept)[:MOST_QUESTION_CHARACTERS]
        return cls(" ".join(composed.split()), collections, preferred)

    @property
    def has_words(self) -> bool:
        """Whether there is a letter or digit to search for."""
        return any(character.isalnum() for character in self.text)

    @property
    def language(self) -> str | None:
        """Its language's ISO 639-1 code; None where it cannot be told for sure."""
        return language_of(self.text)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the score of a match is made of, before weighting; each is higher-is-better.

    `dense` and `sentence` are cosines with the passage and its nearest sentence. The others lie in
    0..1: `lexical` (BM25 over its possible maximum), `coverage` of the question's words by the
    passage and by its best sentence, `phrases` (pairs of words), `late` interaction of word pieces
    with the passage and with its best sentence, and `names`: how many of the question's names and
    numbers stand in the passage, its title or heading (1 if it has none). `best_sentence` is the
    score of the sentence that is quoted, by the rule that chooses it.
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
    best_sentence: float


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that was found, with the range of its sentence that fits best.

    `margin` is the gate's g for it, from which its verdict comes (`index.ranking.gate`).
    `reranked` is the re-ranker's score where there is one and it looked at this match.
    """

    document: Document
    passage: Passage
    score: float
    parts: Parts
    best: Span
    margin: float
    verdict: Verdict
    reranked: float | None = None

    @property
    def line(self) -> int:
        """The line, from 1, on which the passage starts."""
        return self.document.line_of(self.passage.start)


@dataclass(frozen=True, slots=True)
class Answer:
    """Matches in order of `(-score, place)`, or the re-ranker's, and the verdict on the first.

    The matches are kept under NOTHING too; they are not to be shown unless they are asked for.
    `searched_for` is the question with its spelling mended, where that found more. `differing` is
    a match in another document that gives another figure than the first. `reason` says why there
    is nothing.
    """

    question: Question
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    library_version: int = 0
    searched_for: str | None = None
    differing: Match | None = None
    reason: Reason | None = None

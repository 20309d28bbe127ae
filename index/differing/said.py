"""What a match says to a question for a figure: read sentence by sentence, as it is asked for."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from index.answer import Match
from index.differing.sought import KIND_STEMS, Sought, comparable, sought_by
from index.differing.stated import Figure, Figures, figures_in, may_equal
from index.lexical.tokens import Tokeniser, names_of, normalised

Found = Mapping[Hashable, Sequence[Figure]]
"""Figures by what must be the same for two of them to be compared."""

_NUMBER = re.compile(r"\d+")
_CLAUSE = re.compile(r"[,;:()|]|\b(?:and|but|while|whereas|although|which|who|when|where|after)\b")


class Asked:
    """A question for a figure: its words, its names and its own figures.

    Args:
        question: the question.
        sought: the kind of figure.
    """

    def __init__(self, question: str, sought: Sought) -> None:
        self.sought = sought
        self.words = stems_of(question) - KIND_STEMS
        self.names = frozenset(Tokeniser().terms(" ".join(names_of(question))))
        self.numbers = numbers_in(question)
        self._own = sought.among(figures_in(question))
        self._read: dict[str, Sentence] = {}

    @classmethod
    def of(cls, question: str) -> "Asked | None":
        """None if the question asks for no figure."""
        sought = sought_by(" ".join(normalised(question).split()))
        return None if sought is None else cls(question, sought)

    def figures_among(self, figures: Figures) -> dict[Hashable, list[Figure]]:
        """Those of the sought kind, without the question's own."""
        return {
            key: [f for f in found if not any(may_equal(f, own) for own in self._own.get(key, ()))]
            for key, found in self.sought.among(figures).items()
        }

    def read(self, sentence: str) -> "Sentence":
        """What a sentence says: near-copies of a document share most of theirs."""
        if sentence not in self._read:
            self._read[sentence] = Sentence(sentence, self)
        return self._read[sentence]


class Sentence:
    """A sentence: its words, its numbers, what it states, and what of that may answer."""

    def __init__(self, text: str, asked: Asked) -> None:
        self.stated = figures_in(text)
        self.numbers = numbers_in(text)
        self.figures: Found = {
            key: _nearest(found, self.stated.text, asked.words)
            for key, found in asked.figures_among(self.stated).items()
        }

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of its words."""
        return stems_of(self.stated.text)


class Said:
    """What a match says, by one of its sentences and by all that stands around it.

    Args:
        match: with its best sentence.
        asked: the question.
    """

    def __init__(self, match: Match, asked: Asked) -> None:
        self.match, self._asked = match, asked
        self.sentence = asked.read(match.document.text[match.best.start : match.best.end])
        self.figures = self.sentence.figures

    @classmethod
    def with_figure(cls, match: Match, asked: Asked) -> "Said":
        """By its best sentence; of a passage that counts what is asked, by that which does."""
        said = cls(match, asked)
        if said.figures or not asked.sought.nouns:
            return said
        others = [cls(replace(match, best=best), asked) for best in match.passage.sentences]
        counting = [other for other in others if asked.sought.nouns in other.figures]
        return max(counting, key=lambda other: len(other.words & asked.words), default=said)

    @property
    def words(self) -> frozenset[str]:
        """The stems of its sentence's words."""
        return self.sentence.words

    @cached_property
    def title(self) -> frozenset[str]:
        """The words that stand above its passage."""
        return stems_of(f"{self.match.document.title}\n{self.match.passage.heading}")

    @cached_property
    def in_passage(self) -> Found:
        """The figures of its whole passage."""
        return self._asked.figures_among(figures_in(self.match.passage.text))

    @cached_property
    def numbers_around(self) -> frozenset[str]:
        """All that stand in its passage and above it."""
        document, passage = self.match.document, self.match.passage
        return numbers_in(f"{document.title} {document.date} {passage.heading} {passage.text}")


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's words."""
    return frozenset(comparable(Tokeniser().terms(text)))


def numbers_in(text: str) -> frozenset[str]:
    """The runs of digits in a text."""
    return frozenset(_NUMBER.findall(text))


def are_one(figures: Sequence[Figure]) -> bool:
    """Whether there are figures, and they may all mean the same."""
    return bool(figures) and all(may_equal(figures[0], figure) for figure in figures)


def _nearest(figures: list[Figure], sentence: str, words: frozenset[str]) -> list[Figure]:
    """Of several figures, those in the part of the sentence that has most of the question."""
    if are_one(figures):
        return figures
    shares = []
    for figure in figures:
        starts = [border.end() for border in _CLAUSE.finditer(sentence, 0, figure.start)]
        end = _CLAUSE.search(sentence, figure.end)
        clause = sentence[starts[-1] if starts else 0 : end.start() if end else None]
        shares.append(len(stems_of(clause) & words))
    most = max(shares, default=0)
    return [f for f, share in zip(figures, shares, strict=True) if share == most]

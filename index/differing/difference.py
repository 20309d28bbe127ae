"""Whether another document gives a different figure for what is asked.

Precision comes first: to send a reader off between two sources that agree is worse than to show
one of two that do not. Where it cannot be told which figure of a sentence answers, none does.
"""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.answer import Match, Verdict
from index.differing.dates import Date
from index.differing.sought import KIND_STEMS, Sought, comparable, sought_by
from index.differing.stated import Figure, Figures, figures_in, may_equal
from index.tokens import Tokeniser, names_of, normalised

# Chosen on 1,100 questions of SQuAD with every passage taken for a document of its own (20 alarms,
# some of them right), and on 60 pairs of sentences (33 of 35 told, 1 false alarm).
# How many of the question's words each sentence must hold, and how many of these both must;
_HELD, _ALIKE = 0.55, 0.6
# how much farther from the question than the first the other passage may lie, in cosines;
_FARTHER = 0.12
# where every word is held, and the figures count the same thing in several words;
_FARTHER_TO_THE_LETTER = 0.3
# and where fewer words are alike, how near it must be.
_LESS_ALIKE, _BARELY_FARTHER, _NEAR = 0.5, 0.03, 0.75
# Of all that is told apart by these words, each has a figure of its own.
_TELLING = frozenset(
    """first second third last final next previous former highest lowest largest biggest smallest
    longest shortest oldest youngest averag maximum minimum""".split()
)
_NUMBER = re.compile(r"\d+")
_CLAUSE = re.compile(r"[,;:()|]|\b(?:and|but|while|whereas|although|which|who|when|where|after)\b")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: the kind of figure it seeks, its words, its names and its own figures."""

    sought: Sought
    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    own: dict[Hashable, list[Figure]]

    @classmethod
    def of(cls, question: str) -> "_Asked | None":
        """None if the question asks for no figure."""
        sought = sought_by(" ".join(normalised(question).split()))
        if sought is None:
            return None
        return cls(
            sought,
            _stems(question) - KIND_STEMS,
            frozenset(Tokeniser().terms(" ".join(names_of(question)))),
            frozenset(_NUMBER.findall(question)),
            sought.among(figures_in(question)),
        )

    def figures_among(self, figures: Figures) -> dict[Hashable, list[Figure]]:
        """Those of the sought kind, without the question's own."""
        return {
            key: [f for f in found if not any(may_equal(f, own) for own in self.own.get(key, ()))]
            for key, found in self.sought.among(figures).items()
        }


@dataclass(frozen=True, slots=True)
class _Said:
    """What a match says: the words of its sentence and of its heads, and its figures."""

    match: Match
    words: frozenset[str]
    title: frozenset[str]
    figures: dict[Hashable, list[Figure]]
    in_passage: dict[Hashable, list[Figure]]

    @classmethod
    def of(cls, match: Match, asked: _Asked) -> "_Said":
        """To a question."""
        sentence = figures_in(_sentence(match))
        return cls(
            match,
            _stems(sentence.text),
            _stems(f"{match.document.title}\n{match.passage.heading}"),
            {
                key: _nearest(found, sentence.text, asked.words)
                for key, found in asked.figures_among(sentence).items()
            },
            asked.figures_among(figures_in(match.passage.text)),
        )


def differing(question: str, matches: Sequence[Match]) -> Match | None:
    """The first match in another document whose figure is not that of the first match.

    Its best sentence is the one with the figure.

    Args:
        question: as it was searched for.
        matches: in order, the best first.
    """
    found = [match for match in matches if match.verdict is Verdict.FOUND]
    elsewhere = [match for match in found if match.document.id != matches[0].document.id]
    if not elsewhere or matches[0].verdict is not Verdict.FOUND:
        return None  # before the question is read for figures, which takes longer
    asked = _Asked.of(question)
    if asked is None:
        return None
    first = _Said.of(matches[0], asked)
    others = [_with_figure(match, asked) for match in elsewhere]
    agreeing = {other.match.document.id for other in others if _agree(first, other)}
    for other in others:
        is_open = other.match.document.id not in agreeing and _differ(first, other)
        if is_open and _is_on_the_same(asked, first, other):
            return other.match
    return None


def _with_figure(match: Match, asked: _Asked) -> _Said:
    """What a match says; of a passage that counts just what is asked, the sentence that does."""
    said = _Said.of(match, asked)
    if said.figures or not asked.sought.nouns:
        return said
    others = [_Said.of(replace(match, best=best), asked) for best in match.passage.sentences]
    counting = [other for other in others if asked.sought.nouns in other.figures]
    return max(counting, key=lambda other: len(other.words & asked.words), default=said)


def _is_on_the_same(asked: _Asked, first: _Said, other: _Said) -> bool:
    """Whether both sentences speak of what is asked, and of nothing else that tells them apart."""
    if other.match.parts.names < first.match.parts.names:
        return False
    if not (_is_in_scope(asked, first) and _is_in_scope(asked, other)):
        return False
    about = (first.title | other.title | asked.names) & asked.words
    if (first.words | first.title) & about != (other.words | other.title) & about:
        return False
    if _TELLING & asked.words - (first.words & other.words):
        return False
    nearness = other.match.parts.sentence - first.match.parts.sentence
    held = [(said.words | said.title) & asked.words for said in (first, other)]
    if held[0] == held[1] == asked.words and len(asked.sought.nouns) > 1:
        return nearness >= -_FARTHER_TO_THE_LETTER
    least = min(map(len, held)) / max(1, len(asked.words))
    if nearness >= -_BARELY_FARTHER and other.match.parts.sentence >= _NEAR:
        return min(least, _alike(*held)) >= _LESS_ALIKE
    if least < _HELD or nearness < -_FARTHER:
        return False
    one, two = first.words & asked.words - about, other.words & asked.words - about
    return (_alike(one, two) if one | two else asked.sought.alike_by_name) >= _ALIKE


def _alike(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / max(1, len(one | two))


def _is_in_scope(asked: _Asked, said: _Said) -> bool:
    """Whether a match speaks of the years and other numbers that the question names.

    A sentence that names another year does not, whatever stands around it.
    """
    document, passage = said.match.document, said.match.passage
    sentence = _sentence(said.match)
    missing = asked.numbers - set(_NUMBER.findall(sentence))
    around = f"{document.title} {document.date} {passage.heading} {passage.text}"
    is_of_other_year = bool(figures_in(sentence).dates) and not asked.sought.is_date
    return not missing or (missing <= set(_NUMBER.findall(around)) and not is_of_other_year)


def _nearest(figures: list[Figure], sentence: str, words: frozenset[str]) -> list[Figure]:
    """Of several figures, those in the part of the sentence that has most of the question."""
    if _is_one(figures):
        return figures
    shares = []
    for figure in figures:
        starts = [border.end() for border in _CLAUSE.finditer(sentence, 0, figure.start)]
        end = _CLAUSE.search(sentence, figure.end)
        clause = sentence[starts[-1] if starts else 0 : end.start() if end else None]
        shares.append(len(_stems(clause) & words))
    most = max(shares, default=0)
    return [f for f, share in zip(figures, shares, strict=True) if share == most]


def _agree(one: _Said, two: _Said) -> bool:
    """Whether either passage also gives the figure of the other's sentence."""
    return _states(two.in_passage, one.figures) or _states(one.in_passage, two.figures)


def _states(
    passage: Mapping[Hashable, Sequence[Figure]], figures: Mapping[Hashable, Sequence[Figure]]
) -> bool:
    return any(
        may_equal(figure, other) and not _is_vague(other, figure)
        for key in passage.keys() & figures.keys()
        for figure in figures[key]
        for other in passage[key]
    )


def _is_vague(figure: Figure, other: Figure) -> bool:
    """Whether a figure only may mean another: "in the 1990s" is no word for 1994."""
    return isinstance(figure, Date) and isinstance(other, Date) and figure.is_looser_than(other)


def _differ(one: _Said, two: _Said) -> bool:
    """Whether both sentences give one figure each for the same, and it is not the same."""
    return any(
        _is_one(one.figures[key])
        and _is_one(two.figures[key])
        and not may_equal(one.figures[key][0], two.figures[key][0])
        for key in one.figures.keys() & two.figures.keys()
    )


def _is_one(figures: Sequence[Figure]) -> bool:
    return bool(figures) and all(may_equal(figures[0], figure) for figure in figures)


def _sentence(match: Match) -> str:
    return match.document.text[match.best.start : match.best.end]


def _stems(text: str) -> frozenset[str]:
    return frozenset(comparable(Tokeniser().terms(text)))

"""Whether another document gives a different figure for what is asked.

Precision comes first: to send a reader off between two sources that agree is worse than to show
one of two that do not. Where it cannot be told which figure of a sentence answers, none does.
"""

from collections.abc import Sequence
from functools import cache

from index.answer import Match, Verdict
from index.differing.dates import Date
from index.differing.said import Asked, Found, Said, are_one
from index.differing.stated import Figure, may_equal

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
    asked = Asked.of(question)
    if asked is None:
        return None
    first = Said(matches[0], asked)
    if not any(map(are_one, first.figures.values())):
        return None

    # What is cheap to tell comes first: most that are found are near-copies, and say the same.
    @cache
    def said(n: int) -> Said:
        return Said.with_figure(elsewhere[n], asked)

    documents = [match.document.id for match in elsewhere]
    for n, match in enumerate(elsewhere):
        is_open = match.parts.names >= matches[0].parts.names and _differ(first, said(n))
        if is_open and _is_on_the_same(asked, first, said(n)):
            own = (said(m) for m, document in enumerate(documents) if document == documents[n])
            if not any(_agree(first, each) for each in own):
                return said(n).match
    return None


def _is_on_the_same(asked: Asked, first: Said, other: Said) -> bool:
    """Whether both sentences speak of what is asked, and of nothing else that tells them apart."""
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


def _is_in_scope(asked: Asked, said: Said) -> bool:
    """Whether a match speaks of the years and other numbers that the question names.

    A sentence that names another year does not, whatever stands around it.
    """
    missing = asked.numbers - said.sentence.numbers
    if not missing:
        return True
    is_of_other_year = bool(said.sentence.stated.dates) and not asked.sought.is_date
    return not is_of_other_year and missing <= said.numbers_around


def _agree(one: Said, two: Said) -> bool:
    """Whether either passage also gives the figure of the other's sentence."""
    return _states(two.in_passage, one.figures) or _states(one.in_passage, two.figures)


def _states(passage: Found, figures: Found) -> bool:
    return any(
        may_equal(figure, other) and not _is_vague(other, figure)
        for key in passage.keys() & figures.keys()
        for figure in figures[key]
        for other in passage[key]
    )


def _is_vague(figure: Figure, other: Figure) -> bool:
    """Whether a figure only may mean another: "in the 1990s" is no word for 1994."""
    return isinstance(figure, Date) and isinstance(other, Date) and figure.is_looser_than(other)


def _differ(one: Said, two: Said) -> bool:
    """Whether both sentences give one figure each for the same, and it is not the same."""
    return any(
        are_one(one.figures[key])
        and are_one(two.figures[key])
        and not may_equal(one.figures[key][0], two.figures[key][0])
        for key in one.figures.keys() & two.figures.keys()
    )

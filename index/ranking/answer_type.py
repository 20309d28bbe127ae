"""What kind of thing an English question asks for, and which of it a sentence has."""

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, cached_property

from index.lexical.tokens import Tokeniser, words_of

_DATE = re.compile(
    r"\b(?:when|how long ago|(?:what|which) (?:year|date|day|month|century|decade))\b"
)
_NUMBER = re.compile(
    r"\b(?:how (?:many|much|long|far|old|large|big|tall|high|often|fast)"
    r"|what (?:percent|percentage|number|amount|age)|number of|population)\b"
)
_PERSON = re.compile(r"\b(?:who|whom|whose|(?:what|which) (?:company|person))\b")
_PLACE = re.compile(r"\b(?:where|(?:what|which) (?:city|country|state|place))\b")
_CONTACT = re.compile(
    r"\b(?:e-?mail|(?:tele)?phone number|telephone|fax|web ?site|web address|url|contact details)\b"
)
_ADDRESS_GIVEN = re.compile(r"\w@\w|https?://|\bwww\.")
# Of which each address has one: far quicker to look for.
_ADDRESS_MARKS = ("@", "http", "www.")
# As many digits as a telephone number has.
_NUMBER_GIVEN = re.compile(r"(?:\d[\s()./-]{0,2}){7,}")
_MONTHS = frozenset(name.lower() for name in month_name if name)
_NUMBER_WORDS = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen hundred
    thousand million billion half third quarter
    """.split()
)
# The words after "how many", up to the verb.
_COUNTED = re.compile(
    r"\b(?:how many|number of)((?:\s+(?!(?:is|are|was|were|do|does|did|have|has|had|can|will)\b)"
    r"[\w'’-]+){1,4})"
)
_AFTER_NUMBER = re.compile(
    rf"(?:\d[\d,.]*|\b(?:{'|'.join(sorted(_NUMBER_WORDS))})\b)\s+((?:[\w'’-]+\s*){{1,5}})"
)
_WORDS_AFTER = 4
_YEAR = re.compile(r"(?:1\d{3}|20\d{2}|\d+(?:st|nd|rd|th|s))(?!\w)")
# Stands between sentences that are looked at together, which is three times as fast.
_BREAK = "\0"
# Not the first word of a sentence, which has its capital for being the first.
_CAPITALISED = re.compile(
    rf"[{_BREAK}A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я](?:(?<={_BREAK})|(?<=[\s(\"“‘'/–—-].)[^\W_]*)"
)
_WITH_DIGIT = re.compile(rf"[{_BREAK}\d](?:(?<={_BREAK})|[^\W_]*)")
# More of a kind say no more.
_MOST_NAMES, _MOST_NUMBERS = 5, 3


class Kind(Enum):
    """What a question asks for, by its question words."""

    DATE = auto()
    NUMBER = auto()
    PERSON = auto()
    PLACE = auto()
    CONTACT = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Held:
    """What each of some sentences has beyond the question's words.

    `answers`: 1 if it has the kind of thing that is asked for, or no known kind is; 0 if it has
    none. For "how many bases": 1 where a number counts bases, a half where it counts something
    else. `names` and `numbers`: how many there are, 1 for many; numbers count only where a number
    or a date is asked for.
    """

    answers: list[float]
    names: list[float]
    numbers: list[float]


# For these numbers are looked for, too.
_IN_FIGURES = frozenset({Kind.DATE, Kind.NUMBER})


class AnswerType:
    """What a question asks for."""

    def __init__(self, question: str) -> None:
        self._asked = question.lower()
        self._known = frozenset(words_of(question))
        self.kind = _kind(self._asked)

    def held_by(self, sentences: Sequence[str], counting: Sequence[bool] | None = None) -> Held:
        """What sentences have of it.

        Args:
            sentences: as they are written, at least one.
            counting: which of them may hold one of the words in `counted`; all by default.
        """
        joined = _BREAK.join(sentence.replace(_BREAK, "|") for sentence in sentences)
        names = self._fresh(_CAPITALISED, joined)
        is_in_figures = self.kind in _IN_FIGURES
        numbers = self._fresh(_WITH_DIGIT, joined) if is_in_figures else [[] for _ in sentences]
        counting = counting or [True] * len(sentences)
        return Held(
            [self._answer(*each) for each in zip(sentences, names, numbers, counting, strict=True)],
            [min(len(own), _MOST_NAMES) / _MOST_NAMES for own in names],
            [min(len(own), _MOST_NUMBERS) / _MOST_NUMBERS for own in numbers],
        )

    @cached_property
    def counted(self) -> frozenset[str] | None:
        """The stems of what "how many …" asks for; None for another question."""
        found = _COUNTED.search(self._asked)
        return None if found is None else frozenset(Tokeniser().terms(found.group(1)))

    def _fresh(self, pattern: re.Pattern[str], joined: str) -> list[list[str]]:
        """The words of each sentence that fit a pattern and do not stand in the question."""
        found: list[list[str]] = [[]]
        for word in pattern.findall(joined):
            if word == _BREAK:
                found.append([])
            elif word.lower() not in self._known:
                found[-1].append(word)
        return found

    def _answer(
        self, sentence: str, names: Sequence[str], numbers: Sequence[str], may_count: bool
    ) -> float:
        if self.kind is Kind.OTHER:
            return 1.0
        if self.kind is Kind.DATE:
            return float(any(map(_YEAR.match, numbers)) or self._is_in_words(sentence))
        if self.kind is Kind.NUMBER:
            if not numbers and not self._is_in_words(sentence):
                return 0.0
            is_counted = self.counted is None or (may_count and self._is_counted_in(sentence))
            return 1.0 if is_counted else 0.5
        if self.kind is Kind.CONTACT:
            return float(gives_contact(sentence))
        return float(bool(names))

    def _is_in_words(self, sentence: str) -> bool:
        """Whether a month, or a number, stands in a sentence as a word, and not in the question."""
        sentence = sentence.lower()
        # Most sentences have few of them, even as parts of other words: that is seen soonest.
        held = [word for word in self._figure_words if word in sentence]
        return any(_whole(word).search(sentence) for word in held)

    @cached_property
    def _figure_words(self) -> tuple[str, ...]:
        words = _MONTHS if self.kind is Kind.DATE else _NUMBER_WORDS
        return tuple(sorted(words - self._known))

    def _is_counted_in(self, sentence: str) -> bool:
        """Whether a number in the sentence stands just before a noun of "how many …"."""
        counted, tokeniser = self.counted or frozenset(), Tokeniser()
        return any(
            counted & set(tokeniser.terms(" ".join(found.group(1).split()[:_WORDS_AFTER])))
            for found in _AFTER_NUMBER.finditer(sentence.lower())
        )


def gives_contact(text: str) -> bool:
    """Whether an e-mail or web address or a telephone number stands in a text."""
    may_be_address = any(mark in text for mark in _ADDRESS_MARKS)
    is_given = _NUMBER_GIVEN.search(text) or (may_be_address and _ADDRESS_GIVEN.search(text))
    return bool(is_given)


def _kind(asked: str) -> Kind:
    for kind, pattern in (
        (Kind.CONTACT, _CONTACT),
        (Kind.DATE, _DATE),
        (Kind.NUMBER, _NUMBER),
        (Kind.PERSON, _PERSON),
        (Kind.PLACE, _PLACE),
    ):
        if pattern.search(asked):
            return kind
    return Kind.OTHER


@cache
def _whole(word: str) -> re.Pattern[str]:
    """It as a word of its own; few of those that could be are ever looked for."""
    return re.compile(rf"(?<![^\W_]){word}(?![^\W_])")

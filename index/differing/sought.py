"""Which figure an English question asks for, and which figures of a sentence are of that kind."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.differing.amounts import Amount
from index.differing.stated import Figure, Figures
from index.differing.units import CURRENCIES, SHARE, UNITS
from index.lexical.tokens import STOP_WORDS, Tokeniser

_COUNTED = re.compile(r"\b(?:how many|number of)((?:\s+[\w'’-]+){1,6})")
_WHEN = re.compile(
    r"\b(?:when (?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|must)"
    r"|(?:what|which) (?:year|date|day|month|decade|century|time)|(?:year|date) of)\b"
)
_LENGTHS = frozenset({"length", "length ft"})
_SPACES = frozenset({"area", "area ft", "volume", "volume gal", "mass", "mass ton", "mass lb"})
_TIMES = frozenset({"time", "months"})
_ANY = frozenset(measures for measures, _ in UNITS.values())
_PAID = "cost price fee fare pay paid charg worth budget salari wage revenu tuition"
# What the words of a question ask for: in which units, and the stems of which words must lead up
# to a number without a unit, or with one that is not known ("costs 3 crowns").
_VALUES = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), measures, frozenset(leads.split()))
    for pattern, measures, leads in (
        (r"per ?cent|percentage|proportion|what share|which share", frozenset({SHARE}), ""),
        (r"costs?|prices?|fees?|fares?|salary|wages?|budget|revenue|how much money|tuition",
         CURRENCIES, _PAID),
        (r"how old|age", frozenset({"months"}), ""),
        (r"how long", _LENGTHS | _TIMES, ""),
        (r"how often|duration", _TIMES, ""),
        (r"how (?:far|tall|high|deep|wide|thick|broad)|length|height|width|depth|distance"
         r"|elevation|altitude", _LENGTHS, ""),
        (r"how (?:big|large)|area|size", _LENGTHS | _SPACES, ""),
        (r"how heavy|weigh|weighs|weight|mass", frozenset({"mass", "mass ton", "mass lb"}), ""),
        (r"how fast|speed", frozenset({"speed", "speed mi", "speed s"}), ""),
        (r"how (?:hot|cold|warm)|temperature", frozenset({"heat c", "heat f"}), ""),
        (r"how much", _ANY, ""),
        (r"capacity", _ANY, "capac"),
        (r"rate", CURRENCIES | {SHARE}, ""),
    )
)  # fmt: skip
_ASPECTS = {
    stem: aspect
    for aspect, stems in (
        ("length", "long length"),
        ("width", "wide width broad breadth"),
        ("height", "tall high height elev altitud"),
        ("depth", "deep depth"),
        ("distance", "far distanc away apart"),
        ("thickness", "thick"),
        ("age", "old age"),
    )
    for stem in stems.split()
}
_PEOPLE = {"inhabit", "resid", "person", "popul", "citizen"}
_PLURALS = {"people", "men", "women", "children", "staff"}
_PLURAL = re.compile(r"[^s]s$")
# Stems of the words in a question that say which kind of figure it asks for, not of what.
KIND_STEMS = frozenset(
    """big cent centuri current date day decad deep each exact far fast heavi high larg long month
    number often old per percent percentag proport rate share tall time total wide year""".split()
)
_NEAR, _ASPECT_BEFORE = 7, 5


@dataclass(frozen=True, slots=True)
class Sought:
    """A kind of figure.

    `nouns` are the stems of what is counted; else `measures` are the units in question, and
    numbers of other units count where one of `leads` leads up to them. None of these: a date.
    """

    nouns: frozenset[str] = frozenset()
    plurals: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    aspect: str = ""

    @property
    def is_date(self) -> bool:
        """Whether a date or a time of day is sought."""
        return not self.nouns and not self.measures

    @property
    def alike_by_name(self) -> float:
        """How alike two sentences are that share with the question only what it is about.

        The bridge has one length, but many dates.
        """
        return 0.5 if self.is_date else 1.0

    def among(self, figures: Figures) -> dict[Hashable, list[Figure]]:
        """The figures of this kind, by what must be the same for two of them to be compared."""
        found: dict[Hashable, list[Figure]] = defaultdict(list)
        if self.nouns:
            plain = [amount for amount in figures.amounts if not amount.measures]
            counts = [(self._counted(amount), amount) for amount in plain]
            most = max((len(nouns) for nouns, _ in counts), default=0)
            for nouns, amount in counts:
                if len(nouns) == most and nouns & self.plurals:
                    found[nouns].append(amount)
        elif self.measures:
            for amount in self._of_aspect(figures.amounts):
                if amount.measures in self.measures:
                    found[amount.measures, "per" in amount.after].append(amount)
                elif amount.after and not amount.measures and self.leads & set(amount.before):
                    found[amount.after[0]].append(amount)
        else:
            found["date"] += figures.dates
            found["time"] += figures.times
        return {key: values for key, values in found.items() if values}

    def _counted(self, amount: Amount) -> frozenset[str]:
        """Which of the nouns a number counts: they follow it, or "the number of …" leads to it."""
        words = set(amount.after)
        if not words and {"number", "popul"} & set(amount.before[-_NEAR:]):
            words = set(amount.before[-_NEAR:])
        return self.nouns & frozenset(comparable(words))

    def _of_aspect(self, amounts: Sequence[Amount]) -> list[Amount]:
        """Without the width where the length is asked for."""
        aspects = [_aspect(amount) for amount in amounts]
        right = [self.aspect] if self.aspect and self.aspect in aspects else ["", self.aspect]
        return [a for a, aspect in zip(amounts, aspects, strict=True) if aspect in right]


def sought_by(question: str) -> Sought | None:
    """The kind of figure that a question in lower case asks for, or None."""
    if counted := _COUNTED.search(question):
        return _sought_count(counted.group(1).split())
    if re.search(r"\bpopulation\b", question):
        people = frozenset({"peopl"})
        return Sought(nouns=people, plurals=people)
    if _WHEN.search(question):
        return Sought()
    for pattern, measures, leads in _VALUES:
        if pattern.search(question):
            aspects = [_ASPECTS[s] for s in Tokeniser().terms(question) if s in _ASPECTS]
            return Sought(measures=measures, leads=leads, aspect="".join(aspects[:1]))
    return None


def _sought_count(words: list[str]) -> Sought | None:
    """What stands after "how many", up to its last plural: the rest is a verb and its kin."""
    named = list(takewhile(lambda word: word not in STOP_WORDS or word in {"of", "the"}, words))
    measures = {UNITS[word][0] for word in named if word in UNITS}
    if measures:
        return Sought(measures=frozenset(measures))
    plurals = [word for word in named if word in _PLURALS or _PLURAL.search(word)]
    if not plurals:
        return None
    last = len(named) - named[::-1].index(plurals[-1])
    stems = Tokeniser()
    return Sought(
        nouns=frozenset(comparable(stems.terms(" ".join(named[:last])))),
        plurals=frozenset(comparable(stems.terms(" ".join(plurals)))),
    )


def comparable(stems: Iterable[str]) -> list[str]:
    """Stems, with one for all words that stand for people in a count of them."""
    return ["peopl" if stem in _PEOPLE else stem for stem in stems]


def _aspect(amount: Amount) -> str:
    """Whether a measure is called a length, a width, … by the words next to it."""
    near = (*amount.after[1:3], *amount.before[:-_ASPECT_BEFORE:-1])
    return next((_ASPECTS[stem] for stem in near if stem in _ASPECTS), "")

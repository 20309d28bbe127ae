"""Numbers in English text: how much each may stand for, in what unit, and what it counts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from index.differing.units import CURRENCIES, UNITS
from index.lexical.tokens import STOP_WORDS, Tokeniser

_ONES = {
    word: float(n)
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: float(10 * n)
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_SMALL, _LARGE = _any({**_ONES, **_TENS}), _any(_SCALES)
_DIGITS = r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d{1,3}(?:\s\d{3})+(?!\d)|\d+(?:\.\d+)?"
_VALUE = (
    rf"(?:(?:{_DIGITS})(?:\s?(?:{_LARGE})\b)*"
    rf"|(?:{_SMALL})\b(?:(?:\s|-|\sand\s)(?:{_SMALL}|{_LARGE})\b)*"
    rf"|(?:half\s)?an?\s(?:{_LARGE})\b)"
)
_SIGNS = _any([name for name, (unit, _) in UNITS.items() if unit in CURRENCIES and len(name) < 4])
_FRACTION = re.compile(
    r"[\s-](?:thirds?|quarters?|half|halves|fifths?|and\sa\shalf)\b"
    rf"|\s(?:of|in|out\sof)\s(?:the\s)?(?:\d|(?:{_SMALL})\b)"
)
_ONE_OF = re.compile(r"one\sof\b|\S+\s(?:more|other|additional|further|new)\b(?!\sthan)")
# What only numbers a thing, or counts a part of what is there.
_NO_AMOUNT = re.compile(
    r"\b(?:no\.|number|chapter|section|page|line|figure|table|volume|room|route|grade|article"
    r"|version|step|part|phase|season|episode|first|last|next|top|another|additional|further"
    r"|other|an\shour\sand)\s(?:the\s)?$"
    rf"|(?:\d|\b(?:{_SMALL}))\s(?:of|in|out\sof)\s(?:the\s)?$"
)
_UNDER = re.compile(
    r"\b(?:under|fewer\sthan|less\sthan|below|up\sto|at\smost|nearly|almost|close\sto"
    r"|no\smore\sthan|as\smany\sas)\s(?:an?\s)?$"
)
_OVER = re.compile(
    r"\b(?:over|more\sthan|above|at\sleast|exceed(?:s|ed|ing)?|upwards\sof|in\sexcess\sof"
    r"|no\sfewer\sthan|no\sless\sthan|surpass(?:es|ed|ing)?)\s(?:an?\s)?$"
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.|roughly|some|circa|estimated)\s|[~≈]\s?)$"
)
_MOST = 1e15
# A figure that is not rounded openly may still be, by so much.
_ROUNDING = 0.03
_NUMBER_WORD = re.compile(rf"\d|(?:{_SMALL}|{_LARGE})$")
_WORD = re.compile(r"\s*[\"'“‘(]?([\w'’-]+)")
_WORDS_AFTER, _WORDS_BEFORE = 5, 12
# So many characters before a number are looked at.
_LEAD = 120


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the values it may stand for, both ends in, in units of what it measures.

    `measures` is empty for a plain number. `after` are the stems of the words that it counts,
    `before` those of the words that lead up to it. `start` and `end` say where it stands.
    """

    start: int
    end: int
    low: float
    high: float
    measures: str
    after: tuple[str, ...]
    before: tuple[str, ...]

    def may_equal(self, other: "Amount") -> bool:
        """Whether both may stand for the same value; units must be compared before."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        is_exact = self.low == self.high or other.low == other.high
        return low < high or (low == high and is_exact)


@cache
def _pattern() -> re.Pattern[str]:
    """A number with its unit: reading the pattern takes 15 ms, and few answers need it."""
    return re.compile(
        rf"(?<![\w.,/⁄:^+×#-])(?:(?P<sign>{_SIGNS})\s?)?(?P<value>{_VALUE})"
        rf"(?:(?:\s?-\s?|\s(?:to|or)\s)(?P<last>{_VALUE}))?(?P<more>\s?\+|\sor\smore\b|\splus\b)?"
        rf"(?:\s?-?(?P<unit>{_any(UNITS)})(?![\w/]))?(?![\w^⁄]|[.,:/×]\d|\+\w|-(?!old)\w)"
    )


def amounts_in(text: str) -> list[Amount]:
    """The amounts of a text in lower case, in order."""
    found: list[Amount] = []
    stems = Tokeniser()
    for match in _pattern().finditer(text):
        amount = _amount(match, stems)
        if amount is None:
            continue
        if found and _is_one(found[-1], amount, text):
            first = found.pop()
            low, high = first.low + amount.low, first.high + amount.high
            amount = replace(amount, start=first.start, low=low, high=high, before=first.before)
        found.append(amount)
    return found


def _amount(match: re.Match[str], stems: Tokeniser) -> Amount | None:
    text, part = match.string, match.groupdict()
    value = _value(part["value"])
    before = text[max(0, match.start() - _LEAD) : match.start()]
    is_part = _FRACTION.match(text, match.end("value")) or _ONE_OF.match(text, match.start())
    if value is None or is_part or _NO_AMOUNT.search(before):
        return None
    name = part["sign"] or part["unit"]
    measures, size = UNITS[name] if name else ("", 1.0)
    if part["sign"] and part["unit"] == "m":
        size = _SCALES["million"]
    last = _value(part["last"]) if part["last"] else value
    if last is None or last < value:
        return None
    low, high = _bounds(value, last, part, before, is_measured=measures not in {"", *CURRENCIES})
    after_from = match.start("unit") if part["unit"] else match.end()
    return Amount(
        match.start(),
        match.end(),
        low * size,
        high * size,
        measures,
        tuple(stems.terms(" ".join(_words_after(text, after_from)))),
        tuple(stems.terms(" ".join(_words_before(before)))),
    )


def _bounds(
    value: float, last: float, part: dict[str, str | None], before: str, *, is_measured: bool
) -> tuple[float, float]:
    """The values that a figure may stand for, by the words around it and by how round it is."""
    if last > value:
        # "5 to 10 million": the scale is said once.
        scaled = value * _scale(part["last"] or "")
        return (scaled if _scale(part["value"] or "") == 1 and scaled <= last else value), last
    grain = _grain(value)
    if _UNDER.search(before):
        return value - grain, value
    if part["more"] or _OVER.search(before):
        return value, value + grain
    if _ABOUT.search(before):
        return value - grain / 2, value + grain / 2
    # Plain numbers below the thousands are counted; measures are read off to the last digit.
    slack = grain / 2 if grain >= 1000 else min(grain, 1) / 2 if is_measured else 0.0
    slack = min(slack, _ROUNDING * abs(value))
    return value - slack, value + slack


def _grain(value: float) -> float:
    """To what a number seems to be rounded: 1,200 to hundreds, 25 to fives, 1.5 to tenths."""
    whole, decimals = f"{value:.4f}".split(".")
    if decimals.strip("0"):
        return 0.1 ** len(decimals.rstrip("0"))
    zeros = len(whole) - len(whole.rstrip("0"))
    grain = 10.0**zeros if value else 1.0
    return 5 * grain if value > 5 * grain and value % (5 * grain) == 0 else grain


def _scale(text: str) -> float:
    """The million in "5 million"."""
    return next((size for name, size in _SCALES.items() if name in text.split()), 1.0)


def _value(text: str) -> float | None:
    """The value of a written number; None where it is not one number ("two three")."""
    if re.fullmatch(r"\d{1,3}\.\d{3}", text):
        return None  # a thousand in some countries, one in others
    total = current = 0.0
    for word in re.findall(r"[\d.]+|[a-z]+", re.sub(r"(?<=\d)[,\s](?=\d)", "", text)):
        if word in _SCALES:
            current = (current or 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0.0
        elif word not in {"a", "an", "and"}:
            value = _simple(word)
            is_full = current % 100 and not (
                current % 100 >= 20 and current % 10 == 0 and value < 10
            )
            if is_full:
                return None
            current += value
    # Longer numbers are telephone numbers and the like.
    return total + current if total + current < _MOST else None


def _simple(word: str) -> float:
    if word == "half":
        return 0.5
    return _ONES[word] if word in _ONES else _TENS[word] if word in _TENS else float(word)


def _is_one(first: Amount, second: Amount, text: str) -> bool:
    """Whether two amounts are said as one: "1 hour and 30 minutes"."""
    is_near = text[first.end : second.start].strip() in {"", "and"}
    return is_near and first.measures == second.measures != "" and first.low > second.high


def _words_after(text: str, start: int) -> Iterator[str]:
    """The words that a number counts: up to the end of their clause, or another number."""
    for _ in range(_WORDS_AFTER):
        match = _WORD.match(text, start)
        if match is None or _NUMBER_WORD.match(match.group(1)):
            return
        word = match.group(1)
        if word in STOP_WORDS and word not in {"of", "the"}:
            return
        yield word
        start = match.end()


def _words_before(text: str) -> list[str]:
    """The words that lead up to a number, from the last punctuation mark or number on."""
    return re.split(r"[.;:()|\d]", text)[-1].split()[-_WORDS_BEFORE:]

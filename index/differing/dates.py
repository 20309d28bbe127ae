"""Dates and times of day in English text, as exactly as they are stated."""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MONTHS = {name.lower(): n for n, name in enumerate(month_name) if name}
_MONTHS |= {name.lower(): n for n, name in enumerate(month_abbr) if name} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=lambda name: (-len(name), name)))})\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?![:.,]\d)"
_YEAR = r"(?P<year>1\d{3}|20\d{2})\b(?![.,:]?\d)"
_LAST = r"(?P<last>\d{4}|\d{2})\b"
_ERA = r"(?P<bc>b\.?c\b\.?|bce\b)"
_ORDINAL = r"(?:st|nd|rd|th)"
_ANY_MONTH = "|".join(sorted({name[:3] for name in _MONTHS}))
# In this order: what one pattern took is not looked at by the next. Before each stands what every
# such date has: that is looked for in a tenth of the time, and seldom found.
_DATES = tuple(
    (re.compile(sign), re.compile(rf"(?<![\w.,/:-]){pattern}"))
    for sign, pattern in (
        (r"\d-[01]", r"(?P<year>1\d{3}|20\d{2})-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b"),
        (r"\d[./-][0-3]?\d[./-]", r"[0-3]?\d([./-])[0-3]?\d\1(?P<year>1\d{3}|20\d{2})\b"),
        (_ANY_MONTH, rf"{_DAY}(?:\sof)?\s{_MONTH}(?:,?\s(?:of\s)?{_YEAR})?"),
        (_ANY_MONTH, rf"{_MONTH}\s(?:the\s)?{_DAY}(?:,?\s{_YEAR})?"),
        (_ANY_MONTH, rf"{_MONTH},?\s(?:of\s)?{_YEAR}"),
        (
            r"\d(?:\s?-|\s[tu])",
            rf"{_YEAR}(?:\s?-\s?|\s(?:to|until|till|through)\s){_LAST}",
        ),
        (r"between", rf"(?<=between\s){_YEAR}\sand\s{_LAST}"),
        (r"0['’]?s", r"(?P<decade>1\d{2}0|20\d0)['’]?s\b"),
        (
            r"centur",
            rf"(?P<century>\d{{1,2}}){_ORDINAL}(?:\s(?:to|and|or)\s(?:the\s)?(?P<later>\d{{1,2}})"
            rf"{_ORDINAL})?[\s-]centur(?:y|ies)\b(?:\s{_ERA})?",
        ),
        (r"\d\sb", rf"(?P<year>\d{{1,4}})\s{_ERA}"),
        (r"[12]\d\d\d", _YEAR),
        (
            _ANY_MONTH,
            r"(?:(?<=in\s)|(?<=during\s)|(?<=since\s)|(?<=until\s)|(?<=early\s)|(?<=late\s))"
            rf"{_MONTH}",
        ),
    )
)
# A four-figure number is no year where it is an amount ("over 1500 trees", "$1900").
_AMOUNT_BEFORE = re.compile(r"(?:[$€£¥]\s?|\b(?:than|over|nearly|almost|some|no\.|number)\s)$")
_AMOUNT_AFTER = re.compile(
    r"\s?(?:%|(?!(?:was|is|has|his|its|this|as|us|across|plus|unless|does|thus)\b)[a-z-]+s\b"
    r"|(?:people|men|women|children|km|mi|ft|m|kg|feet|percent|per)\b)"
)
_ROUGHLY = re.compile(r"\b(?:about|around|circa|approximately|roughly|ca?\.)\s$")
_EARLIER = re.compile(r"\b(?:before|by|until|till|up to|prior to)\s(?:the\s)?$")
_LATER = re.compile(r"\b(?:after|since)\s(?:the\s)?$")
_ROUGH_YEARS = 5
# So many characters before a date are looked at.
_LEAD = 20
# Stands for "no year is stated": further back and ahead than any text looks.
_EVER = 10_000
_CLOCK = re.compile(
    r"(?<![\w.,/:-])(?:(?P<hour>[0-2]?\d)(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b"
    r"|(?P<bare>[0-2]?\d):(?P<after>[0-5]\d)(?![:\d])|(?P<oclock>1?\d)\so['’]clock"
    r"|(?P<noon>noon|midday)\b|midnight\b)"
)
_HALF_DAY = 12 * 60


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month, a year or a range of years, as far as it is stated; `last_year` is in it.

    `start` and `end` say where it stands.
    """

    start: int
    end: int
    first_year: int = -_EVER
    last_year: int = _EVER
    month: int | None = None
    day: int | None = None

    def may_equal(self, other: "Date") -> bool:
        """Whether both may mean the same date: what one leaves open, the other may state."""
        return (
            self.first_year <= other.last_year
            and other.first_year <= self.last_year
            and (None in (self.month, other.month) or self.month == other.month)
            and (None in (self.day, other.day) or self.day == other.day)
        )

    def is_looser_than(self, other: "Date") -> bool:
        """Whether it names a longer range of years: no proof that both mean the same."""
        return self.last_year - self.first_year > other.last_year - other.first_year


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day in minutes since midnight; `is_exact` if it says which half of the day."""

    start: int
    end: int
    minutes: int
    is_exact: bool

    def may_equal(self, other: "Time") -> bool:
        """Whether both may mean the same time: 9:00 may be nine in the evening."""
        if self.is_exact and other.is_exact:
            return self.minutes == other.minutes
        return self.minutes % _HALF_DAY == other.minutes % _HALF_DAY


def dates_in(text: str) -> list[Date]:
    """The dates of a text in lower case, in order."""
    found: list[Date] = []
    for sign, pattern in _DATES:
        for match in pattern.finditer(text) if sign.search(text) else ():
            if all(match.end() <= date.start or date.end <= match.start() for date in found):
                found += _date(match)
    return sorted(found, key=lambda date: date.start)


def times_in(text: str) -> list[Time]:
    """The times of day of a text in lower case, in order."""
    return [_time(match) for match in _CLOCK.finditer(text)]


def _date(match: re.Match[str]) -> Iterator[Date]:
    part = match.groupdict()
    before = match.string[max(0, match.start() - _LEAD) : match.start()]
    is_lone_year = match.group() == part.get("year")
    if is_lone_year and (
        _AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(match.string, match.end())
    ):
        return
    first, last = _years(part)
    if part.get("bc"):
        first, last = -last, -first
    date = Date(match.start(), match.end(), first, last, _month(part), _number(part, "day"))
    if first == -_EVER:
        yield date
    elif _EARLIER.search(before):
        yield replace(date, first_year=-_EVER, month=None, day=None)
    elif _LATER.search(before):
        yield replace(date, last_year=_EVER, month=None, day=None)
    elif _ROUGHLY.search(before):
        yield replace(date, first_year=first - _ROUGH_YEARS, last_year=last + _ROUGH_YEARS)
    else:
        yield date


def _years(part: dict[str, str | None]) -> tuple[int, int]:
    if decade := _number(part, "decade"):
        return decade, decade + 9 if decade % 100 else decade + 99
    if century := _number(part, "century"):
        return century * 100 - 100, (_number(part, "later") or century) * 100
    year = _number(part, "year")
    if year is None:
        return -_EVER, _EVER
    last = _number(part, "last") or year
    return year, last + year // 100 * 100 if last < 100 else last


def _month(part: dict[str, str | None]) -> int | None:
    month = part.get("month")
    if month is None:
        return None
    return int(month) if month.isdigit() else _MONTHS[month]


def _number(part: dict[str, str | None], name: str) -> int | None:
    value = part.get(name)
    return int(value) if value else None


def _time(match: re.Match[str]) -> Time:
    part = match.groupdict()
    if half := part["half"]:
        hours = int(part["hour"] or 0) % 12 + (12 if half == "p" else 0)
        minutes, is_exact = hours * 60 + int(part["minute"] or 0), True
    elif bare := part["bare"]:
        minutes, is_exact = int(bare) * 60 + int(part["after"] or 0), int(bare) > 12
    elif oclock := part["oclock"]:
        minutes, is_exact = int(oclock) * 60, False
    else:
        minutes, is_exact = (_HALF_DAY if part["noon"] else 0), True
    return Time(match.start(), match.end(), minutes, is_exact)

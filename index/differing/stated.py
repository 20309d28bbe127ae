"""The figures of an English sentence: its dates, its times of day and its amounts."""

import re
from dataclasses import dataclass

from index.differing.amounts import Amount, amounts_in
from index.differing.dates import Date, Time, dates_in, times_in
from index.differing.units import with_short_units
from index.tokens import normalised

Figure = Date | Time | Amount
_FRACTIONS = str.maketrans({"½": ".5", "¼": ".25", "¾": ".75"})
_FOOTNOTE = re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DASH = re.compile(r"[‐‑‒–—−]")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text says in figures. `text` is as their places count it: in lower case, tidied."""

    text: str
    dates: tuple[Date, ...]
    times: tuple[Time, ...]
    amounts: tuple[Amount, ...]


def figures_in(text: str) -> Figures:
    """The figures of a text; what is part of a date is no amount."""
    text = " ".join(_FOOTNOTE.sub("", text.translate(_FRACTIONS)).split())
    text = with_short_units(_DASH.sub("-", normalised(text)))
    dates = dates_in(text)
    rest = _without(text, dates)
    times = times_in(rest)
    return Figures(text, tuple(dates), tuple(times), tuple(amounts_in(_without(rest, times))))


def may_equal(one: Figure, two: Figure) -> bool:
    """Whether two figures may state the same; amounts must be of one unit."""
    match one, two:
        case (Date(), Date()) | (Time(), Time()) | (Amount(), Amount()):
            return one.may_equal(two)  # type: ignore[arg-type]  # because both are of one class
    return False


def _without(text: str, found: list[Date] | list[Time]) -> str:
    """The text with found figures crossed out, as long as before."""
    for figure in found:
        text = text[: figure.start] + "|" * (figure.end - figure.start) + text[figure.end :]
    return text

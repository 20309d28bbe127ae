"""The figures of an English sentence: its dates, its times of day and its amounts."""

import re
from collections.abc import Sequence
from functools import cached_property

from index.differing.amounts import Amount, amounts_in
from index.differing.dates import Date, Time, dates_in, times_in
from index.differing.units import with_short_units
from index.lexical.tokens import normalised

Figure = Date | Time | Amount
_FRACTIONS = str.maketrans({"½": ".5", "¼": ".25", "¾": ".75"})
_FOOTNOTE = re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DASH = re.compile(r"[‐‑‒–—−]")


class Figures:
    """What a text says in figures, each kind looked for when it is first asked for.

    `text` is as their places count it: in lower case, tidied.
    """

    def __init__(self, text: str) -> None:
        if not text.isascii():
            text = _FOOTNOTE.sub("", text.translate(_FRACTIONS))
        text = normalised(" ".join(text.split()))
        self.text = with_short_units(text if text.isascii() else _DASH.sub("-", text))

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        """The dates, in order."""
        return tuple(dates_in(self.text))

    @cached_property
    def times(self) -> tuple[Time, ...]:
        """The times of day, in order."""
        return tuple(times_in(self._without_dates))

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """The amounts, in order; what is part of a date is none."""
        return tuple(amounts_in(_without(self._without_dates, self.times)))

    @cached_property
    def _without_dates(self) -> str:
        return _without(self.text, self.dates)


def figures_in(text: str) -> Figures:
    """The figures of a text."""
    return Figures(text)


def may_equal(one: Figure, two: Figure) -> bool:
    """Whether two figures may state the same; amounts must be of one unit."""
    match one, two:
        case (Date(), Date()) | (Time(), Time()) | (Amount(), Amount()):
            return one.may_equal(two)  # type: ignore[arg-type]  # because both are of one class
    return False


def _without(text: str, found: Sequence[Date] | Sequence[Time]) -> str:
    """The text with found figures crossed out, as long as before."""
    for figure in found:
        text = text[: figure.start] + "|" * (figure.end - figure.start) + text[figure.end :]
    return text

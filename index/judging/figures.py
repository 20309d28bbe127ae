"""The figures of `quoth eval`: shares, ranks and times over marked questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.answer import Verdict
from index.judging.confidence import (
    Interval,
    Statistic,
    Values,
    bootstrap,
    difference,
    mean,
    wilson,
)
from index.judging.evaluate import Mark

# Even if all go one way, fewer changes come by chance more than once in twenty (sign test).
_FEWEST_CHANGES = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what each question adds to it (None: it does not bear on it), and the sum."""

    name: str
    of: Callable[[Mark], float | None]
    statistic: Statistic = mean
    is_share: bool = True
    is_time: bool = False

    @property
    def decimals(self) -> int:
        """How many are worth showing."""
        return 2 if self.is_time else 4

    def value(self, values: Values) -> float | None:
        """The figure over the values of questions, rounded; None over none."""
        return round(float(self.statistic(values)), self.decimals) if len(values) else None

    def interval(self, values: Values) -> Interval | None:
        """Where it lies with 95 % confidence: Wilson's interval for shares, else bootstrapped."""
        if not len(values):
            return None
        found = wilson(values) if self.is_share else bootstrap(values, self.statistic)
        return self.rounded(found)

    def rounded(self, interval: Interval) -> Interval:
        """An interval to the decimals of the figure."""
        return Interval(*(round(edge, self.decimals) for edge in interval))


def _answerable(of: Callable[[Mark], float]) -> Callable[[Mark], float | None]:
    return lambda mark: of(mark) if mark.is_answerable else None


def _hit(k: int) -> Callable[[Mark], float | None]:
    return _answerable(lambda mark: mark.rank is not None and mark.rank <= k)


def _reciprocal(mark: Mark) -> float:
    return 1 / mark.rank if mark.rank is not None and mark.rank <= 10 else 0.0


def _refused(mark: Mark) -> float | None:
    return None if mark.is_answerable else mark.verdict is Verdict.NOTHING


def _percentile(percent: float) -> Statistic:
    return lambda values: np.asarray(np.percentile(values, percent, axis=-1))


RANKING = (
    Figure("hit@1", _hit(1)),
    Figure("hit@3", _hit(3)),
    Figure("hit@5", _hit(5)),
    Figure("mrr@10", _answerable(_reciprocal), is_share=False),
)
FIGURES = (
    *RANKING,
    Figure("bold@1", _answerable(lambda mark: mark.is_bold_right)),
    Figure("kept", _answerable(lambda mark: mark.verdict is not Verdict.NOTHING)),
    Figure("found", _answerable(lambda mark: mark.verdict is Verdict.FOUND)),
    Figure("refused", _refused),
    Figure("p50_ms", lambda mark: mark.took_ms, _percentile(50), is_share=False, is_time=True),
    Figure("p95_ms", lambda mark: mark.took_ms, _percentile(95), is_share=False, is_time=True),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure over `questions` that bear on it; value and interval are None where none does."""

    figure: Figure
    value: float | None
    interval: Interval | None
    questions: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure over the same questions in two runs; `changed` counts those that it tells apart."""

    figure: Figure
    before: float
    now: float
    interval: Interval
    questions: int
    changed: int

    @property
    def difference(self) -> float:
        """By how much the figure has grown."""
        return round(self.now - self.before, self.figure.decimals)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval leaves out 0, and enough questions changed to trust it.

        Never said of times: they change with all that the machine does beside, and the interval
        knows of the questions only.
        """
        if self.figure.is_time or self.changed < _FEWEST_CHANGES:
            return False
        return not self.interval.low <= 0 <= self.interval.high


def measure(marks: Sequence[Mark], among: Sequence[Figure] = FIGURES) -> list[Measured]:
    """Every figure with its interval."""
    found = []
    for figure in among:
        values = _values(figure, marks)
        found.append(Measured(figure, figure.value(values), figure.interval(values), len(values)))
    return found


def compare(pairs: Sequence[tuple[Mark, Mark]]) -> list[Difference]:
    """What became of each figure from a first run to a second.

    Args:
        pairs: the marks of each question, before and now.
    """
    found = []
    for figure in FIGURES:
        both = [(figure.of(before), figure.of(now)) for before, now in pairs]
        held = np.array([pair for pair in both if None not in pair], np.float64).reshape(-1, 2)
        before, now = held[:, 0], held[:, 1]
        value_before, value_now = figure.value(before), figure.value(now)
        if value_before is None or value_now is None:
            continue
        found.append(
            Difference(
                figure=figure,
                before=value_before,
                now=value_now,
                interval=figure.rounded(difference(before, now, figure.statistic)),
                questions=len(held),
                changed=int((before != now).sum()),
            )
        )
    return found


def _values(figure: Figure, marks: Sequence[Mark]) -> Values:
    return np.array([value for mark in marks if (value := figure.of(mark)) is not None], np.float64)

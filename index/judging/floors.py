"""Measured benchmarks against their floors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.judging.benchmarks import Benchmark, Relation
from index.judging.evaluate import Mark, Outcome
from index.judging.figures import FIGURES, RANKING, Measured, measure


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a benchmark; ranking by words alone has marks, and no outcomes."""

    benchmark: Benchmark
    passages: int
    measured: tuple[Measured, ...]
    marks: tuple[Mark, ...]
    outcomes: tuple[Outcome, ...] = ()

    @classmethod
    def of(
        cls,
        benchmark: Benchmark,
        passages: int,
        marks: Sequence[Mark],
        outcomes: Sequence[Outcome] = (),
    ) -> "Result":
        """Measure marks: all figures, or those that ranking by words alone can have."""
        among = RANKING if benchmark.by_words_alone else FIGURES
        measured = tuple(measure(marks, among))
        return cls(benchmark, passages, measured, tuple(marks), tuple(outcomes))

    def value(self, figure: str) -> float | None:
        """A figure by its name; None if no question bears on it."""
        values = {measured.figure.name: measured.value for measured in self.measured}
        return values.get(figure)

    def is_under(self, figure: str) -> bool:
        """Whether a figure has a floor and is not at it or above."""
        floor, value = self.benchmark.floors.get(figure), self.value(figure)
        return floor is not None and (value is None or value < floor)

    @property
    def falls(self) -> list[str]:
        """What is under its floor, in a sentence each."""
        return [
            f"{self.benchmark.name}: {figure} is {_said(self.value(figure))}, its floor is {floor}"
            for figure, floor in self.benchmark.floors.items()
            if self.is_under(figure)
        ]


@dataclass(frozen=True, slots=True)
class Distance:
    """A relation with the values on both sides of it."""

    relation: Relation
    value: float | None
    other: float | None

    @classmethod
    def of(cls, relation: Relation, results: Mapping[str, Result]) -> "Distance":
        """Look up both values, in results by the names of their benchmarks."""
        figure = relation.figure
        return cls(
            relation, results[relation.of].value(figure), results[relation.than].value(figure)
        )

    @property
    def is_under(self) -> bool:
        """Whether the figure is closer than it may be, or cannot be told."""
        if self.value is None or self.other is None:
            return True
        # Both are rounded to four decimals; their difference may be a hair off.
        return round(self.value - self.other, 4) < self.relation.by

    def __str__(self) -> str:
        relation = self.relation
        return (
            f"{relation.of}: {relation.figure} is {_said(self.value)} to {_said(self.other)} of "
            f"{relation.than}; the floor of their difference is {relation.by:+g}"
        )


def _said(value: float | None) -> str:
    return "unknown (no question bears on it)" if value is None else f"{value:.4f}"

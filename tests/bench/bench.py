"""One run of the benchmark: who is measured, on what, and taking turns."""

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.bench.contender import Contender
from tests.bench.material import Material
from tests.bench.processes import RunFailed

Figures = dict[str, float]
Found = dict[str, Figures]
"""Figures by the contender's name."""


@dataclass(slots=True)
class Bench:
    """What is measured is written below `home`; `failures` say what could not be, and why."""

    home: Path
    material: Material
    contenders: tuple[Contender, ...]
    rounds: int = 3
    sizes: tuple[int, ...] = ()
    vectors: Path | None = None
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def present(self) -> list[Contender]:
        """Those that can be measured."""
        return [one for one in self.contenders if not one.reason]

    @property
    def peers(self) -> list[Contender]:
        """Those that are not ours."""
        return [one for one in self.present if not one.is_ours]

    @property
    def ours(self) -> list[Contender]:
        """Quoth with each engine."""
        return [one for one in self.present if one.is_ours]

    def folder(self, *names: str) -> Path:
        """A new and empty folder."""
        found = self.home.joinpath("run", *names)
        shutil.rmtree(found, ignore_errors=True)
        found.mkdir(parents=True)
        return found

    def attempt(self, figure: str, one: Contender, call: Callable[[], Figures]) -> Figures | None:
        """What came of a measurement; None where it failed, which is noted and told."""
        place = f"{figure}, {one.title}"
        if place in self.failures:
            return None
        self.tell(place)
        try:
            return call()
        except RunFailed as error:
            self.failures[place] = error.reason
            self.tell(f"{place}: {error}")
            return None

    def in_turns(
        self,
        figure: str,
        among: Sequence[Contender],
        measure: Callable[[Contender, int], Figures],
    ) -> Found:
        """Measure each in every round, and take the medians."""
        rounds: dict[str, list[Figures]] = {}
        for number in range(self.rounds):
            for one in among:
                found = self.attempt(figure, one, lambda: measure(one, number))  # noqa: B023  # called at once
                if found is not None:
                    rounds.setdefault(one.name, []).append(found)
        return {
            name: {key: float(np.median([one[key] for one in own])) for key in own[0]}
            for name, own in rounds.items()
        }

    def tell(self, what: str) -> None:
        """Say on stderr what is under way."""
        sys.stderr.write(f"{what}\n")
        sys.stderr.flush()

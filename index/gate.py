"""Whether the best match answers the question at all: the gate g and its three verdicts."""

import math
from dataclasses import dataclass

from index.answer import Parts, Verdict
from index.lexicon import Terms
from index.weights import (
    FOREIGN_GATE,
    FOREIGN_GATE_CONSTANT,
    FOUND_FROM,
    GATE,
    GATE_CONSTANT,
    UNSURE_FROM,
)

GATE_FEATURES = tuple(GATE)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which margin on a match is shown, and from which on without doubt.

    The defaults hold for any library; `quoth calibrate` fits them to one.
    """

    unsure_from: float = UNSURE_FROM
    found_from: float = FOUND_FROM

    def verdict(self, margin: float) -> Verdict:
        """The verdict for a margin."""
        if margin >= self.found_from:
            return Verdict.FOUND
        return Verdict.UNSURE if margin >= self.unsure_from else Verdict.NOTHING


def gate_features(parts: Parts, terms: Terms) -> list[float]:
    """What the gate looks at, in the order of `GATE_FEATURES`."""
    known = {"terms": math.log1p(len(terms.distinct))}
    return [known[name] if name in known else getattr(parts, name) for name in GATE_FEATURES]


def margin(parts: Parts, terms: Terms, *, is_foreign: bool) -> float:
    """The gate's g: how far a match is on the side of an answer; 0 is even odds."""
    weights = FOREIGN_GATE if is_foreign else GATE
    constant = FOREIGN_GATE_CONSTANT if is_foreign else GATE_CONSTANT
    found = zip(GATE_FEATURES, gate_features(parts, terms), strict=True)
    return constant + sum(weights.get(name, 0.0) * value for name, value in found)

"""Whether the best match answers the question at all: the gate g and its three verdicts."""

import math

from index.answer import Parts, Verdict
from index.weights import GATE, GATE_CONSTANT

FOUND_FROM, UNSURE_FROM = 1.5, -1.5
GATE_FEATURES = tuple(GATE)


def gate_features(parts: Parts, distinct_terms: int) -> list[float]:
    """What the gate looks at, in the order of `GATE_FEATURES`."""
    known = {"terms": math.log1p(distinct_terms)}
    return [known.get(name, getattr(parts, name, 0.0)) for name in GATE_FEATURES]


def margin(parts: Parts, distinct_terms: int) -> float:
    """The gate's g: how far a match is on the side of an answer; 0 is even odds."""
    features = gate_features(parts, distinct_terms)
    weighted = (weight * x for weight, x in zip(GATE.values(), features, strict=True))
    return GATE_CONSTANT + sum(weighted)


def verdict(found: float) -> Verdict:
    """The verdict for a margin."""
    if found >= FOUND_FROM:
        return Verdict.FOUND
    return Verdict.UNSURE if found >= UNSURE_FROM else Verdict.NOTHING

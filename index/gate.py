"""Whether the best match answers the question at all: the gate g and its three verdicts."""

import math

from index.answer import Parts, Verdict
from index.lexicon import Terms
from index.weights import GATE, GATE_CONSTANT

# Below about even odds nothing is shown: silence beats a wrong answer.
FOUND_FROM, UNSURE_FROM = 1.5, -0.5
GATE_FEATURES = tuple(GATE)


def gate_features(parts: Parts, terms: Terms) -> list[float]:
    """What the gate looks at, in the order of `GATE_FEATURES`."""
    known = {"terms": math.log1p(len(terms.distinct))}
    return [known[name] if name in known else getattr(parts, name) for name in GATE_FEATURES]


def margin(parts: Parts, terms: Terms) -> float:
    """The gate's g: how far a match is on the side of an answer; 0 is even odds."""
    features = gate_features(parts, terms)
    weighted = (weight * x for weight, x in zip(GATE.values(), features, strict=True))
    return GATE_CONSTANT + sum(weighted)


def verdict(found: float) -> Verdict:
    """The verdict for a margin."""
    if found >= FOUND_FROM:
        return Verdict.FOUND
    return Verdict.UNSURE if found >= UNSURE_FROM else Verdict.NOTHING

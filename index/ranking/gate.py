"""Whether the best match answers the question at all: the gate g and its three verdicts."""

import hashlib
import json
import math
from dataclasses import dataclass, fields
from operator import attrgetter, mul

from index.answer import Parts, Verdict
from index.ranking.weights import (
    FOREIGN_GATE,
    FOREIGN_GATE_CONSTANT,
    FOUND_FROM,
    GATE,
    GATE_CONSTANT,
    UNSURE_FROM,
)

GATE_FEATURES = tuple(GATE)
# Those that are parts of the score come first in it, by their names there.
_OF_PARTS = tuple(field.name for field in fields(Parts) if field.name in GATE)
_parts_of = attrgetter(*_OF_PARTS)
_WEIGHTS, _FOREIGN_WEIGHTS = (
    tuple(weights.get(name, 0.0) for name in GATE_FEATURES) for weights in (GATE, FOREIGN_GATE)
)
# Fitted up to 2,000 passages; what holds for 50,000 is no surer than for 8,000.
_MOST_PASSAGES = math.log(8000)


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


def gate_identity() -> str:
    """Names the weights of the gate: thresholds that were fitted to others mean nothing."""
    weights = [GATE, GATE_CONSTANT, FOREIGN_GATE, FOREIGN_GATE_CONSTANT, _MOST_PASSAGES]
    return hashlib.sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a match and against it.

    Args:
        parts: of its score.
        terms: how many distinct terms the question has.
        passages: how many there are to choose from: among many, something always comes close.
        answer_type: whether its best sentence has the kind of thing that is asked for, 0..1.
        is_personal: whether the question speaks to "you", and the passage does not.
        lacks_contact: whether it asks for an address or number to write to or call, and the
            passage gives none.
    """

    parts: Parts
    terms: int
    passages: int
    answer_type: float
    is_personal: bool
    lacks_contact: bool


def gate_features(evidence: Evidence) -> list[float]:
    """What the gate looks at, in the order of `GATE_FEATURES`."""
    return [
        *_parts_of(evidence.parts),
        math.log1p(evidence.terms),
        min(_MOST_PASSAGES, math.log(max(1, evidence.passages))),
        evidence.answer_type,
        float(evidence.is_personal),
        float(evidence.lacks_contact),
    ]


def margin(evidence: Evidence, *, is_foreign: bool) -> float:
    """The gate's g: how far a match is on the side of an answer; 0 is even odds."""
    weights = _FOREIGN_WEIGHTS if is_foreign else _WEIGHTS
    constant = FOREIGN_GATE_CONSTANT if is_foreign else GATE_CONSTANT
    return float(constant + sum(map(mul, weights, gate_features(evidence))))

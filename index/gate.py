"""Whether the best match answers the question at all: the gate g and its three verdicts."""

import math

from index.answer import Parts, Verdict

# One gate for libraries of 1 to 47 articles (RETRIEVAL.md, "Saying nothing found").
FOUND_FROM, UNSURE_FROM = 1.5, -1.5


def margin(parts: Parts, distinct_terms: int) -> float:
    """The gate's g: how far a match is on the side of an answer; 0 is even odds."""
    return (
        6.72 * parts.dense
        + 11.70 * parts.sentence
        - 5.57 * parts.lexical
        + 6.76 * parts.coverage
        + 3.76 * parts.sentence_coverage
        + 0.75 * math.log1p(distinct_terms)
        - 13.05
    )


def verdict(found: float) -> Verdict:
    """The verdict for a margin."""
    if found >= FOUND_FROM:
        return Verdict.FOUND
    return Verdict.UNSURE if found >= UNSURE_FROM else Verdict.NOTHING

"""The score of a passage for a question, and the sentence of it to quote."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from index.answer import Match, Parts
from index.answer_type import Kind, gives_contact
from index.features import (
    Asked,
    Candidates,
    closeness,
    measure,
    names_held,
    phrases,
    speaks_to_you,
)
from index.gate import Evidence, margin
from index.late import weighted
from index.sentence import SENTENCE_FEATURES, measure_sentences
from index.snapshot import Snapshot
from index.steps import Lap, no_lap
from index.vectors import Floats, Rows
from index.weights import (
    FIRST,
    FOREIGN_FIRST,
    FOREIGN_SECOND,
    FOREIGN_SENTENCE,
    SECOND,
    SENTENCE,
)

# Together they hold the right passage for 99.8 % of questions (RETRIEVAL.md).
CANDIDATES = 50
# Looking at 20 again instead changes none of the figures of 647 held-out questions, mrr by .001,
# and costs a third more.
_RANKED_AGAIN = 12
_ANSWER_TYPE = SENTENCE_FEATURES.index("answer_type")


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidate `n` with its learned score and what that is made of.

    `sentences` `(sentences, len(SENTENCE_FEATURES))`; `best` is the number of the best one.
    """

    n: int
    score: float
    parts: Parts
    sentences: Floats
    best: int


def rank(
    snapshot: Snapshot, asked: Asked, k: int, allowed: Rows | None, lap: Lap = no_lap
) -> list[Match]:
    """The best `k` passages in order of `(-score, place)`.

    Args:
        snapshot: where to look.
        asked: the question.
        k: how many matches at most.
        allowed: the passage rows to look among, or None for all.
        lap: is told when a step ends.
    """
    matches = [found.match(snapshot, asked) for found in look(snapshot, asked, k, allowed, lap)]
    lap("judge the best")
    return matches


def look(
    snapshot: Snapshot, asked: Asked, k: int, allowed: Rows | None, lap: Lap = no_lap
) -> list["Found"]:
    """What `rank` makes its matches of."""
    candidates = find_candidates(snapshot, asked, max(k, CANDIDATES), allowed)
    lap("find candidates")
    if candidates is None:
        return []
    scored = score(snapshot, asked, candidates, shortlist(asked, candidates, k))
    lap("score them again")
    scored.sort(key=lambda found: (-found.score, candidates.rows[found.n]))
    passages = len(snapshot.passages) if allowed is None else len(allowed)
    return [_found(snapshot, asked, candidates, passages, best) for best in scored[:k]]


def find_candidates(
    snapshot: Snapshot, asked: Asked, k: int, allowed: Rows | None
) -> Candidates | None:
    """The union of the nearest passages and those with the best BM25, in order of place.

    For a question in a language that the model does not read: only passages that share its words.
    """
    rows = np.arange(len(snapshot.passages)) if allowed is None else allowed
    if not len(rows):
        return None
    words = snapshot.lexicon if snapshot.words is None else snapshot.words
    best = words.best(asked.terms, k, allowed)
    if not asked.is_foreign:  # the vectors alone would find anything there
        if snapshot.words is None:
            best = _filled(best, rows, k)
        best = np.union1d(snapshot.nearest.search(asked.embedding.vector, k, allowed), best)
    return measure(snapshot, asked, np.sort(best)) if len(best) else None


def _filled(best: Rows, rows: Rows, k: int) -> Rows:
    """The best, and the first of all rows where there are fewer than `k`."""
    missing = min(k, len(rows)) - len(best)
    return best if missing <= 0 else np.concatenate([best, np.setdiff1d(rows[:k], best)[:missing]])


def shortlist(asked: Asked, candidates: Candidates, k: int = 0) -> list[int]:
    """Which candidates are looked at again: the best by the first score, at least `k`."""
    weights = FOREIGN_FIRST if asked.is_foreign else FIRST
    first = candidates.first @ np.array(list(weights.values()), np.float32)
    best = np.lexsort((candidates.rows, -first))[: max(k, _RANKED_AGAIN)]
    return [int(n) for n in best]


def score(
    snapshot: Snapshot, asked: Asked, candidates: Candidates, chosen: Sequence[int]
) -> list[Scored]:
    """Score the chosen candidates with all that is known of them."""
    late = closeness(snapshot, asked, candidates.rows[chosen])
    sentences = measure_sentences(snapshot, asked, candidates, chosen, late)
    rule = FOREIGN_SENTENCE if asked.is_foreign else SENTENCE
    fitness = (sentences * [rule.get(name, 0.0) for name in SENTENCE_FEATURES]).sum(axis=1)
    counts = (candidates.starts[1:] - candidates.starts[:-1])[chosen]
    starts = np.cumsum(counts) - counts
    columns = [
        *candidates.first[chosen].T,
        phrases(asked, candidates.hits, chosen),
        late.passages,
        np.maximum.reduceat(weighted(late.nearest, asked.piece_weights), starts),
        names_held(asked, candidates.hits, chosen),
        np.maximum.reduceat(fitness, starts),
    ]
    parts = np.stack(columns, axis=1).astype(np.float64)
    weights = FOREIGN_SECOND if asked.is_foreign else SECOND
    totals = (parts * [weights[field.name] for field in fields(Parts)]).sum(axis=1)
    scored = []
    for n, start, count, own, total in zip(
        chosen, starts.tolist(), counts.tolist(), parts.tolist(), totals.tolist(), strict=True
    ):
        end = start + count
        scored.append(
            Scored(n, total, Parts(*own), sentences[start:end], int(np.argmax(fitness[start:end])))
        )
    return scored


@dataclass(frozen=True, slots=True)
class Found:
    """A passage row with its score, its best sentence, and what speaks for it."""

    row: int
    score: float
    best: int
    evidence: Evidence

    def match(self, snapshot: Snapshot, asked: Asked) -> Match:
        """The match with its verdict."""
        found = margin(self.evidence, is_foreign=asked.is_foreign)
        passage = snapshot.passages[self.row]
        return Match(
            document=snapshot.document_of(self.row),
            passage=passage,
            score=self.score,
            parts=self.evidence.parts,
            best=passage.sentences[self.best],
            margin=found,
            verdict=snapshot.thresholds.verdict(found),
        )


def _found(
    snapshot: Snapshot, asked: Asked, candidates: Candidates, passages: int, scored: Scored
) -> Found:
    row = int(candidates.rows[scored.n])
    text = snapshot.passages[row].text
    evidence = Evidence(
        parts=scored.parts,
        terms=len(asked.terms.distinct),
        passages=passages,
        answer_type=float(scored.sentences[scored.best, _ANSWER_TYPE]),
        is_personal=asked.is_personal and not speaks_to_you(text),
        lacks_contact=asked.answer_type.kind is Kind.CONTACT and not gives_contact(text),
    )
    return Found(row, scored.score, scored.best, evidence)

"""The score of a passage for a question, and the sentence of it to quote."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from index.answer import Match, Parts
from index.dense.late import weighted
from index.ranking.answer_type import Kind, gives_contact
from index.ranking.features import (
    Asked,
    Candidates,
    closeness,
    first_weights,
    measure,
    names_held,
    phrases,
    speaks_to_you,
)
from index.ranking.gate import Evidence, margin
from index.ranking.sentence import SENTENCE_FEATURES, measure_sentences
from index.ranking.weights import (
    FIRST,
    FOREIGN_SECOND,
    FOREIGN_SENTENCE,
    SECOND,
    SENTENCE,
)
from index.snapshot import Snapshot
from index.steps import Lap, no_lap
from index.vectors import Floats, Rows

# Together they hold the right passage for 99.8 % of questions (RETRIEVAL.md).
CANDIDATES = 50
# Looking at 20 again instead changes none of the figures of 647 held-out questions, mrr by .001,
# and costs a third more.
_RANKED_AGAIN = 12
_ANSWER_TYPE = SENTENCE_FEATURES.index("answer_type")
_PARTS = tuple(field.name for field in fields(Parts))
_FIRSTS = len(FIRST)
_SECOND, _FOREIGN_SECOND = (
    np.array([weights[name] for name in _PARTS]) for weights in (SECOND, FOREIGN_SECOND)
)
_SENTENCE, _FOREIGN_SENTENCE = (
    np.array([weights.get(name, 0.0) for name in SENTENCE_FEATURES])
    for weights in (SENTENCE, FOREIGN_SENTENCE)
)


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
    candidates = find_candidates(snapshot, asked, k, allowed)
    lap("find candidates")
    if candidates is None:
        return []
    numbers = shortlist(asked, candidates, k)
    scored = score(snapshot, asked, candidates, numbers, is_complete=False)
    lap("score them again")
    scored.sort(key=lambda found: (-found.score, candidates.rows[found.n]))
    passages = len(snapshot.passages) if allowed is None else len(allowed)
    return [_found(snapshot, asked, candidates, passages, best) for best in scored[:k]]


def find_candidates(
    snapshot: Snapshot, asked: Asked, k: int, allowed: Rows | None
) -> Candidates | None:
    """The union of the nearest passages and those with the best BM25, in order of place.

    For a question in a language that the model does not read: only passages that share its words.
    `k` matches are wanted of them.
    """
    count, wanted = max(k, CANDIDATES), max(k, _RANKED_AGAIN)
    rows = np.arange(len(snapshot.passages)) if allowed is None else allowed
    if not len(rows):
        return None
    words = snapshot.lexicon if snapshot.words is None else snapshot.words
    best = words.best(asked.terms, count, allowed)
    if not asked.is_foreign:  # the vectors alone would find anything there
        if snapshot.words is None:
            best = _filled(best, rows, count)
        best = np.union1d(snapshot.nearest.search(asked.embedding.vector, count, allowed), best)
    return measure(snapshot, asked, np.sort(best), wanted) if len(best) else None


def _filled(best: Rows, rows: Rows, k: int) -> Rows:
    """The best, and the first of all rows where there are fewer than `k`."""
    missing = min(k, len(rows)) - len(best)
    return best if missing <= 0 else np.concatenate([best, np.setdiff1d(rows[:k], best)[:missing]])


def shortlist(asked: Asked, candidates: Candidates, k: int = 0) -> list[int]:
    """Which candidates are looked at again: the best by the first score, at least `k`."""
    first = candidates.first @ first_weights(asked)
    best = np.lexsort((candidates.rows, -first))[: max(k, _RANKED_AGAIN)]
    return [int(n) for n in best]


def score(
    snapshot: Snapshot,
    asked: Asked,
    candidates: Candidates,
    numbers: Sequence[int],
    *,
    is_complete: bool = True,
) -> list[Scored]:
    """Score some of the candidates with all that is known of them.

    Args:
        snapshot: where the passages are.
        asked: the question.
        candidates: the passages that were found.
        numbers: of those that are scored, at least one.
        is_complete: whether each sentence is measured in full, and not only those that may be best.
    """
    chosen = candidates.choose(numbers)
    late = closeness(snapshot, asked, chosen)
    rule = _FOREIGN_SENTENCE if asked.is_foreign else _SENTENCE
    sentences = measure_sentences(snapshot, asked, chosen, late, None if is_complete else rule)
    fitness = np.vecdot(sentences, rule)
    starts = chosen.starts
    parts = np.empty((len(numbers), len(_PARTS)))
    parts[:, :_FIRSTS] = candidates.first[numbers]
    parts[:, _FIRSTS] = phrases(asked, chosen)
    parts[:, _FIRSTS + 1] = late.passages
    parts[:, _FIRSTS + 2] = np.maximum.reduceat(weighted(late.nearest, asked.piece_weights), starts)
    parts[:, _FIRSTS + 3] = names_held(asked, chosen)
    parts[:, _FIRSTS + 4] = np.maximum.reduceat(fitness, starts)
    totals = np.vecdot(parts, _FOREIGN_SECOND if asked.is_foreign else _SECOND)
    scored = []
    for n, start, count, own, total in zip(
        numbers,
        starts.tolist(),
        chosen.counts.tolist(),
        parts.tolist(),
        totals.tolist(),
        strict=True,
    ):
        end = start + count
        best = int(fitness[start:end].argmax())
        scored.append(Scored(n, total, Parts(*own), sentences[start:end], best))
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

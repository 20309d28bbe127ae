"""Which sentence of a passage answers: what is measured of each before it is weighted."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.dense.late import Closeness, weighted
from index.ranking.answer_type import AnswerType, Kind
from index.ranking.features import Asked, Chosen
from index.snapshot import Snapshot
from index.vectors import Floats, Rows

SENTENCE_FEATURES = (
    "alone",
    "in_context",
    "local_coverage",
    "with_previous",
    "previous",
    "late",
    "sharp_late",
    "nearest",
    "is_first",
    "answer_type",
    "names",
    "names_for_person",
    "names_for_place",
    "names_for_other",
    "numbers_for_number",
    "numbers_for_date",
)
_FIRST_TYPED = SENTENCE_FEATURES.index("answer_type")
_ROUNDING = 1e-4
Rule = NDArray[np.float64]
"""A weight for each feature."""


def measure_sentences(
    snapshot: Snapshot, asked: Asked, chosen: Chosen, late: Closeness, rule: Rule | None = None
) -> Floats:
    """Measure the sentences of some candidates: `(sentences, len(SENTENCE_FEATURES))`.

    The words of a question are often shared out: one sentence names what it is about, the next
    says "it" and answers. So a sentence is also looked at together with the one before.

    Args:
        snapshot: where the passages are.
        asked: the question.
        chosen: the passages.
        late: how close the question's word pieces come to them.
        rule: what the features weigh. Sentences that cannot be the best of their passage by it are
            not read for the kind of thing that is asked for, and those features of theirs are 0.
    """
    starts, owners, weights = chosen.starts, chosen.owners, asked.piece_weights
    hits = chosen.candidates.hits.sentences[chosen.places, : len(asked.terms.ids)]
    local = _local_shares(hits, chosen, asked.terms.weights)[owners]
    together = hits.copy()
    together[1:] |= hits[:-1]
    together[starts] = hits[starts]
    # Zero to the power of anything is zero; a cosine below zero is no match at all.
    sharp = np.square(np.square(np.maximum(late.nearest, 0)))
    best = np.maximum.reduceat(late.nearest, starts, axis=0)
    is_nearest = late.nearest >= np.where(best > 0, best - 1e-6, 2)[owners]
    firsts = snapshot.sentence_starts[chosen.rows]
    contexts = snapshot.context_vectors.spans(firsts, firsts + chosen.counts)
    found = np.zeros((len(owners), len(SENTENCE_FEATURES)), np.float32)
    found[:, 0] = chosen.candidates.alone[chosen.places]
    found[:, 1] = contexts @ asked.embedding.vector
    found[:, 2] = covered = np.vecdot(hits, local)
    found[:, 3] = np.vecdot(together, local)
    found[1:, 4] = covered[:-1]
    found[starts, 4] = 0
    found[:, 5] = weighted(late.nearest, weights)
    found[:, 6] = weighted(sharp, weights)
    found[:, 7] = weighted(is_nearest, weights)
    found[starts, 8] = 1
    places = np.arange(len(owners)) if rule is None else _may_be_best(found, chosen, asked, rule)
    counting = _counting(asked, hits[places])
    texts = _texts(snapshot, chosen, places)
    found[places, _FIRST_TYPED:] = np.array(_typed(asked.answer_type, texts, counting)).T
    return found


def _may_be_best(found: Floats, chosen: Chosen, asked: Asked, rule: Rule) -> Rows:
    """The sentences that may be the best of their passage once they are read."""
    known = np.vecdot(found[:, :_FIRST_TYPED], rule[:_FIRST_TYPED])
    best = np.maximum.reduceat(known, chosen.starts)
    most = _typed_range(asked.answer_type.kind, rule) + _ROUNDING
    may_be: Rows = np.flatnonzero(known >= (best - most)[chosen.owners])
    return may_be


def _typed_range(kind: Kind, rule: Rule) -> float:
    """How far the kind of thing that is asked for can set two sentences apart."""
    answer, names, person, place, other, number, date = rule[_FIRST_TYPED:].tolist()
    by_kind = {Kind.PERSON: person, Kind.PLACE: place, Kind.OTHER: other}
    numbers = {Kind.NUMBER: number, Kind.DATE: date}.get(kind, 0.0)
    # Where no known kind is asked for each sentence has it.
    apart = 0.0 if kind is Kind.OTHER else abs(answer)
    return float(apart + abs(names + by_kind.get(kind, 0.0)) + abs(numbers))


def _local_shares(
    hits: NDArray[np.bool_], chosen: Chosen, weights: Sequence[float]
) -> NDArray[np.float32]:
    """Words that stand in every sentence of a passage tell its sentences apart the least.

    Returns:
        `(passages, terms)`; those of a passage add up to 1, if there are any.
    """
    frequency = np.add.reduceat(hits, chosen.starts, axis=0, dtype=np.float32)
    rarity = np.log((chosen.counts[:, None] + 1) / (frequency + 0.5)) * np.array(weights)
    shares = rarity / np.maximum(1e-6, rarity.sum(axis=1, keepdims=True))
    return np.asarray(shares, np.float32)


def _texts(snapshot: Snapshot, chosen: Chosen, places: Rows) -> list[str]:
    """Sentences of passages as they are written."""
    owners = chosen.owners[places]
    texts = []
    for row, n in zip(
        chosen.rows[owners].tolist(), (places - chosen.starts[owners]).tolist(), strict=True
    ):
        start, end = snapshot.passages[row].sentences[n]
        texts.append(snapshot.document_of(row).text[start:end])
    return texts


def _counting(asked: Asked, hits: NDArray[np.bool_]) -> list[bool]:
    """Which sentences hold a word of what "how many …" asks for."""
    counted = asked.answer_type.counted
    if counted is None:
        return [True] * len(hits)
    places = [n for n, term in enumerate(asked.terms.distinct) if term in counted]
    return [bool(held) for held in np.asarray(hits[:, places].any(axis=1))]


def _typed(
    answer_type: AnswerType, sentences: Sequence[str], counting: Sequence[bool]
) -> list[Sequence[float]]:
    """The columns that depend on the kind of question."""
    held, kind = answer_type.held_by(sentences, counting), answer_type.kind
    none = [0.0] * len(sentences)
    return [
        held.answers,
        held.names,
        held.names if kind is Kind.PERSON else none,
        held.names if kind is Kind.PLACE else none,
        held.names if kind is Kind.OTHER else none,
        held.numbers if kind is Kind.NUMBER else none,
        held.numbers if kind is Kind.DATE else none,
    ]

"""Plain BM25 with stems: what ranking has to beat."""

import time
from collections.abc import Callable, Iterable

import numpy as np

from index.answer import Verdict
from index.judging.evaluate import Mark
from index.judging.questions import Case
from index.retrieve import MATCHES
from index.snapshot import Snapshot


def rank_by_words(
    cases: Iterable[Case], snapshot: Snapshot, asked: Callable[[], None]
) -> list[Mark]:
    """Rank the passages of each case by BM25 alone; only ranks mean something in the marks."""
    marks = []
    for case in cases:
        began = time.perf_counter()
        scores = snapshot.lexicon.scores(snapshot.lexicon.terms(case.question))
        rows = np.lexsort((np.arange(len(scores)), -scores))[:MATCHES]
        took_ms = (time.perf_counter() - began) * 1000
        is_right = [case.is_right(snapshot.document_of(n), snapshot.passages[n]) for n in rows]
        marks.append(
            Mark(
                question=case.question,
                is_answerable=bool(case.answers),
                rank=is_right.index(True) + 1 if True in is_right else None,
                is_bold_right=False,
                verdict=Verdict.FOUND,
                took_ms=took_ms,
            )
        )
        asked()
    return marks

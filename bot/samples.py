"""Questions to try: "How many …?" where a document counts something."""

import re
from collections import Counter

from index.snapshot import Snapshot
from index.tokens import STOP_WORDS

# A count with up to two words before its noun: "28 overseas training bases".
_COUNTED = re.compile(
    r"(?<![\d.,%-])(\d{1,3}(?:,\d{3})+|\d{1,3}) ((?:[a-z][a-z-]+ ){0,2}[a-z-]{3,}s)\b"
)
_ENOUGH = 12
_WORDS_AROUND = 2
# "12 hours" is counted everywhere, and asks for nothing.
_MEASURES = frozenset(
    "times hours days weeks months years minutes seconds percents metres meters kilometres "
    "kilometers tonnes tons dollars euros pounds yuan points degrees levels".split()
)


def sample_questions(
    snapshot: Snapshot,
    collections: frozenset[str] | None = None,
    document_id: str | None = None,
) -> list[str]:
    """Questions that a library may answer, from each document in turn.

    Args:
        snapshot: the library.
        collections: those that may be looked into, None for all.
        document_id: the one document to ask about, None for all.
    """
    by_document: dict[str, list[str]] = {}
    for row, passage in enumerate(snapshot.passages):
        document = snapshot.document_of(row)
        if collections is None or document.collection in collections:
            found = by_document.setdefault(document.id, [])
            found += [_question(match) for match in _COUNTED.finditer(passage.text) if _asks(match)]
    for found in by_document.values():
        # A noun alone says less than one with what kind of thing it is.
        found.sort(key=lambda question: question.count(" ") == _WORDS_AROUND)
    # What two documents count would be answered with either.
    counted = Counter(question for found in by_document.values() for question in set(found))
    chosen: list[str] = []
    if document_id is not None:
        by_document = {document_id: by_document.get(document_id, [])}
    turns = max((len(found) for found in by_document.values()), default=0)
    for turn in range(turns):
        for found in by_document.values():
            if turn < len(found) and counted[found[turn]] == 1 and found[turn] not in chosen:
                chosen.append(found[turn])
    return chosen[:_ENOUGH]


def _asks(found: re.Match[str]) -> bool:
    words = found.group(2).split()
    is_noun = words[-1] not in _MEASURES and not words[-1].endswith("ss")
    return is_noun and not STOP_WORDS & set(words)


def _question(found: re.Match[str]) -> str:
    return f"How many {found.group(2)}?"

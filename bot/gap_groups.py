"""Puts unanswered questions together that ask the same in other words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.chats.gaps import Gap
from index.embedder import Vectors

# Cosine of two questions from which on they are one gap. With the bundled model paraphrases had
# 0.85-0.96, questions of one form about two things 0.55-0.73.
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions that ask about the same, newest first."""

    gaps: tuple[Gap, ...]

    @property
    def newest(self) -> Gap:
        """The latest one, which stands for the group."""
        return self.gaps[0]


def grouped(gaps: Sequence[Gap], vectors: Vectors) -> list[GapGroup]:
    """The groups, largest first, then newest first.

    From the oldest question on, each joins the group whose first question it is most like, or
    begins one: the same questions make the same groups, and a later one moves none.

    Args:
        gaps: the questions, in any order.
        vectors: theirs, `(n, dimensions)` float32, rows of unit length or zero.
    """
    order = sorted(range(len(gaps)), key=lambda row: (gaps[row].at, gaps[row].id))
    groups: list[list[int]] = []
    for row in order:
        group = _group_of(row, groups, gaps, vectors)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    found = [GapGroup(tuple(gaps[row] for row in reversed(group))) for group in groups]
    return sorted(found, key=lambda one: (-len(one.gaps), -one.newest.at, -one.newest.id))


def _group_of(
    row: int, groups: list[list[int]], gaps: Sequence[Gap], vectors: Vectors
) -> list[int] | None:
    if not groups:
        return None
    firsts = [group[0] for group in groups]
    cosines = vectors[firsts] @ vectors[row]
    best = int(np.argmax(cosines))
    if cosines[best] >= _ALIKE:
        return groups[best]
    # A text of which the model knows nothing has no vector, but may come twice.
    text = gaps[row].question.text.casefold()
    same = [group for group in groups if gaps[group[0]].question.text.casefold() == text]
    return same[0] if same else None

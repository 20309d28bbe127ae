"""What a changed document keeps of its vectors: those of the texts that it still has."""

from collections.abc import Sequence
from itertools import chain, count

import numpy as np

from index.vectors import DocumentVectors, Rows, joined

PassageTexts = tuple[str, ...]
"""What is embedded of a passage: all of it after title and heading, then each sentence alone."""


class Kept:
    """The texts of a document as it was, and where their vectors are.

    Args:
        passages: what was embedded of each, in order.
        vectors_key: of what came of it.
        embeds_alone: whether a sentence has the same vector in any passage.
    """

    def __init__(
        self, passages: Sequence[PassageTexts], vectors_key: str, *, embeds_alone: bool = True
    ) -> None:
        self.vectors_key, self._before = vectors_key, passages
        self._numbers = {texts: number for number, texts in enumerate(passages)}
        alone = _sentences(passages) if embeds_alone else ()
        self._sentences = {text: row for row, text in enumerate(alone)}
        self._embeds_alone = embeds_alone

    @property
    def sentences(self) -> frozenset[str]:
        """Those that need not be embedded alone."""
        return frozenset(self._sentences)

    def has(self, passage: PassageTexts) -> bool:
        """Whether nothing of a passage need be embedded."""
        return passage in self._numbers

    def joined(
        self,
        passages: Sequence[PassageTexts],
        before: DocumentVectors,
        fresh: Sequence[DocumentVectors],
    ) -> DocumentVectors:
        """The vectors of the document as it is now.

        Args:
            passages: what it has now.
            before: those that it had.
            fresh: the vectors of those that it did not have, in their order and in any number of
                parts, and of their sentences but for `sentences`.
        """
        whole = joined([before, *fresh])
        added = count(len(self._before))
        numbers = [self._numbers[own] if self.has(own) else next(added) for own in passages]
        new = [texts for texts in passages if not self.has(texts)]
        contexts = _rows_of(numbers, [len(texts) - 1 for texts in (*self._before, *new)])
        pieces = _rows_of(numbers, whole.piece_counts.tolist())
        return DocumentVectors(
            passages=whole.passages[numbers],
            sentences=whole.sentences[
                self._rows_alone(passages) if self._embeds_alone else contexts
            ],
            contexts=whole.contexts[contexts],
            piece_counts=whole.piece_counts[numbers],
            piece_ids=whole.piece_ids[pieces],
            piece_sentences=whole.piece_sentences[pieces],
            pieces=whole.pieces[pieces],
        )

    def _rows_alone(self, passages: Sequence[PassageTexts]) -> list[int]:
        """Where the vectors of sentences are that were embedded alone, each text once."""
        added = count(sum(len(texts) - 1 for texts in self._before))
        return [
            self._sentences[text] if text in self._sentences else next(added)
            for text in _sentences(passages)
        ]


def _sentences(passages: Sequence[PassageTexts]) -> chain[str]:
    return chain.from_iterable(texts[1:] for texts in passages)


def _rows_of(numbers: Sequence[int], counts: Sequence[int]) -> Rows:
    """The rows of some passages, in which each of all has so many."""
    ends = np.cumsum(counts, dtype=np.int64)
    own = [np.arange(ends[number] - counts[number], ends[number]) for number in numbers]
    return np.concatenate([np.zeros(0, np.int64), *own])

"""The terms of documents as numbers: what the lexicon is joined from, read once for a document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.tokens import Tokeniser, words_of
from index.vectors import Rows

Numbers = NDArray[np.int32]
# A passage's number and a term's in one: to be sorted and counted together.
_TERM_BITS = 32


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The terms of one document, as numbers of a `Vocabulary`.

    Postings `(n,)` by passage and term: `rows` (passages of the document, from 0), `ids`, `counts`.
    `lengths` `(passages,)`: terms with those of the head. `text` `(t,)`: the terms of all lines in
    order, of which `line_sizes` `(lines,)` belong to each; a passage has `line_counts`
    `(passages,)` of them: its head (title and heading) and its sentences.
    """

    rows: Numbers
    ids: Numbers
    counts: Numbers
    lengths: Numbers
    text: Numbers
    line_sizes: Numbers
    line_counts: Numbers


class Vocabulary:
    """Numbers terms in the order in which they are met; what has a number keeps it.

    Args:
        ids: the numbers that terms have already; they are copied.
    """

    def __init__(self, ids: Mapping[str, int] | None = None) -> None:
        self.ids = dict(ids or {})
        self._tokeniser = Tokeniser()
        self._words = _Words(self.ids, self._tokeniser)

    def read(self, heads: Sequence[str], bodies: Sequence[Sequence[str]]) -> DocumentTerms:
        """Number the terms of a document.

        Args:
            heads: the title and heading of each passage.
            bodies: the sentences of each passage.
        """
        known: dict[str, list[int]] = {}
        flat: list[int] = []
        lengths, line_sizes = [], []
        for head, sentences in zip(heads, bodies, strict=True):
            own = known[head] if head in known else known.setdefault(head, self._numbers(head))
            before = len(flat)
            flat += own
            line_sizes.append(len(own))
            for sentence in sentences:
                found = self._numbers(sentence)
                flat += found
                line_sizes.append(len(found))
            lengths.append(len(flat) - before)
        text = np.array(flat, np.int32)
        rows = np.repeat(np.arange(len(lengths)), lengths) << _TERM_BITS
        keys, counts = np.unique(rows | text, return_counts=True)
        return DocumentTerms(
            rows=(keys >> _TERM_BITS).astype(np.int32),
            ids=(keys & (1 << _TERM_BITS) - 1).astype(np.int32),
            counts=counts.astype(np.int32),
            lengths=np.array(lengths, np.int32),
            text=text,
            line_sizes=np.array(line_sizes, np.int32),
            line_counts=np.array([1 + len(sentences) for sentences in bodies], np.int32),
        )

    def _numbers(self, text: str) -> list[int]:
        if text.isascii():  # words and nothing else: each needs to be looked at once
            return [number for word in words_of(text) if (number := self._words[word]) >= 0]
        ids = self.ids
        return [ids.setdefault(term, len(ids)) for term in self._tokeniser.terms(text)]


class _Words(dict[str, int]):
    """The number of each word's term, as it is first asked for; negative of a stop word."""

    def __init__(self, ids: dict[str, int], tokeniser: Tokeniser) -> None:
        super().__init__()
        self._ids, self._tokeniser = ids, tokeniser

    def __missing__(self, word: str) -> int:
        term = self._tokeniser.term(word)
        self[word] = -1 if term is None else self._ids.setdefault(term, len(self._ids))
        return self[word]


def joined_numbers(parts: Iterable[Numbers]) -> Numbers:
    """Several in a row, or none."""
    return np.concatenate([np.zeros(0, np.int32), *parts])


def order_by(ids: Numbers) -> Rows:
    """The order of ids from small to large, equal ones as they stand."""
    # numpy sorts 16 bits by counting, some five times as fast as 32 bits by comparing.
    order: Rows = np.argsort(ids.astype(np.uint16), kind="stable")
    return order[np.argsort((ids >> 16).astype(np.uint16)[order], kind="stable")]

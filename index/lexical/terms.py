"""The terms of documents as numbers: what the lexicon is joined from, read once for a document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.lexical.tokens import Tokeniser, words_of
from index.vectors import Rows

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The terms of one document, as numbers of a `Vocabulary`.

    `text` `(t,)`: the terms of all lines in order, of which `line_sizes` `(lines,)` belong to each;
    a passage has `line_counts` `(passages,)` of them: its head (title and heading) and its
    sentences.
    """

    text: Numbers
    line_sizes: Numbers
    line_counts: Numbers


@dataclass(frozen=True, slots=True)
class Counted:
    """How often passages hold terms, `(n,)` each: by term and passage, which are numbers."""

    rows: Numbers
    ids: Numbers
    counts: Numbers


class Vocabulary:
    """Numbers terms in the order in which they are met; what has a number keeps it.

    Args:
        ids: the numbers that terms have already; those of others are added to it.
    """

    def __init__(self, ids: dict[str, int] | None = None) -> None:
        self.ids = {} if ids is None else ids
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
        line_sizes = []
        for head, sentences in zip(heads, bodies, strict=True):
            own = known[head] if head in known else known.setdefault(head, self._numbers(head))
            flat += own
            line_sizes.append(len(own))
            for sentence in sentences:
                found = self._numbers(sentence)
                flat += found
                line_sizes.append(len(found))
        return DocumentTerms(
            text=np.array(flat, np.int32),
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


def counted(text: Numbers, lengths: Numbers) -> Counted:
    """Count the terms of passages.

    Args:
        text: the terms of all of them, one passage after the other.
        lengths: how many each has.
    """
    order = _order_by(text)
    ids = text[order]
    rows = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[order]
    is_first = np.ones(len(ids), np.bool_)
    is_first[1:] = (ids[1:] != ids[:-1]) | (rows[1:] != rows[:-1])
    first = np.flatnonzero(is_first)
    counts = np.diff(np.append(first, len(ids))).astype(np.int32)
    return Counted(rows[first], ids[first], counts)


def tally(ids: Numbers, before: Rows) -> Rows:
    """How often each number occurs, and how often it did before."""
    found: Rows = np.bincount(ids, minlength=len(before))
    found[: len(before)] += before
    return found


def _order_by(ids: Numbers) -> Rows:
    """The order of ids from small to large, equal ones as they stand."""
    # numpy sorts 16 bits by counting, some five times as fast as 32 bits by comparing.
    order: Rows = np.argsort(ids.astype(np.uint16), kind="stable")
    return order[np.argsort((ids >> 16).astype(np.uint16)[order], kind="stable")]

"""The words that stand where somebody may look: of all others, none may show."""

from collections.abc import Callable

import numpy as np

from index.lexical.lexicon import Lexicon
from index.lexical.tokens import Tokeniser, words_of
from index.vectors import Rows


class OpenWords:
    """Tells of words whether they stand in some of the passages.

    Args:
        lexicon: of all passages.
        allowed: the rows of those that may be looked into, in order.
        text_of: a passage with its title and heading, by its row.
    """

    def __init__(self, lexicon: Lexicon, allowed: Rows, text_of: Callable[[int], str]) -> None:
        self._lexicon, self._allowed, self._text_of = lexicon, allowed, text_of
        self._tokeniser = Tokeniser()

    def has_term(self, term: str) -> bool:
        """Whether some form of a word stands there."""
        return len(self._rows(term)) > 0

    def has_word(self, word: str) -> bool:
        """Whether a lower-case word stands there in this very form."""
        term = self._tokeniser.term(word)
        rows = () if term is None else self._rows(term).tolist()
        return any(word in words_of(self._text_of(row)) for row in rows)

    def _rows(self, term: str) -> Rows:
        found: Rows = np.intersect1d(self._lexicon.rows_with(term), self._allowed)
        return found

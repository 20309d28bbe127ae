"""Mends misspelt words of a question with words that stand in the documents."""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from index.tokens import STOP_WORDS, Tokeniser, words_of

# In shorter words a slip makes another word too easily.
_FEWEST_LETTERS = 4
_WORD = re.compile(r"[^\W\d_]+")


class Speller:
    """The words of all documents with how often each is used."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for text in texts:
            self._counts.update(words_of(text))
        stems = Tokeniser().terms(" ".join(word for word in self._counts if word.isascii()))
        self._stems = frozenset(stems)

    def mended(self, question: str, knows: Callable[[str], bool]) -> str:
        """The question with every unknown word replaced that a slip of one letter explains.

        Args:
            question: as it was asked.
            knows: whether the model has a word whole: it is then no slip, whatever we hold.
        """
        tokeniser = Tokeniser()

        def mend(found: re.Match[str]) -> str:
            word = found.group()
            small = word.lower()
            is_known = (
                len(small) < _FEWEST_LETTERS
                or not small.isascii()
                or small in self._counts
                or small in STOP_WORDS
                or bool(self._stems.intersection(tokeniser.terms(small)))
                or knows(small)
            )
            meant = None if is_known else self._meant(small)
            if meant is None:
                return word
            return meant.capitalize() if word[0].isupper() else meant

        return _WORD.sub(mend, question)

    def _meant(self, word: str) -> str | None:
        """The likeliest word at Damerau distance 1.

        Two letters that changed places can do so in few ways: where that explains a word it is
        likelier than the many that some other letter would.
        """
        for candidates in (_swapped(word), _changed(word)):
            held = sorted({found for found in candidates if found in self._counts})
            if held:
                return max(held, key=lambda found: self._counts[found])
        return None


def _swapped(word: str) -> Iterator[str]:
    for n in range(len(word) - 1):
        yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]


def _changed(word: str) -> Iterator[str]:
    for n in range(len(word) + 1):
        before, after = word[:n], word[n:]
        if after:
            yield before + after[1:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]

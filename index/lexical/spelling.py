"""Mends misspelt words of a question with words that stand in the documents."""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from index.lexical.open_words import OpenWords
from index.lexical.tokens import STOP_WORDS, Tokeniser, words_of

# In shorter words a slip makes another word too easily.
_FEWEST_LETTERS = 4
_WORD = re.compile(r"[^\W\d_]+")


class Speller:
    """The words of all documents with how often each is used."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._stems: Counter[str] = Counter()
        self._take(texts)

    def changed(self, gone: Iterable[str], come: Iterable[str]) -> "Speller":
        """The same without some texts that were read, and with others."""
        other = Speller([])
        other._counts, other._stems = self._counts.copy(), self._stems.copy()
        other._drop(gone)
        other._take(come)
        return other

    def _take(self, texts: Iterable[str]) -> None:
        known = len(self._counts)
        for text in texts:
            self._counts.update(words_of(text))
        # A counter keeps the order in which its words came.
        self._stems.update(_stems(islice(self._counts, known, None)))

    def _drop(self, texts: Iterable[str]) -> None:
        words: Counter[str] = Counter()
        for text in texts:
            words.update(words_of(text))
        self._counts.subtract(words)
        lost = [word for word in words if not self._counts[word]]
        for word in lost:
            del self._counts[word]
        self._stems.subtract(_stems(lost))
        for stem in [stem for stem in _stems(lost) if not self._stems[stem]]:
            self._stems.pop(stem, None)

    def mended(
        self,
        question: str,
        knows: Callable[[str], bool],
        open_words: OpenWords | None = None,
    ) -> str:
        """The question with every unknown word replaced that a slip of one letter explains.

        Args:
            question: as it was asked.
            knows: whether the model has a word whole: it is then no slip, whatever we hold.
            open_words: those that stand where the question is looked for; all if left out. What
                stands only in documents that somebody must not see mends nothing.
        """
        tokeniser = Tokeniser()

        def holds(word: str) -> bool:
            return word in self._counts and (open_words is None or open_words.has_word(word))

        def holds_form_of(word: str) -> bool:
            stems = [stem for stem in tokeniser.terms(word) if stem in self._stems]
            return any(open_words is None or open_words.has_term(stem) for stem in stems)

        def mend(found: re.Match[str]) -> str:
            word = found.group()
            small = word.lower()
            is_known = (
                len(small) < _FEWEST_LETTERS
                or not small.isascii()
                or holds(small)
                or small in STOP_WORDS
                or holds_form_of(small)
                or knows(small)
            )
            meant = None if is_known else self._meant(small, holds)
            if meant is None:
                return word
            return meant.capitalize() if word[0].isupper() else meant

        return _WORD.sub(mend, question)

    def _meant(self, word: str, holds: Callable[[str], bool]) -> str | None:
        """The likeliest word at Damerau distance 1.

        Two letters that changed places can do so in few ways: where that explains a word it is
        likelier than the many that some other letter would.
        """
        for candidates in (_swapped(word), _changed(word)):
            held = sorted({found for found in candidates if holds(found)})
            if held:
                return max(held, key=lambda found: self._counts[found])
        return None


def _stems(words: Iterable[str]) -> list[str]:
    return Tokeniser().terms(" ".join(word for word in words if word.isascii()))


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

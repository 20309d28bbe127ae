"""The one tokeniser for lexical search: words as stems, and character pairs where no spaces are."""

import re
import unicodedata
from itertools import pairwise

import Stemmer

STOP_WORDS = frozenset(
    """
    a an the of in on at to for from by with and or but if then than as into about
    that this these those it its he she they them him her his hers their theirs i me my mine
    we us our ours you your yours is are was were be been being am do does did done doing
    has have had having will would can could should may might must shall
    who whom whose which what when where why how many much there here no not so such also please
    """.split()
)
# Runs of scripts that are written without spaces: kana, Han, hangul, Thai.
UNSPACED = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
_WORD = re.compile(r"[^\W_]+")
# A capital inside the text, or a digit anywhere in a word.
_NAME = re.compile(r"(?<=\S)\s+[\"'“‘(]*[A-Z][\w'’-]*|\b\w*[0-9]\w*|\b[A-Z]{2,}\b")
_POSSESSIVE = re.compile(r"['’]s\b")


def normalised(text: str) -> str:
    """Compatibility-composed, lower-case text."""
    if text.isascii():  # it is composed already
        return text.lower()
    return unicodedata.normalize("NFKC", text).lower()


def words_of(text: str) -> list[str]:
    """The words of a text, lower-case, possessive "'s" removed, stop words included."""
    return _WORD.findall(_without_possessives(normalised(text)))


def _without_possessives(text: str) -> str:
    has_any = "'" in text or "’" in text
    return _POSSESSIVE.sub("", text) if has_any else text


def names_of(question: str) -> list[str]:
    """The words of a question that are names or numbers."""
    return [match.group() for match in _NAME.finditer(question)]


class Tokeniser:
    """Turns text into search terms. Cheap to make; not to be shared between threads."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")

    def terms(self, text: str) -> list[str]:
        """Stems of the words that are not stop words; pairs of characters in unspaced scripts."""
        text = _without_possessives(normalised(text))
        if text.isascii():
            return self._stems(text)
        terms: list[str] = []
        end = 0
        for run in UNSPACED.finditer(text):
            terms += self._stems(text[end : run.start()])
            terms += _pairs(run.group())
            end = run.end()
        return terms + self._stems(text[end:])

    def term(self, word: str) -> str | None:
        """The stem of a lower-case word; None of a stop word."""
        return None if word in STOP_WORDS else str(self._stemmer.stemWord(word))

    def _stems(self, text: str) -> list[str]:
        kept = [word for word in _WORD.findall(text) if word not in STOP_WORDS]
        stems: list[str] = self._stemmer.stemWords(kept)
        return stems


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)] or [run]

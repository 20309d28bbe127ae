"""Which language a text is in, as far as search and its explanations need to know."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.lexical.tokens import words_of
from index.memory import give_back_memory

if TYPE_CHECKING:
    from index.classifier import Classifier

ENGLISH = "en"
# Words that hardly a question in English does without, and few other languages have.
_ENGLISH_WORDS = frozenset(
    """
    the of and to in is was for what which who how did does do are were when where why many much
    with from that
    """.split()
)
# Two of these, and one word in fourteen, nothing but English has: so for 98 % of the paragraphs and
# 80 % of the questions of SQuAD, and for none of Vietnamese, Chinese or Thai (2026-11-21).
_SURELY_ENGLISH = frozenset(
    """
    the and what which who whom whose how did does when where why many much with from that are were
    """.split()
)
_SURE_SHARE, _ASCII_SHARE = 0.07, 0.98
# Log odds against English. Of 1,552 questions cut down to their keywords 0.2 % lie above, of
# Vietnamese, Chinese and Thai questions 99.7 % (2026-11-21).
_SURE = 15.0
# A document tells its language early on.
_ENOUGH_CHARACTERS = 1000
# Malay and Indonesian are one language to a classifier of short texts.
_SAME = {"ms": "id"}


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language; None where it cannot be told for sure.

    Names and keywords are in no language: they can be looked up in all of them.
    """
    text = text[:_ENOUGH_CHARACTERS]
    if _is_plainly_english(text):
        return ENGLISH
    odds = _classifier().odds(text)
    likeliest = min(odds, key=lambda code: (-odds[code], code))
    if odds[likeliest] - odds[ENGLISH] > _SURE:
        return _SAME.get(likeliest, likeliest)
    return ENGLISH if _ENGLISH_WORDS & set(words_of(text)) else None


class Languages:
    """The languages of texts, told when they are first asked for.

    Args:
        told: those of some, by the digests of the texts.
    """

    def __init__(self, told: Mapping[str, str | None] = MappingProxyType({})) -> None:
        self._told = dict(told)

    def of(self, texts: Iterable[tuple[str, str]]) -> frozenset[str]:
        """The languages of some texts, of which that can be told; each comes with its digest."""
        told = self._told
        found = [
            told[digest] if digest in told else told.setdefault(digest, language_of(text))
            for digest, text in texts
        ]
        return frozenset(filter(None, found))

    def only(self, digests: Iterable[str]) -> "Languages":
        """What is known of these texts."""
        told = self._told
        return Languages({digest: told[digest] for digest in digests if digest in told})


def _is_plainly_english(text: str) -> bool:
    """Whether a look at the words is enough: to load what tells languages takes half a second."""
    words = words_of(text)
    found = [word for word in words if word in _SURELY_ENGLISH]
    return (
        len(set(found)) > 1
        and len(found) >= _SURE_SHARE * len(words)
        and (text.isascii() or sum(map(str.isascii, text)) >= _ASCII_SHARE * len(text))
    )


@cache
def _classifier() -> "Classifier":
    from index.classifier import Classifier  # 0.5 s: only when it is needed

    found = Classifier()
    give_back_memory()
    return found

"""Which language a text is in, as far as search and its explanations need to know."""

from functools import cache
from typing import Any

from index.tokens import words_of

ENGLISH = "en"
# Words that hardly a question in English does without, and few other languages have.
_ENGLISH_WORDS = frozenset(
    """
    the of and to in is was for what which who how did does do are were when where why many much
    with from that
    """.split()
)
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
    odds: dict[str, float] = dict(_identifier().rank(text))
    likeliest = min(odds, key=lambda code: (-odds[code], code))
    if odds[likeliest] - odds[ENGLISH] > _SURE:
        return _SAME.get(likeliest, likeliest)
    return ENGLISH if _ENGLISH_WORDS & set(words_of(text)) else None


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.2 s: only when it is needed

    return LanguageIdentifier.from_model_file(MODEL_FILE)

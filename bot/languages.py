"""What is said to a question in a language that cannot be compared with the documents'."""

from collections.abc import Collection
from functools import reduce

from bot import phrases
from bot.speech import ENGLISH, Speech, language_of, speech_in

# With more, a list of them helps nobody.
_MOST_NAMED = 3


def cannot_compare(asked: str | None, documents: Collection[str], speech: Speech = ENGLISH) -> str:
    """Say, in the language of the question where it is one of ours, what to ask in instead.

    Args:
        asked: the code of the question's language.
        documents: the codes of the documents' languages.
        speech: for a question in another language.
    """
    if language_of(asked) is not None:
        speech = speech_in(asked)
    language = _name(asked, speech) or speech(phrases.THIS_LANGUAGE)
    known = [_name(code, speech) for code in sorted(documents)]
    names = [name for name in known if name is not None]
    if not names or len(names) < len(known) or len(known) > _MOST_NAMED:
        return speech(phrases.CANNOT_COMPARE, language=language)
    languages = reduce(lambda one, other: speech(phrases.EITHER, one=one, other=other), names)
    return speech(phrases.CANNOT_COMPARE_ASK_IN, language=language, languages=languages)


def _name(code: str | None, speech: Speech) -> str | None:
    english = phrases.LANGUAGE_NAMES.get(code or "")
    return None if english is None else speech(english)

"""What kind of thing an English question asks for, and whether a sentence holds one."""

import re

from index.tokens import words_of

_DATE = re.compile(
    r"\b(?:when|how long ago|(?:what|which) (?:year|date|day|month|century|decade))\b"
)
_NUMBER = re.compile(
    r"\b(?:how (?:many|much|long|far|old|large|big|tall|high|often|fast)"
    r"|what (?:percent|percentage|number|amount|age)|number of|population)\b"
)
_NAME = re.compile(
    r"\b(?:who|whom|whose|where|(?:what|which) (?:city|country|state|place|company|person))\b"
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million "
    "billion half third quarter".split()
)
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b|\d+(?:st|nd|rd|th|s)\b")


def holds_answer(question: str, sentence: str) -> bool:
    """Whether the sentence has, beyond the question's words, what the question asks for.

    A question of no known kind is met by every sentence.
    """
    asked = question.lower()
    known = set(words_of(question))
    fresh = [word for word in sentence.split() if not known & set(words_of(word))]
    if _DATE.search(asked):
        return any(_YEAR.search(word) or word.lower().strip(".,") in _MONTHS for word in fresh)
    if _NUMBER.search(asked):
        words = {word.lower().strip(".,") for word in fresh}
        return any(map(str.isdigit, "".join(fresh))) or bool(words & _NUMBER_WORDS)
    if _NAME.search(asked):
        return any(word[:1].isupper() for word in fresh[1:])
    return True

"""What kind of thing an English question asks for, and whether a sentence holds one."""

import re

from index.tokens import Tokeniser, words_of

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
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen hundred
    thousand million billion half third quarter
    """.split()
)
# The words after "how many", up to the verb.
_COUNTED = re.compile(
    r"\b(?:how many|number of)((?:\s+(?!(?:is|are|was|were|do|does|did|have|has|had|can|will)\b)"
    r"[\w'’-]+){1,4})"
)
_AFTER_NUMBER = re.compile(
    rf"(?:\d[\d,.]*|\b(?:{'|'.join(sorted(_NUMBER_WORDS))})\b)\s+((?:[\w'’-]+\s*){{1,5}})"
)
_WORDS_AFTER = 4
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b|\d+(?:st|nd|rd|th|s)\b")


def holds_answer(question: str, sentence: str) -> float:
    """How well a sentence has, beyond the question's words, the kind of thing that is asked for.

    1 if it has one, or the question is of no known kind; 0 if it has none. For "how many bases":
    1 where a number counts bases, a half where it counts something else.
    """
    asked = question.lower()
    known = set(words_of(question))
    fresh = [word for word in sentence.split() if not known & set(words_of(word))]
    if _DATE.search(asked):
        return float(
            any(_YEAR.search(word) or word.lower().strip(".,") in _MONTHS for word in fresh)
        )
    if _NUMBER.search(asked):
        words = {word.lower().strip(".,") for word in fresh}
        has_number = any(map(str.isdigit, "".join(fresh))) or bool(words & _NUMBER_WORDS)
        return 0.5 * has_number + 0.5 * (has_number and _counts_what_is_asked(asked, sentence))
    if _NAME.search(asked):
        return float(any(word[:1].isupper() for word in fresh[1:]))
    return 1.0


def _counts_what_is_asked(asked: str, sentence: str) -> bool:
    """Whether a number in the sentence stands just before a noun of "how many …"."""
    counted = _COUNTED.search(asked)
    if counted is None:
        return True
    tokeniser = Tokeniser()
    nouns = set(tokeniser.terms(counted.group(1)))
    return any(
        nouns & set(tokeniser.terms(" ".join(found.group(1).split()[:_WORDS_AFTER])))
        for found in _AFTER_NUMBER.finditer(sentence.lower())
    )

"""What a page carries around its text: navigation, labels, dates, credits and captions."""

import re
from collections.abc import Iterable
from datetime import date

from corpus.read import TextFile

_FURNITURE = re.compile(
    r"""
      nav\ search
    | the\ current\ position\s*[:：].*
    | print\s+mail\b.*
    | large\s+medium\s+small
    | hits?\s*[:：].*
    | [^\w\s]
    | x
    | 用户登录 | 登录 | 注册 | 首页 | 返回顶部
    | (?:news|news\s&\s(?:events|notifications)|announcements?)
    | (?:share|print|back\ to\ top|previous|next|log\ ?in|sign\ in|menu|search)
    | (?:(?:department|university)\s+website\s+)?auditors?\s*[:：].*
    | (?:responsible\s+)?editor\s*[:：].*
    | (?:initially\s+)?reviewed\s+by\b(?:\s+\S+){1,12}
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "Home > News > Harvest", whatever stands before it.
_TRAIL, _TRAIL_SIGNS = re.compile(r"(?:.*\s)?home\s*[>›»].*", re.IGNORECASE), ">›»"
_DATE = re.compile(
    r"(?:last\s+)?(?:updated|date|published|release\s+time)(?:\s+on)?\s*[:：]\s*"
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b"
    # A time and a counter may follow, a text may not.
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:\|.*|hits?\b.*)?",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"From\s+[^()\n]{0,40}\((?:[^()\n]|\([^()\n]*\))*\)\s*")
_SENTENCE_END = re.compile(r"[.!?。！？；:：…]['\"”’)\]」』》]*$")
# "… Co., Ltd." ends a name, not a sentence.
_NAME_END = re.compile(r"\b(?:Ltd|Inc|Co|Corp|Jr|Sr)\.$")
_DIGIT = re.compile(r"[0-9]")
_BULLET = re.compile(r"(?:[-*+•·–]|\(?\d{1,3}[.)])\s+")
# Words of a line that can still be a heading, a caption or a menu entry (RETRIEVAL.md: 25, 200).
_SHORT_WORDS, _SHORT_CHARACTERS = 25, 200
_STATEMENT_WORDS = 6


def is_furniture(line: str) -> bool:
    """Whether the whole (stripped) line is navigation, a print menu, a label or a sign-off."""
    if _FURNITURE.fullmatch(line) is not None:
        return True
    # Looking for the word takes its time in long lines.
    has_sign = any(sign in line for sign in _TRAIL_SIGNS)
    return has_sign and _TRAIL.fullmatch(line) is not None


def stated_date(line: str) -> str | None:
    """The ISO date of a line such as "Updated: 2023-09-05", or None for any other line."""
    found = _DATE.fullmatch(line)
    if found is None:
        return None
    try:
        return date(*(int(found[part]) for part in ("year", "month", "day"))).isoformat()
    except ValueError:
        return None


def credit_length(line: str) -> int:
    """How many characters of the line are a credit that runs into the text, as in "From … (…)"."""
    found = _CREDIT.match(line)
    return found.end() if found else 0


def undoubled(line: str) -> str:
    """The line once, where a page's picture text and caption stand in a row: "A B A B" → "A B"."""
    half = line[: len(line) // 2].rstrip()
    is_doubled = len(half) >= 6 and line == half + line[len(half) : -len(half)] + half
    return half if is_doubled and not line[len(half) : -len(half)].strip() else line


def is_short(line: str) -> bool:
    """Whether the line could be a title, heading or caption: short, and no end of sentence."""
    line = undoubled(line)
    return (
        len(line) < _SHORT_CHARACTERS
        and len(line.split()) < _SHORT_WORDS
        and (_SENTENCE_END.search(line) is None or _NAME_END.search(line) is not None)
    )


def is_bullet(line: str) -> bool:
    """Whether the line starts as a list item does."""
    return _BULLET.match(line) is not None


def is_item(line: str) -> bool:
    """Whether a short line states something by itself: a bullet, a figure, "key: value"."""
    return (
        is_bullet(line) or _has_digit(line) or re.search(r"\S\s*[:：]\s*\S|\t|\|", line) is not None
    )


def repeated_lines(files: Iterable[TextFile]) -> frozenset[str]:
    """The lines, stripped, that stand in two or more different texts and state nothing.

    A repeated sentence, or a line with a figure, is content that two documents share.
    """
    return repeated((file.digest, loose_lines(file)) for file in files)


def loose_lines(file: TextFile) -> frozenset[str]:
    """The lines of a text, stripped, that would be left out if another text had them, too."""
    if file.kind != "text":
        return frozenset()
    lines = {line.strip() for line in file.text.split("\n")}
    return frozenset(line for line in lines if line and not _is_statement(line))


def repeated(texts: Iterable[tuple[str, frozenset[str]]]) -> frozenset[str]:
    """The lines that stand in two or more texts.

    Args:
        texts: the digest of each, and its loose lines.
    """
    seen: set[str] = set()
    found: set[str] = set()
    for lines in dict(texts).values():
        found |= lines & seen
        seen |= lines
    return frozenset(found)


def _is_statement(line: str) -> bool:
    if _has_digit(line):
        return True
    if is_short(line):
        return False
    words = len(line.split())
    if words >= _STATEMENT_WORDS or line.isascii():
        return words >= _STATEMENT_WORDS
    # Scripts without spaces put a word in about two characters.
    unspaced = sum(1 for character in line if character >= "\u0e00" and character.isalpha())
    return words + unspaced // 2 >= _STATEMENT_WORDS


def _has_digit(line: str) -> bool:
    """Whether there is one of any script."""
    if line.isascii():  # nearly all lines, and they are long
        return _DIGIT.search(line) is not None
    return any(character.isdigit() for character in line)

"""Small talk, which gets a friendly line instead of a search, and questions that begin with it.

A text is small talk if it can be cut without a rest into known phrases and fillers, one phrase at
least. They stand in `bot/talk/`.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from bot.talk_grammar import grammar, plain, shortened

# Nobody chats at length: what is longer is looked up.
_MOST_CHARACTERS = 160
# How far an open phrase may go on: "do you like" cats or dogs.
_OPEN_WORDS, _OPEN_CHARACTERS = 3, 24
# A greeting before a question is no longer than this.
_GREETING_CHARACTERS = 60
_BREAKS = ".,;:!?。，；：！？、…\n"
_PART = re.compile(rf"[{_BREAKS}\s]*[^{_BREAKS}]+[{_BREAKS}\s]*")
# Scripts that are written without spaces.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3400-\u9fff]")
_QUESTION_WORD = re.compile(
    r"(?:how|who|whom|whose|what|which|when|where|why|is|are|was|were|do|does|did|can|could|"
    r"would|will|please|tell|show|find|apa|siapa|kapan|berapa|bagaimana|ai|bao|khi)\b",
    re.IGNORECASE,
)


class Talk(IntEnum):
    """What small talk is about; where several things are said, the highest is answered."""

    CHATTER = 1
    GREETING = 2
    THANKS = 3
    GOODBYE = 4
    ABOUT_ME = 5
    LEAD_IN = 6


def talk_of(text: str) -> Talk | None:
    """What the text is about if all of it is small talk; None if it is to be looked up."""
    talk = _read(text).talk
    return Talk(talk) if talk else None


def without_talk(text: str) -> str:
    """A question without the greeting before it and the thanks after it.

    They are told from the question by a comma or the like, or by the question word that follows:
    "Good Morning America" stays whole.
    """
    parts = _PART.findall(text)
    while len(parts) > 1 and talk_of(parts[-1]) in {Talk.THANKS, Talk.GOODBYE}:
        parts.pop()
    rest = "".join(parts) or text
    for place in range(min(len(rest) - 1, _GREETING_CHARACTERS), 0, -1):
        if _is_edge(rest, place) and _is_greeting(rest[:place], rest[place:]):
            return rest[place:].strip()
    return rest.strip()


class _Reading(NamedTuple):
    """A text cut into pieces, the best reading being the greatest.

    `talk` is the highest of them, `last` that of the last one; 0 for fillers alone.
    """

    pieces_spared: int
    talk: int
    last: int


_NONE = _Reading(0, 0, 0)


def _read(text: str) -> _Reading:
    """The text in the fewest pieces; `_NONE` if it cannot be cut without a rest."""
    if len(text) > _MOST_CHARACTERS:
        return _NONE
    line = _line(text)
    best = {0: _NONE}
    for start in range(len(line.text)):
        if start not in best:
            continue
        before = best[start]
        for end, talk in _pieces(line, start):
            reading = _Reading(before.pieces_spared - 1, max(before.talk, talk), talk)
            best[end] = max(best.get(end, reading), reading)
    return best.get(len(line.text), _NONE)


def _is_edge(text: str, place: int) -> bool:
    before = text[place - 1]
    is_apart = before.isspace() or before in _BREAKS
    return is_apart or bool(_UNSPACED.search(text[place - 1 : place + 1]))


def _is_greeting(before: str, after: str) -> bool:
    """Whether what stands before belongs to what comes after only by good manners."""
    reading = _read(before)
    is_parted = before.rstrip()[-1:] in _BREAKS
    if reading.talk in {Talk.GREETING, Talk.THANKS, Talk.GOODBYE}:
        return is_parted or bool(_QUESTION_WORD.match(after))
    # A filler after "may I ask" would rather begin the question.
    return reading.talk == Talk.LEAD_IN and (is_parted or reading.last == Talk.LEAD_IN)


class _Line(NamedTuple):
    """The words of a text run together; where they may be cut, and where a clause ends."""

    text: str
    edges: frozenset[int]
    breaks: frozenset[int]


def _line(text: str) -> _Line:
    spaced = "".join(
        "|" if c in _BREAKS else " " if unicodedata.category(c)[0] in "PSZC" else c
        for c in plain(text)
    )
    line = ""
    edges, breaks = set(), set()
    for clause in spaced.split("|"):
        for word in clause.split():
            edges.add(len(line))
            line += shortened(word)
        breaks.add(len(line))
    edges |= breaks
    for found in _UNSPACED.finditer(line):
        edges |= {found.start(), found.end()}
    return _Line(line, frozenset(edges), frozenset(breaks))


def _pieces(line: _Line, start: int) -> Iterator[tuple[int, int]]:
    """Where a phrase or filler that starts here ends, and what it is about (0: nothing)."""
    known = grammar()
    size = len(line.text)
    for end in range(start + 1, min(size, start + known.longest) + 1):
        if end not in line.edges:
            continue
        words = line.text[start:end]
        if words in known.fillers:
            yield end, 0
        if words in known.phrases:
            yield end, Talk[known.phrases[words]]
        if words in known.open_phrases and _is_short(line, end):
            yield size, Talk[known.open_phrases[words]]


def _is_short(line: _Line, start: int) -> bool:
    """Whether the rest is one clause of a few words."""
    size = len(line.text)
    clause_ends = [end for end in line.breaks if start < end < size]
    rest = line.text[start:]
    words = sum(start <= edge < size for edge in line.edges)
    most = _OPEN_CHARACTERS if _UNSPACED.search(rest) else _OPEN_WORDS
    return bool(rest) and not clause_ends and words <= most and len(rest) <= _OPEN_CHARACTERS

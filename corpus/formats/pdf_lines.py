"""Lines of a PDF's pages to paragraphs: what belongs together."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from corpus.formats.pdf_words import CUT

_BULLET = re.compile(r"(?:[•·▪◦‣–—*-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_SENTENCE_END = re.compile(r"[.!?。！？:;…]['\"”’»)\]」』》]*$")
_SAME_SIZE = 0.08
_WIDE_STEP = 1.3
# A row of a table is stretched over its columns; this is how far letters of text are apart.
_STRETCHED, _LONG_LINE = 1.7, 30
_LEADER = re.compile(r"(?:\.\s?){4,}|…{2,}")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§])\s?\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: where its baseline begins and ends, in points, and its font size."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float


def paragraphs_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of one page, as paragraphs, in reading order."""
    step, rights = _usual_step(lines), _column_rights(lines)
    rows = _rows(lines)
    group: list[Line] = []
    for number, line in enumerate(lines):
        is_row = line in rows or (group and group[-1] in rows)
        if group and (is_row or _starts_anew(group[-1], line, step, rights[number - 1])):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def notes_last(lines: Sequence[Line], body: float) -> list[Line]:
    """The lines of a page with its footnotes at the end: a sentence may go on past them."""
    text: list[Line] = []
    notes: list[Line] = []
    is_note = False
    for group in paragraphs_of(lines):
        is_small = group[0].size < (1 - _SAME_SIZE) * body
        is_note = is_small and (is_note or _NOTE.match(group[0].text) is not None)
        (notes if is_note else text).extend(group)
    return text + notes


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _SENTENCE_END.search(text) is not None


def is_full(line: Line, lines: Sequence[Line], following: Line) -> bool:
    """Whether a line of a page ends where its column does: the next word had no room."""
    return not _has_room(line, following, _column_rights(lines)[lines.index(line)])


def body_size(lines: Sequence[Line]) -> float:
    """The font size that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _usual_step(lines: Sequence[Line]) -> float:
    steps = [
        before.bottom - line.top
        for before, line in pairwise(lines)
        if 0 < before.bottom - line.top < 4 * line.size and _is_same_size(before, line)
    ]
    return median(steps) if steps else 0.0


def _rows(lines: Sequence[Line]) -> set[Line]:
    """The lines that are rows of a table, or entries with dots up to their figures."""
    widths = {line: (line.right - line.left) / len(line.text) for line in lines if line.text}
    usual = [width for line, width in widths.items() if len(line.text) >= _LONG_LINE]
    most = _STRETCHED * median(usual) if usual else inf
    return {line for line, width in widths.items() if width > most or _LEADER.search(line.text)}


def _column_rights(lines: Sequence[Line]) -> list[float]:
    """Where the column of each line ends: the end of the longest line that begins near by."""
    ordered = sorted(lines, key=lambda line: line.left)
    lefts, rights = [line.left for line in ordered], [line.right for line in ordered]
    known: dict[tuple[float, float], float] = {}
    for line in lines:
        key = line.left, line.size
        if key not in known:
            near = 6 * line.size
            found = rights[
                bisect_right(lefts, line.left - near) : bisect_left(lefts, line.left + near)
            ]
            known[key] = max(found, default=line.right)
    return [known[line.left, line.size] for line in lines]


def _starts_anew(before: Line, line: Line, usual: float, right: float) -> bool:
    if not _is_same_size(before, line) or _BULLET.match(line.text):
        return True
    step = before.bottom - line.top
    if step <= 0 or line.left > before.right:
        # The next column: it goes on there unless it looks like a beginning.
        return ends_sentence(before.text) or not _has_no_capital(line.text)
    if usual and step > _WIDE_STEP * usual:
        return True
    is_indented = 0.5 * line.size < line.left - before.left < 5 * line.size
    if is_indented and ends_sentence(before.text):
        return True
    # The next word would have found room: the line was ended on purpose.
    return _has_room(before, line, right) and CUT not in before.text


def _has_room(before: Line, line: Line, right: float) -> bool:
    letter = (line.right - line.left) / max(1, len(line.text))
    word = len(line.text.split(maxsplit=1)[0]) + 2
    return before.right + min(letter, line.size) * word < right


def _is_same_size(before: Line, line: Line) -> bool:
    return abs(before.size - line.size) <= _SAME_SIZE * max(before.size, line.size)


def _has_no_capital(text: str) -> bool:
    return not (text[0].isupper() or text[0].isdigit())

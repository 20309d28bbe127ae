"""Lines of a PDF's pages to paragraphs: what belongs together, and what runs over every page."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# Where pdfium found a word cut at the end of a line it puts this between the halves.
CUT = "\ufffe"
_BULLET = re.compile(r"(?:[•·▪◦‣–—*-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_SENTENCE_END = re.compile(r"[.!?。！？:;…]['\"”’»)\]」』》]*$")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page\s+)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE
)
_SAME_SIZE = 0.08
_WIDE_STEP = 1.3
# A header stands on two pages and on three of ten: left and right ones often differ.
_LEAST_PAGES, _LEAST_SHARE = 2, 0.3
_EDGE_LINES = 2


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
    group: list[Line] = []
    for number, line in enumerate(lines):
        if group and _starts_anew(group[-1], line, step, rights[number - 1]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def joined(lines: Sequence[Line]) -> str:
    """A paragraph's lines as one, with words that were cut at line ends made whole."""
    return re.sub(rf"{CUT}\s*", "", " ".join(line.text for line in lines))


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


def running_lines(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """Headers, footers and page numbers: lines at an edge that stand on many pages alike."""
    edges = [line for lines in pages for line in _edges(lines)]
    counts = Counter(key for key, _ in {(_alike(line), line.page) for line in edges})
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    return {
        line
        for line in edges
        if counts[_alike(line)] >= least or (len(pages) > 1 and _PAGE_NUMBER.fullmatch(line.text))
    }


def _edges(lines: Sequence[Line]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: (-line.top, line.left))
    return [*ordered[:_EDGE_LINES], *ordered[_EDGE_LINES:][-_EDGE_LINES:]]


def _alike(line: Line) -> tuple[str, int]:
    """Equal for the same header on another page: other numbers, the same height."""
    return re.sub(r"\d+", "#", line.text), round(line.top / 10)


def _usual_step(lines: Sequence[Line]) -> float:
    steps = [
        before.bottom - line.top
        for before, line in pairwise(lines)
        if 0 < before.bottom - line.top < 4 * line.size and _is_same_size(before, line)
    ]
    return median(steps) if steps else 0.0


def _column_rights(lines: Sequence[Line]) -> list[float]:
    """Where the column of each line ends: the end of the longest line that begins near by."""
    return [
        max(
            (o.right for o in lines if abs(o.left - line.left) < 6 * line.size),
            default=line.right,
        )
        for line in lines
    ]


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

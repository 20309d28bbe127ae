"""What runs over the pages of a PDF: headers, footers and page numbers."""

import re
from collections.abc import Iterator, Sequence

from corpus.formats.pdf_lines import Line, ends_sentence

_PAGE_NUMBER = re.compile(
    r"\W*(?:page\s+)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE
)
# A header stands on two pages and on three of ten, or on three that are close: those of chapters,
# on left pages or on right ones.
_LEAST_PAGES, _LEAST_SHARE = 2, 0.3
_CLOSE_PAGES, _WITHIN = 3, 5
_EDGE_LINES = 2
_HEADER_WORDS, _MOST_NUMBERS = 12, 8


def running_lines(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """Headers, footers and page numbers: lines at an edge that stand on many pages alike.

    Lines that differ in a number are alike if that follows the page: "Room 2 costs 20" is text.
    """
    edges = [line for lines in pages for line in _edges(lines)]
    found: dict[tuple[str, int, bool], list[int]] = {}
    for line in edges:
        for form in _forms(line):
            found.setdefault(form, []).append(line.page)
    usual = {
        form
        for form, own in found.items()
        if _is_usual(sorted(set(own)), len(pages), follows=form[2])
    }
    running = {line for line in edges if any(form in usual for form in _forms(line))}
    # Where these have the page's number, others do, that stand on one page alone.
    steps = {(_height(line), step) for line in running for step in _steps(line)}
    return {
        line
        for line in edges
        if line in running
        or (len(pages) > 1 and _PAGE_NUMBER.fullmatch(line.text))
        or any((_height(line), step) in steps for step in _steps(line))
    }


def _is_usual(own: Sequence[int], count: int, *, follows: bool) -> bool:
    is_close = any(
        own[at + _CLOSE_PAGES - 1] - own[at] < _WITHIN for at in range(len(own) - _CLOSE_PAGES + 1)
    )
    least = _LEAST_PAGES if follows else max(_LEAST_PAGES, _LEAST_SHARE * count)
    return len(own) >= least or is_close


def _forms(line: Line) -> Iterator[tuple[str, int, bool]]:
    """What the same header has on another page: equal, or with numbers that follow the page."""
    yield line.text, _height(line), False
    numbers = list(re.finditer(r"\d{1,5}", line.text))
    if not numbers or len(numbers) > _MOST_NUMBERS or _says_something(line.text):
        return
    for chosen in [*([one] for one in numbers), *([numbers] if len(numbers) > 1 else [])]:
        form, end = "", 0
        for one in chosen:
            form += f"{line.text[end : one.start()]}#{int(one[0]) - line.page}"
            end = one.end()
        yield form + line.text[end:], _height(line), True


def _steps(line: Line) -> Iterator[int]:
    """By how much a number at either end of a header differs from that of the page."""
    if len(line.text.split()) <= _HEADER_WORDS and not ends_sentence(line.text):
        for found in (re.match(r"(\d{1,4})\s", line.text), re.search(r"\s(\d{1,4})$", line.text)):
            if found:
                yield int(found[1]) - line.page


def _says_something(text: str) -> bool:
    return len(text.split()) > 4 and ends_sentence(text)


def _height(line: Line) -> int:
    return round(line.top / 10)


def _edges(lines: Sequence[Line]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: (-line.top, line.left))
    return [*ordered[:_EDGE_LINES], *ordered[_EDGE_LINES:][-_EDGE_LINES:]]

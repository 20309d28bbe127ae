"""PDF files by pdfium: paragraphs in reading order, headings and pages."""

import re
from collections.abc import Iterator, Sequence
from ctypes import byref, c_double

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.document import Unit
from corpus.formats.extract import Extract, Refused
from corpus.formats.pdf_lines import (
    Line,
    body_size,
    ends_sentence,
    is_full,
    notes_last,
    paragraphs_of,
)
from corpus.formats.pdf_running import running_lines
from corpus.formats.pdf_words import CUT, hyphened, joined, mended, sewn, shown
from corpus.formats.properties import iso_date, usable_title
from corpus.formats.script import Script
from corpus.sentences import sentences

_MOST_PAGES = 5000
_MOST_OUTLINE = 5000
# A page of a scan may carry a stamp or a number.
_LEAST_CHARACTERS = 10
# Not all that Python takes for blank: some fonts have ligatures there.
_BLANKS = " \t\r\n\xa0"
_LARGER = 1.12
_HEADING_CHARACTERS = 200
_NO_TITLES = frozenset({"contents", "table of contents", "inhalt", "inhaltsverzeichnis", "目录"})
_NUMBERING = re.compile(r"^(?:chapter |section )?[\dIVXivx]+(?:\.\d+)*[.:)]?\s+")


def extract(data: bytes) -> Extract:
    """Read a .pdf file."""
    try:
        pdf = pypdfium2.PdfDocument(data)
        count = len(pdf)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        reason = "it is protected by a password" if is_locked else "it is damaged, or no PDF"
        raise Refused(reason) from error
    if count > _MOST_PAGES:
        raise Refused(f"it has {count:,} pages; at most {_MOST_PAGES:,} are read")
    script = Script(Unit.PAGE)
    pages = [_lines(pdf, number) for number in range(count)]
    running = running_lines(pages)
    texts = [[line for line in lines if line not in running] for lines in pages]
    blank = sum(sum(len(one.text) for one in text) < _LEAST_CHARACTERS for text in texts)
    if blank == count:
        raise Refused("no text: scanned? Run OCR over it first")
    for line in (line for lines in pages for line in lines if line in running):
        script.drop(line.page, line.text, "on many pages")
    if blank:
        script.warnings.append(f"{blank} of {count} pages have no text (scanned?)")
    stated = pdf.get_metadata_dict()
    title = usable_title(stated.get("Title"))
    _Writer(pdf, script, texts, title).write()
    return script.extract(
        title=script.title or title,
        date=script.stated_date() or iso_date(_pdf_date(stated.get("CreationDate", ""))),
        author=stated.get("Author"),
    )


def _lines(pdf: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of a page in the order of its content, which keeps columns apart."""
    try:
        page = pdf[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    try:
        text = textpage.get_text_range()
        # Where pdfium counts otherwise than we, places would be wrong.
        has_places = len(text) == textpage.count_chars()
        found, start = [], 0
        for raw in text.split("\r\n"):
            for part, first in _parts(textpage, raw, start, has_places=has_places):
                if inner := part.strip(_BLANKS):
                    at = first + part.index(inner[0])
                    found.append(_line(textpage, inner, at, number + 1, has_places))
            start += len(raw) + 2
        return found
    finally:
        textpage.close()
        page.close()


def _parts(
    textpage: pypdfium2.PdfTextPage, raw: str, start: int, *, has_places: bool
) -> Iterator[tuple[str, int]]:
    """A line, or what pdfium took for one: a word cut at a column's end, and the footnote below."""
    began = 0
    for at in range(1, len(raw) - 1) if has_places and CUT in raw else ():
        if raw[at] == CUT and not _is_same_size(textpage, start + at - 1, start + at + 1):
            yield f"{raw[began:at]}-", start + began
            began = at + 1
    yield raw[began:], start + began


def _is_same_size(textpage: pypdfium2.PdfTextPage, one: int, other: int) -> bool:
    sizes = [float(pdfium.FPDFText_GetFontSize(textpage, index)) for index in (one, other)]
    return max(sizes) <= _LARGER * min(sizes)


def _line(
    textpage: pypdfium2.PdfTextPage, text: str, first: int, page: int, has_places: bool
) -> Line:
    if not has_places:
        return Line(shown(text), page, 0, 0, 0, 0, 0)
    last = first + len(text) - 1
    left, top = _origin(textpage, first)
    _, bottom = _origin(textpage, last)
    right = textpage.get_charbox(last)[2]
    size = float(pdfium.FPDFText_GetFontSize(textpage, first))
    return Line(shown(text), page, left, top, right, bottom, size)


def _origin(textpage: pypdfium2.PdfTextPage, index: int) -> tuple[float, float]:
    x, y = c_double(), c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, byref(x), byref(y))
    return x.value, y.value


class _Writer:
    """Writes paragraphs page by page; a sentence stands on the page that it begins on."""

    def __init__(
        self,
        pdf: pypdfium2.PdfDocument,
        script: Script,
        pages: Sequence[Sequence[Line]],
        title: str,
    ) -> None:
        self._script = script
        everything = [line for lines in pages for line in lines]
        self._body, self._known = body_size(everything), hyphened(line.text for line in everything)
        self._pages = [notes_last(lines, self._body) for lines in pages]
        larger = {round(line.size, 1) for line in everything if self._is_larger(line)}
        self._sizes = sorted(larger, reverse=True)
        self._outline = _outline(pdf)
        largest = self._largest()
        # "Night ferries | The Courier" as the file's title: the page knows where it ends.
        self._title = largest if not title or _plain(largest) in _plain(title) else title

    def write(self) -> None:
        """Write every page."""
        carried = ""
        for number, lines in enumerate(self._pages, 1):
            groups = list(paragraphs_of(lines))
            following = self._pages[number] if number < len(self._pages) else []
            self._script.turn(number)
            for position, group in enumerate(groups):
                text = self._joined(group)
                text = text[len(carried) :].lstrip() if position == 0 else text
                if level := self._level(group, text):
                    self._script.add_heading(level, text)
                    continue
                if not any(letter.isalnum() for letter in text):
                    self._script.drop(number, text, "a sign alone")
                    continue
                is_last = position == len(groups) - 1
                carried = ""
                if is_last and following and is_full(group[-1], lines, following[0]):
                    carried = self._rest_of_sentence(text, following)
                self._script.add(mended(sewn(text, carried), self._known) if carried else text)
            if not groups:
                carried = ""

    def _joined(self, group: Sequence[Line]) -> str:
        return joined((line.text for line in group), self._known)

    def _rest_of_sentence(self, text: str, following: Sequence[Line]) -> str:
        """What stands on the next page of the last sentence of this one."""
        group = next(paragraphs_of(following))
        after = self._joined(group)
        is_new = not after or after[0].isupper() or after[0].isdigit()
        if is_new or ends_sentence(text) or self._level(group, after):
            return ""
        start = len(text) + 1
        spans = sentences(f"{text} {after}")
        return after[: next((span.end for span in spans if span.end > start), start) - start]

    def _level(self, group: Sequence[Line], text: str) -> int:
        """The level of a heading; 0 for anything else. The title's is 1."""
        name = _plain(text)
        if len(text) > _HEADING_CHARACTERS or not name:
            return 0
        if name == _plain(self._title) and not self._script.title and group[0].page == 1:
            return 1
        if name in self._outline:
            return self._outline[name] + 2
        if self._outline or not self._is_larger(group[0]) or ends_sentence(text):
            return 0
        return min(6, self._sizes.index(round(group[0].size, 1)) + 2)

    def _largest(self) -> str:
        """The largest line of the first page, which is its title where it is larger than text."""
        first = self._pages[0] if self._pages else []
        groups = [
            group
            for group in paragraphs_of(first)
            if self._is_larger(group[0])
            and _plain(joined(one.text for one in group)) not in _NO_TITLES
        ]
        best = max(groups, key=lambda group: group[0].size, default=None)
        return self._joined(best) if best else ""

    def _is_larger(self, line: Line) -> bool:
        return line.size > _LARGER * self._body


def _outline(pdf: pypdfium2.PdfDocument) -> dict[str, int]:
    """The levels, from 0, of the headings that the file lists."""
    found: dict[str, int] = {}
    for count, entry in enumerate(pdf.get_toc(max_depth=6)):
        if count >= _MOST_OUTLINE:
            break
        if name := _plain(entry.get_title()):
            found.setdefault(name, entry.level)
    return found


def _plain(text: str) -> str:
    """A heading as it is compared: without its number."""
    return _NUMBERING.sub("", " ".join(text.replace(CUT, "").split())).casefold()


def _pdf_date(text: str) -> str:
    """A date such as "D:20250304093000" as "2025-03-04"."""
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", text)
    return "-".join(found.groups()) if found else ""

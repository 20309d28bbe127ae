"""A tree of HTML to paragraphs, headings, list items and rows; shared by several formats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from corpus.formats.extract import Refused
from corpus.formats.package import local_name
from corpus.formats.rows import row_text, split_header
from corpus.formats.script import Script

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form header hr html legend li main ol p pre section summary table "
    "tbody td tfoot th thead tr ul".split()
) | frozenset(_HEADINGS)
_SKIPPED = frozenset(
    "area audio base button canvas embed head iframe input link map meta nav noscript object "
    "option script select style svg template textarea title video".split()
)
# A page of text has some thousands; the parsers need the square of some of these in time.
_MOST_TAGS, _MOST_COMMENTS = 1_000_000, 20_000
_MOST_CELLS = 50_000
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


def check_tags(data: bytes) -> None:
    """Refuse markup that only a trick has so much of.

    Raises:
        Refused: it has too many tags or comments.
    """
    if data.count(b"<!--") > _MOST_COMMENTS:
        raise Refused(f"it has more than {_MOST_COMMENTS:,} comments")
    if max(data.count(b"<"), data.count(b"=")) > _MOST_TAGS:
        raise Refused(f"it has more than {_MOST_TAGS:,} tags or attributes")


def write_markup(root: etree._Element, script: Script) -> None:
    """Write the readable text of a tree; what stands in no element of text is skipped."""
    _Walk(script).walk(root)


@dataclass(slots=True)
class _List:
    is_ordered: bool
    count: int = 0


@dataclass(slots=True)
class _Walk:
    script: Script
    pieces: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    marker: str = ""

    def walk(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skipped: etree._Element | None = None
        for event, element in walker:
            tag = _name(element)
            if event == "start" and (_is_skipped(element, tag) or self._took_table(element, tag)):
                walker.skip_subtree()
                skipped = element
            elif event == "start":
                self._open(tag)
                self._say(element.text, tag)
            elif event == "end" and skipped is not element:
                self._close(tag)
            if event != "start" and element is not root:
                skipped = None if skipped is element else skipped
                self._say(element.tail, _name(element.getparent()))
        self._flush()

    def _say(self, text: str | None, tag: str) -> None:
        if text:
            self.pieces.append(text if tag == "pre" else re.sub(r"\s+", " ", text))

    def _open(self, tag: str) -> None:
        if tag == "br":
            self.pieces.append("\n")
        elif tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol"):
            self.lists.append(_List(tag == "ol"))
        elif tag == "li":
            self.marker = self._next_marker()

    def _next_marker(self) -> str:
        if not self.lists or not self.lists[-1].is_ordered:
            return "• "
        self.lists[-1].count += 1
        return f"{self.lists[-1].count}. "

    def _close(self, tag: str) -> None:
        if level := _HEADINGS.get(tag):
            text, self.pieces = "".join(self.pieces), []
            self.script.add_heading(level, text)
        elif tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.marker = ""

    def _flush(self) -> None:
        text, self.pieces = "".join(self.pieces), []
        for paragraph in _PARAGRAPH_BREAK.split(text):
            if paragraph.strip():
                self.script.add(paragraph, self.marker)
                self.marker = ""

    def _took_table(self, element: etree._Element, tag: str) -> bool:
        """Write a table of data row by row; False where a page was laid out with it."""
        if tag != "table" or element.find(".//table") is not None:
            return False
        rows = [_cells(row) for row in element.iter("tr", "{*}tr")]
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        is_data = len(rows) > 1 and max(map(len, rows)) > 1 and _is_brief(rows)
        if not is_data or sum(map(len, rows)) > _MOST_CELLS:
            return False
        self._flush()
        header, rest = _header(element, rows)
        for row in rest:
            self.script.add(row_text(header, row))
        return True


def _header(
    table: etree._Element, rows: Sequence[list[str]]
) -> tuple[list[str], Sequence[list[str]]]:
    first = next(table.iter("tr", "{*}tr"))
    is_named = all(_name(cell) == "th" for cell in first) and len(first) == len(rows[0])
    return (rows[0], rows[1:]) if is_named else split_header(rows)


def _cells(row: etree._Element) -> list[str]:
    return [" ".join(_text(cell).split()) for cell in row if _name(cell) in ("td", "th")]


def _text(cell: etree._Element) -> str:
    """A cell's text, with a space where a paragraph or line ends."""
    parts = [cell.text or ""]
    for element in cell.iterdescendants():
        is_apart = _name(element) in _BLOCKS or _name(element) == "br"
        inner = element.text or "" if isinstance(element.tag, str) else ""
        parts += [" " if is_apart else "", inner]
        parts += [" " if is_apart else "", element.tail or ""]
    return "".join(parts)


def _is_brief(rows: list[list[str]]) -> bool:
    """Whether cells hold entries, not the columns of a page."""
    return sum(len(cell) > 400 for row in rows for cell in row) * 10 <= sum(map(len, rows))


def _is_skipped(element: etree._Element, tag: str) -> bool:
    if tag in _SKIPPED or element.get("hidden") is not None:
        return True
    # Word's footnotes: the number in the text, and the arrow back to it.
    target = element.get("href", "")
    return tag == "a" and re.match(r"#(?:foot|end)note-", target) is not None


def _name(element: etree._Element | None) -> str:
    if element is None or not isinstance(element.tag, str):
        return ""
    return local_name(element.tag).lower()

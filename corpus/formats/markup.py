"""A tree of HTML to paragraphs, headings, list items and rows; shared by several formats."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from corpus.formats.extract import Refused
from corpus.formats.grid import table_rows
from corpus.formats.numbering import figure
from corpus.formats.package import local_name
from corpus.formats.script import Script

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form header hr html legend li main ol p pre section summary table "
    "tbody td tfoot th thead tr ul".split()
) | frozenset(_HEADINGS)
_SKIPPED = frozenset(
    "annotation annotation-xml area audio base button canvas embed head iframe input link map meta "
    "nav noscript object option script select style svg template textarea title video".split()
)
# A page of text has some thousands; the parsers need the square of some of these in time.
_MOST_TAGS, _MOST_COMMENTS = 1_000_000, 20_000
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_SIGNS = "0123456789+-\u2212"
_RAISED = str.maketrans(_SIGNS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")  # these are the signs
_LOWERED = str.maketrans(_SIGNS, "₀₁₂₃₄₅₆₇₈₉₊₋₋")  # these are the signs
# What stands between the parts of a formula that is set in two heights.
_BETWEEN = {"mfrac": "/", "msup": "^", "msub": "_"}
# For screen readers and editors: nobody reads it in the page.
_UNSEEN = re.compile(r"\b(?:mw-editsection|noprint|screen-reader-text|sr-only|visually-hidden)\b")
_NOTE_MARK = re.compile(r"\W*(?:\d{1,4}|[a-z]|[ivxlc]{2,6})?\W*")
_NOTE = re.compile(r"note|\bfn|cite|backlink|anchor|headerlink|permalink|hash-link", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or row of a tree, or a heading, which has a level from 1.

    `cells` is what stands in the tree where `text` was made of a row.
    """

    text: str
    marker: str = ""
    level: int = 0
    cells: str = ""


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
    write_blocks(blocks_of(root), script)


def write_blocks(blocks: Iterable[Block], script: Script) -> None:
    """Write blocks, one after another."""
    for block in blocks:
        if block.level:
            script.add_heading(block.level, block.text)
        else:
            script.add(block.text, block.marker)


def blocks_of(root: etree._Element) -> list[Block]:
    """The readable text of a tree; what stands in no element of text is left out."""
    walk = _Walk()
    walk.walk(root)
    return walk.blocks


@dataclass(slots=True)
class _List:
    is_ordered: bool
    count: int = 0
    form: str = "1"


@dataclass(slots=True)
class _Walk:
    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    marker: str = ""
    preformatted: int = 0

    def walk(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skipped: etree._Element | None = None
        for event, element in walker:
            tag = _name(element)
            if event == "start" and (_is_skipped(element, tag) or self._took(element, tag)):
                walker.skip_subtree()
                skipped = element
            elif event == "start":
                self._open(element, tag)
                self._say(element.text)
            elif event == "end" and skipped is not element:
                self._close(tag)
            if event != "start" and element is not root:
                skipped = None if skipped is element else skipped
                self._say(element.tail)
        self._flush()

    def _say(self, text: str | None) -> None:
        if text:
            self.pieces.append(text if self.preformatted else re.sub(r"\s+", " ", text))

    def _open(self, element: etree._Element, tag: str) -> None:
        if tag == "br":
            self.pieces.append("\n")
        elif tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol"):
            start = element.get("start", "1")
            before = int(start) - 1 if re.fullmatch(r"-?\d{1,6}", start) else 0
            self.lists.append(_List(tag == "ol", before, element.get("type", "1")))
        elif tag == "li":
            self.marker = self._next_marker(element.get("value", ""))
        elif tag == "pre":
            self.preformatted += 1
        elif tag.startswith("m") and element.getprevious() is not None:
            self.pieces.append(_BETWEEN.get(_name(element.getparent()), ""))

    def _next_marker(self, stated: str) -> str:
        if not self.lists or not self.lists[-1].is_ordered:
            return "• "
        own = self.lists[-1]
        own.count = int(stated) if re.fullmatch(r"-?\d{1,6}", stated) else own.count + 1
        return f"{figure(own.count, _FORMS.get(own.form, ''))}. "

    def _close(self, tag: str) -> None:
        if level := _HEADINGS.get(tag):
            text, self.pieces = "".join(self.pieces), []
            self.blocks.append(Block(text, level=level))
        elif tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.marker = ""
        elif tag == "pre":
            self.preformatted = max(0, self.preformatted - 1)

    def _flush(self) -> None:
        text, self.pieces = "".join(self.pieces), []
        for paragraph in _PARAGRAPH_BREAK.split(text):
            if paragraph.strip():
                self.blocks.append(Block(paragraph, self.marker))
                self.marker = ""

    def _took(self, element: etree._Element, tag: str) -> bool:
        """Take a table of data row by row, and raised or lowered figures as the signs for them."""
        if tag in ("sup", "sub"):
            raised = _raised("".join(element.itertext()), tag)
            self.pieces.append(raised)
            return bool(raised)
        rows = table_rows(element, _text) if tag == "table" else None
        if rows is None:
            return False
        self._flush()
        caption = next(element.iter("caption", "{*}caption"), None)
        if caption is not None:
            self.blocks.append(Block(_text(caption)))
        self.blocks += [Block(text, cells=cells) for text, cells in rows]
        return True


def _text(cell: etree._Element) -> str:
    """A cell's text, with a space where a paragraph or line ends."""
    parts: list[str] = []
    walker = etree.iterwalk(cell, events=("start", "end", "comment", "pi"))
    skipped: etree._Element | None = None
    for event, element in walker:
        tag = _name(element)
        apart = " " if tag in _BLOCKS or tag == "br" else ""
        raised = _raised("".join(element.itertext()), tag) if tag in ("sup", "sub") else ""
        if event == "start" and (raised or _is_skipped(element, tag)):
            parts.append(raised)
            walker.skip_subtree()
            skipped = element
        elif event == "start":
            parts += [apart, element.text or ""]
        elif event == "end" and element is not skipped:
            parts.append(apart)
        if event != "start" and element is not cell:
            parts.append(element.tail or "")
    return "".join(parts)


def _raised(text: str, tag: str) -> str:
    """Figures as 10 to the power of 6 has them; nothing where there are no such signs."""
    signs = _RAISED if tag == "sup" else _LOWERED
    text = text.strip()
    return text.translate(signs) if text and all(ord(one) in signs for one in text) else ""


def _is_skipped(element: etree._Element, tag: str) -> bool:
    is_hidden = tag in _SKIPPED and not (tag == "button" and _is_in_heading(element))
    is_hidden = is_hidden or element.get("hidden") is not None
    is_hidden = is_hidden or _UNSEEN.search(element.get("class") or "") is not None
    return is_hidden or (tag in ("a", "sup") and _is_note_mark(element, tag))


def _is_in_heading(element: etree._Element) -> bool:
    """As the questions of a page whose answers fold out."""
    return any(_name(one) in _HEADINGS for one in islice(element.iterancestors(), 3))


def _is_note_mark(element: etree._Element, tag: str) -> bool:
    """Whether it is the number of a note, the way back from it, or a heading's own sign."""
    link = element if tag == "a" else next(element.iter("a", "{*}a"), None)
    if link is None or "#" not in (link.get("href") or ""):
        return False
    if _NOTE_MARK.fullmatch("".join(element.itertext())) is None:
        return False
    is_raised = tag == "sup" or next(element.iter("sup", "{*}sup"), None) is not None
    return is_raised or _NOTE.search(" ".join(link.attrib.values())) is not None


def _name(element: etree._Element | None) -> str:
    if element is None or not isinstance(element.tag, str):
        return ""
    return local_name(element.tag).lower()

"""The nouns of the corpus: documents, paragraphs and passages as ranges of one stored text."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A range of characters, end excluded, in the text of a document."""

    start: int
    end: int


class Unit(StrEnum):
    """What a person counts to find a place in a document."""

    LINE = "line"
    PAGE = "page"
    SLIDE = "slide"
    ROW = "row"
    PARAGRAPH = "paragraph"


class Mark(NamedTuple):
    """Where a page, slide, row or paragraph begins in the text, and its number as people count."""

    start: int
    number: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that cleaning left out of the passages, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A readable range of a document that is split on its own terms.

    `is_apart` keeps a paragraph (a credit line, say) from being merged with its neighbours, and
    so does another `page` (or slide).
    """

    start: int
    end: int
    heading: str = ""
    is_apart: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    r"""One text and what is known of it.

    `text` is the file's text as decoded, with line ends as "\n" and no byte order mark, or what
    its format's reader made of it; every offset counts characters of it. `date` is the one that
    the document states, or None. `original` is the SHA-256 of the file's bytes, empty where the
    text is the file. `marks` say where each `unit` begins, in order; lines need none.
    """

    id: str
    collection: str
    path: str
    title: str
    date: str | None
    text: str
    digest: str
    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...] = ()
    author: str | None = None
    source_url: str | None = None
    original: str = ""
    unit: Unit = Unit.LINE
    marks: tuple[Mark, ...] = ()

    def place_of(self, offset: int) -> int:
        """The number of the line, page, slide, row or paragraph at `offset`; see `unit`."""
        if self.unit is Unit.LINE or not self.marks:
            return self.line_of(offset)
        after = bisect_right(self.marks, offset, key=lambda mark: mark.start)
        return self.marks[max(after, 1) - 1].number

    def line_of(self, offset: int) -> int:
        """The number, from 1, of the line that holds the character at `offset`."""
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotable range of a document: `text == document.text[start:end]`, always.

    `sentences` are ranges of the document's text inside the passage, in order.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    heading: str = ""
    page: int | None = None

"""The nouns of the corpus: documents, paragraphs and passages as ranges of one stored text."""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A range of characters, end excluded, in the text of a document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that cleaning left out of the passages, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A readable range of a document that is split on its own terms.

    `is_apart` keeps a paragraph (a credit line, say) from being merged with its neighbours.
    """

    start: int
    end: int
    heading: str = ""
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    r"""One text and what is known of it.

    `text` is the file's text as decoded, with line ends as "\n" and no byte order mark; every
    offset counts characters of it. `date` is the one that the document states, or None.
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

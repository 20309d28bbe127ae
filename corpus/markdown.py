"""The blocks of a Markdown text as ranges of it: headings, paragraphs, list items, table rows."""

import re
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.document import Dropped, Paragraph
from corpus.formats.properties import iso_date, usable_author, usable_url
from corpus.front_matter import Stated, read_toml, read_yaml, toml_lines

_MARKER = re.compile(r"\s*(?:>\s?)*(?:(?:[-*+]|\d{1,9}[.)])\s+)?")


@dataclass(slots=True)
class MarkdownBlocks:
    """What a Markdown text holds; ranges count characters of the raw text."""

    title: str = ""
    date: str | None = None
    author: str | None = None
    source_url: str | None = None
    paragraphs: list[Paragraph] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def markdown_blocks(text: str) -> MarkdownBlocks:
    """Find title, date and readable ranges. Markup inside a range stays as it is written."""
    return _Walk(text).blocks


@cache
def _parser() -> MarkdownIt:
    """Made once: to make it takes as long as to parse a page."""
    # Deep nesting is a trick, not a document; the parser's own limit stays on.
    return MarkdownIt("commonmark").enable("table").use(front_matter_plugin)


class _Walk:
    def __init__(self, text: str) -> None:
        self.blocks = MarkdownBlocks()
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._headings: list[str] = []
        if own := toml_lines(text):
            self._take_stated(read_toml("\n".join(self._lines[1 : own - 1])))
            # As many lines, so that each keeps its number.
            text = "\n" * own + "\n".join(self._lines[own:])
        tokens = _parser().parse(text)
        for position, token in enumerate(tokens):
            self._take(token, tokens[position + 1] if position + 1 < len(tokens) else token)

    def _take(self, token: Token, following: Token) -> None:
        if token.map is None:
            return
        first, last = token.map
        if token.type == "heading_open":
            self._take_heading(int(token.tag[1:]), following.content)
        elif token.type == "paragraph_open":
            self._take_range(first, last)
        elif token.type == "fence":
            is_closed = self._lines[last - 1].strip() == token.markup and last - 1 > first
            self._take_lines(first + 1, last - 1 if is_closed else last)
        elif token.type in ("code_block", "tr_open"):
            self._take_lines(first, last)
        elif token.type == "front_matter":
            self._take_stated(read_yaml(token.content))
        elif token.type == "html_block":
            self._drop(first, last, "HTML")

    def _take_heading(self, level: int, content: str) -> None:
        name = re.sub(r"[*_`]|\[|\]\([^)]*\)", "", content).strip()
        if level == 1 and not self.blocks.title:
            self.blocks.title = name
            self._headings.clear()
            return
        del self._headings[level - 1 :]
        self._headings += [""] * (level - 1 - len(self._headings)) + [name]

    def _take_lines(self, first: int, last: int) -> None:
        for line in range(first, last):
            self._take_range(line, line + 1)

    def _take_range(self, first: int, last: int) -> None:
        while last > first and not self._lines[last - 1].strip():
            last -= 1
        if last <= first:
            return
        marker = _MARKER.match(self._lines[first])
        start = self._starts[first] + (marker.end() if marker else 0)
        end = self._starts[last - 1] + len(self._lines[last - 1].rstrip())
        if end > start:
            heading = " › ".join(part for part in self._headings if part)
            self.blocks.paragraphs.append(Paragraph(start, end, heading))

    def _take_stated(self, stated: Stated) -> None:
        def first(*keys: str) -> str:
            return next((one for key in keys for one in stated.get(key, ())), "")

        names = [*stated.get("author", ()), *stated.get("authors", ())]
        addresses = (first(key) for key in ("source", "source_url", "url"))
        self.blocks.title = " ".join(first("title").split())
        self.blocks.date = iso_date(first("date", "published"))
        self.blocks.author = usable_author(", ".join(dict.fromkeys(names)))
        self.blocks.source_url = next(filter(None, map(usable_url, addresses)), None)

    def _drop(self, first: int, last: int, reason: str) -> None:
        for number in range(first, last):
            if content := self._lines[number].strip():
                self.blocks.dropped.append(Dropped(number + 1, content, reason))

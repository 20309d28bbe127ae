"""A message in the making: a text, and what Telegram shows in it, in ranges of characters."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.inert import inert_ranges
from corpus.document import Span

if TYPE_CHECKING:
    from telegram import MessageEntity

# The types of entities that a card has.
BLOCKQUOTE, EXPANDABLE_BLOCKQUOTE = "blockquote", "expandable_blockquote"
BOLD, CODE, LINK = "bold", "code", "text_link"
# A message takes 4096 units and 100 entities, and drops further entities without a word.
MESSAGE_UNITS, MOST_ENTITIES = 4000, 90
TITLE_UNITS, PATH_UNITS = 200, 200

_BLOCKS = (BLOCKQUOTE, EXPANDABLE_BLOCKQUOTE)


@dataclass(frozen=True, slots=True)
class Card:
    """A message ready to be sent: a text, and the ranges of its entities in characters.

    `urls` are the addresses of the links among them, by their ranges.
    """

    text: str
    ranges: tuple[tuple[str, Span], ...] = ()
    urls: tuple[tuple[Span, str], ...] = ()

    @property
    def entities(self) -> "tuple[MessageEntity, ...]":
        """The entities as Telegram takes them: in UTF-16 units."""
        from telegram import MessageEntity  # 0.2 s: a card in the terminal needs none

        urls = dict(self.urls)
        found = [
            MessageEntity(
                kind,
                span.start,
                span.end - span.start,
                url=urls[span] if kind == LINK else None,
            )
            for kind, span in self.ranges
        ]
        return tuple(MessageEntity.adjust_message_entities_to_utf_16(self.text, found))

    def parts(self, kind: str) -> tuple[str, ...]:
        """The texts under the entities of one type."""
        return tuple(self.text[span.start : span.end] for own, span in self.ranges if own == kind)

    def with_line(self, line: str) -> "Card":
        """The card with a line of our own at its end."""
        return Card(f"{self.text}\n{line}", self.ranges, self.urls)


@dataclass(slots=True)
class Draft:
    """A card in the making; ranges count characters."""

    text: str = ""
    ranges: list[tuple[str, Span]] = field(default_factory=list)
    links: dict[Span, str] = field(default_factory=dict)

    def add(self, text: str, kind: str | None = None) -> int:
        """Put a text on a line of its own, under an entity if `kind` is given; say where."""
        if self.text:
            self.text += "\n"
        start = len(self.text)
        self.text += text
        if kind is not None and text:
            self.ranges.append((kind, Span(start, len(self.text))))
        return start

    def card(self) -> Card:
        """The card, with everything that Telegram would bring to life set as code."""
        inert = inert_ranges(self.text)
        blocks = [(kind, span) for kind, span in self.ranges if kind in _BLOCKS]
        code = [(CODE, piece) for span in inert for piece in _within(span, blocks)]
        holes = [span for _, span in code]
        bold = [
            (kind, piece)
            for kind, span in self.ranges
            if kind not in _BLOCKS
            for piece in _without(span, holes)
        ]
        urls = {piece: url for span, url in self.links.items() for piece in _without(span, holes)}
        bold += [(LINK, piece) for piece in urls]
        # The blockquotes are never what is left out.
        most = MOST_ENTITIES - len(blocks)
        kept = blocks + sorted(code + bold, key=_in_order)[:most]
        return Card(self.text, tuple(sorted(kept, key=_in_order)), tuple(urls.items()))


def plain_card(text: str) -> Card:
    """A card of our own words, in which names of documents stay as inert as in a quote."""
    draft = Draft()
    draft.add(text)
    return draft.card()


def _in_order(found: tuple[str, Span]) -> tuple[int, int]:
    """The order of entities: what holds others comes before them."""
    return found[1].start, -found[1].end


def _within(span: Span, blocks: Iterable[tuple[str, Span]]) -> list[Span]:
    """The range, cut where a block begins or ends, so that entities nest and never overlap."""
    cuts = sorted({edge for _, block in blocks for edge in block if span.start < edge < span.end})
    edges = [span.start, *cuts, span.end]
    return [Span(start, end) for start, end in pairwise(edges)]


def _without(span: Span, holes: Iterable[Span]) -> list[Span]:
    """What is left of a range outside of the (ordered) holes."""
    pieces = []
    start = span.start
    for hole in holes:
        if hole.end <= start or hole.start >= span.end:
            continue
        if hole.start > start:
            pieces.append(Span(start, hole.start))
        start = max(start, hole.end)
    if start < span.end:
        pieces.append(Span(start, span.end))
    return pieces

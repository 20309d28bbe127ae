"""An answer to a card: the exact quote, its bold sentence, and where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from telegram import MessageEntity

from bot import phrases
from bot.excerpt import excerpt, utf16_units
from bot.inert import inert_ranges
from corpus.document import Span
from index.answer import Answer, Match, Verdict

# UTF-16 units of quote (CHAT.md).
PRIVATE_UNITS, GROUP_UNITS = 900, 500
# A message takes 4096 units and 100 entities, and drops further entities without a word.
MESSAGE_UNITS, MOST_ENTITIES = 4000, 90
_TITLE_CHARACTERS = 200


class NotVerbatim(AssertionError):
    """A card's blockquote is not what stands in the document: a defect, never to be sent."""


@dataclass(frozen=True, slots=True)
class Card:
    """A message ready to be sent: a text, and entities in UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()

    def parts(self, kind: str) -> tuple[str, ...]:
        """The texts under the entities of one type."""
        units = self.text.encode("utf-16-le")
        return tuple(
            units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
            for entity in self.entities
            if entity.type == kind
        )


@dataclass(slots=True)
class _Draft:
    """A card in the making; ranges count characters."""

    text: str = ""
    ranges: list[tuple[str, Span]] = field(default_factory=list)

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
        ranges = [(kind, span) for kind, span in self.ranges if kind == MessageEntity.BLOCKQUOTE]
        code = [(MessageEntity.CODE, piece) for span in inert for piece in _within(span, ranges)]
        bold = [
            (kind, piece)
            for kind, span in self.ranges
            if kind != MessageEntity.BLOCKQUOTE
            for piece in _without(span, [span for _, span in code])
        ]
        kept = sorted(ranges + code + bold, key=lambda found: (found[1].start, -found[1].end))
        entities = [
            MessageEntity(kind, span.start, span.end - span.start)
            for kind, span in kept[:MOST_ENTITIES]
        ]
        adjusted = MessageEntity.adjust_message_entities_to_utf_16(self.text, entities)
        return Card(self.text, tuple(adjusted))


def plain_card(text: str) -> Card:
    """A card of our own words, in which names of documents stay as inert as in a quote."""
    draft = _Draft()
    draft.add(text)
    return draft.card()


def private_card(answer: Answer) -> Card:
    """The card of an answer in a private chat. The answer must not be NOTHING."""
    match = answer.matches[0]
    draft, span = _opening(answer, PRIVATE_UNITS)
    draft.add(_title(match))
    draft.add(source_line(match, span))
    if others := _others(answer):
        draft.add(phrases.ALSO_IN.format(titles=others))
    return _checked(draft.card(), match, span)


def group_card(answer: Answer) -> Card:
    """The compact card of an answer in a group. The answer must not be NOTHING."""
    match = answer.matches[0]
    draft, span = _opening(answer, GROUP_UNITS)
    draft.add(f"{_title(match)} · {_lines(match, span)}")
    return _checked(draft.card(), match, span)


def inline_card(match: Match) -> Card:
    """The message that a chosen inline result becomes."""
    draft = _Draft()
    span = _add_quote(draft, match, GROUP_UNITS, is_bold=match.verdict is Verdict.FOUND)
    draft.add(_title(match))
    draft.add(source_line(match, span))
    return _checked(draft.card(), match, span)


def source_line(match: Match, span: Span) -> str:
    """File, line, range of characters, and the date if the document states one."""
    parts = [match.document.path, _lines(match, span), f"chars {span.start}-{span.end}"]
    if match.document.date:
        parts.append(match.document.date)
    return " · ".join(parts)


def _opening(answer: Answer, most_units: int) -> tuple[_Draft, Span]:
    """A draft with the first match's quote; where the answer is unsure, it says so first."""
    draft = _Draft()
    if answer.searched_for is not None:
        draft.add(phrases.searched_for(answer.searched_for))
    if answer.verdict is Verdict.UNSURE:
        draft.add(phrases.UNSURE)
    is_found = answer.verdict is Verdict.FOUND
    return draft, _add_quote(draft, answer.matches[0], most_units, is_bold=is_found)


def _add_quote(draft: _Draft, match: Match, most_units: int, *, is_bold: bool) -> Span:
    span = excerpt(match, most_units)
    start = draft.add(match.document.text[span.start : span.end], MessageEntity.BLOCKQUOTE)
    best = Span(max(match.best.start, span.start), min(match.best.end, span.end))
    if is_bold:
        shift = start - span.start
        draft.ranges.append((MessageEntity.BOLD, Span(best.start + shift, best.end + shift)))
    if best.end < match.best.end:
        draft.add(phrases.CUT)
    return span


def _title(match: Match) -> str:
    title = match.document.title
    if match.passage.heading:
        title += f" › {match.passage.heading}"
    is_long = len(title) > _TITLE_CHARACTERS
    return title[: _TITLE_CHARACTERS - 1] + "…" if is_long else title


def _lines(match: Match, span: Span) -> str:
    first, last = match.document.line_of(span.start), match.document.line_of(span.end - 1)
    return f"line {first}" if first == last else f"lines {first}-{last}"


def _others(answer: Answer) -> str:
    """Titles of other documents that answer as surely, with how many passages of each."""
    counts: dict[str, int] = {}
    first = answer.matches[0].document
    for match in answer.matches[1:5]:
        if match.document.id != first.id and match.verdict is Verdict.FOUND:
            counts[match.document.title] = counts.get(match.document.title, 0) + 1
    return "; ".join(
        f"{title[:_TITLE_CHARACTERS]} ({count})" for title, count in list(counts.items())[:3]
    )


def _checked(card: Card, match: Match, span: Span) -> Card:
    """The card, if its blockquote is to the letter what the stored document says.

    Raises:
        NotVerbatim: it is not.
    """
    stored = match.document.text[span.start : span.end]
    if card.parts(MessageEntity.BLOCKQUOTE) != (stored,) or stored not in match.passage.text:
        raise NotVerbatim(f"passage {match.passage.id}, characters {span.start}-{span.end}")
    if utf16_units(card.text) > MESSAGE_UNITS:
        raise NotVerbatim(f"passage {match.passage.id}: a card of {utf16_units(card.text)} units")
    return card


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

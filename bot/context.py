"""The card that shows a quote in its surroundings: what stands before and after it."""

from telegram import MessageEntity

from bot.excerpt import cut_to, utf16_units
from bot.quote import Card, Draft, NotVerbatim, source_line, title_of
from corpus.document import Span
from index.answer import Match

# UTF-16 units (CHAT.md).
CONTEXT_UNITS = 3300


def context_card(match: Match) -> Card:
    """The passage with the paragraphs around it, as one quote that can be unfolded."""
    text = match.document.text
    span = surroundings(text, Span(match.passage.start, match.passage.end), CONTEXT_UNITS)
    draft = Draft()
    start = draft.add(text[span.start : span.end], MessageEntity.EXPANDABLE_BLOCKQUOTE)
    best = Span(max(match.best.start, span.start), min(match.best.end, span.end))
    shift = start - span.start
    draft.ranges.append((MessageEntity.BOLD, Span(best.start + shift, best.end + shift)))
    draft.add(title_of(match))
    draft.add(source_line(match, span))
    card = draft.card()
    stored = text[span.start : span.end]
    if card.parts(MessageEntity.EXPANDABLE_BLOCKQUOTE) != (stored,):
        raise NotVerbatim(f"passage {match.passage.id}, context {span.start}-{span.end}")
    return card


def surroundings(text: str, passage: Span, most_units: int) -> Span:
    """A passage's range with the paragraph before it and the one after, as far as they fit.

    A passage that is too long by itself is cut at its end; a neighbour that does not fit is left
    out, so that no paragraph is shown in part.
    """
    span = passage
    for grown in (
        Span(_start_of_paragraph_before(text, passage.start), passage.end),
        Span(span.start, _end_of_paragraph_after(text, passage.end)),
    ):
        wider = Span(min(span.start, grown.start), max(span.end, grown.end))
        if utf16_units(text[wider.start : wider.end]) <= most_units:
            span = wider
    cut = cut_to(text[span.start : span.end], most_units)
    return Span(span.start, span.start + len(cut))


def _start_of_paragraph_before(text: str, start: int) -> int:
    before = text[:start].rstrip()
    cut = before.rfind("\n")
    found = 0 if cut < 0 else cut + 1
    return found + len(text[found:start]) - len(text[found:start].lstrip()) if before else start


def _end_of_paragraph_after(text: str, end: int) -> int:
    rest = text[end:]
    blank = len(rest) - len(rest.lstrip())
    if blank == len(rest):
        return end
    cut = text.find("\n", end + blank)
    return len(text.rstrip()) if cut < 0 else end + len(text[end:cut].rstrip())

"""The card that shows a quote in its surroundings: what stands before and after it."""

from telegram import MessageEntity

from bot import phrases
from bot.card import Card, Draft
from bot.excerpt import excerpt, utf16_units
from bot.quote import NotVerbatim, add_title, source_line
from bot.speech import ENGLISH, Speech
from corpus.document import Span
from index.answer import Match, Verdict

# UTF-16 units (CHAT.md).
CONTEXT_UNITS = 3300
# A line that is shorter is a heading, which without what it is over says nothing.
_LEAST_CHARACTERS = 60


def context_card(match: Match, speech: Speech = ENGLISH) -> Card:
    """The passage with the paragraphs around it, as one quote that can be unfolded.

    As on the other cards, a match that is not sure says so, and nothing in it is bold.
    """
    text = match.document.text
    span = surroundings(match, CONTEXT_UNITS)
    draft = Draft()
    is_sure = match.verdict is Verdict.FOUND
    if not is_sure:
        draft.add(speech(phrases.UNSURE))
    start = draft.add(text[span.start : span.end], MessageEntity.EXPANDABLE_BLOCKQUOTE)
    if is_sure:
        best = Span(max(match.best.start, span.start), min(match.best.end, span.end))
        shift = start - span.start
        draft.ranges.append((MessageEntity.BOLD, Span(best.start + shift, best.end + shift)))
    add_title(draft, match)
    draft.add(source_line(match, span, speech))
    card = draft.card()
    stored = text[span.start : span.end]
    if card.parts(MessageEntity.EXPANDABLE_BLOCKQUOTE) != (stored,):
        raise NotVerbatim(f"passage {match.passage.id}, context {span.start}-{span.end}")
    return card


def surroundings(match: Match, most_units: int) -> Span:
    """A passage's range with the paragraph before it and the one after, as far as they fit.

    Of a passage that is too long by itself, what stands around the best sentence is shown; a
    neighbour that does not fit is left out, so that no paragraph is shown in part.
    """
    text, span = match.document.text, Span(match.passage.start, match.passage.end)
    if utf16_units(text[span.start : span.end]) > most_units:
        return excerpt(match, most_units)
    before = Span(_start_before(text, span.start), span.end)
    if utf16_units(text[before.start : before.end]) <= most_units:
        span = before
    after = Span(span.start, _end_after(text, span.end))
    return after if utf16_units(text[after.start : after.end]) <= most_units else span


def _start_before(text: str, start: int) -> int:
    """Where the paragraph before begins; beyond it where it is only a heading."""
    found = start
    while start - found < _LEAST_CHARACTERS and (before := text[:found].rstrip()):
        line = before.rfind("\n") + 1
        found = line + len(before[line:]) - len(before[line:].lstrip())
    return found


def _end_after(text: str, end: int) -> int:
    """Where the paragraph after ends; beyond it where it is only a heading."""
    found = end
    while found - end < _LEAST_CHARACTERS and (after := text[found:].lstrip()):
        begin = len(text) - len(after)
        line = text.find("\n", begin)
        found = len(text[: line if line >= 0 else len(text)].rstrip())
    return found

"""An answer to a card: the exact quote, its bold sentence, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import phrases
from bot.card import BLOCKQUOTE, BOLD, MESSAGE_UNITS, PATH_UNITS, TITLE_UNITS, Card, Draft
from bot.excerpt import excerpt, shortened, shortened_start, utf16_units
from bot.source import place_of, source_link
from bot.speech import ENGLISH, Speech
from corpus.document import Span
from index.answer import Answer, Match, Verdict

# UTF-16 units of quote (CHAT.md).
CITATION_UNITS = 256
PRIVATE_UNITS, GROUP_UNITS = 900, 500
# Each of two quotes in one card.
HALF_PRIVATE_UNITS, HALF_GROUP_UNITS = PRIVATE_UNITS // 2, GROUP_UNITS // 2
AUTHOR_UNITS = 60
# On a clipboard the quote comes first.
_CITED_TITLE_UNITS = 80


class NotVerbatim(AssertionError):
    """A card's blockquote is not what stands in the document: a defect, never to be sent."""


@dataclass(frozen=True, slots=True)
class _Quote:
    """A range of a match's document that a card shows."""

    match: Match
    span: Span

    @property
    def stored(self) -> str:
        """What the stored document says there."""
        return self.match.document.text[self.span.start : self.span.end]


def private_card(answer: Answer, speech: Speech = ENGLISH) -> Card:
    """The card of an answer in a private chat. The answer must not be NOTHING."""
    draft, quotes = _opening(answer, speech), []
    for match in _quoted(answer):
        most_units = HALF_PRIVATE_UNITS if answer.differing else PRIVATE_UNITS
        quote = _add_quote(draft, match, most_units, is_bold=_is_sure(answer))
        add_title(draft, match)
        draft.add(source_line(match, quote.span, speech))
        quotes.append(quote)
    if others := _others(answer):
        draft.add(speech(phrases.ALSO_IN, titles=others))
    return _checked(draft.card(), quotes)


def group_card(answer: Answer, speech: Speech = ENGLISH) -> Card:
    """The compact card of an answer in a group. The answer must not be NOTHING."""
    draft, quotes = _opening(answer, speech), []
    for match in _quoted(answer):
        most_units = HALF_GROUP_UNITS if answer.differing else GROUP_UNITS
        quote = _add_quote(draft, match, most_units, is_bold=_is_sure(answer))
        add_title(draft, match, place_of(match.document, quote.span, speech))
        quotes.append(quote)
    return _checked(draft.card(), quotes)


def inline_card(match: Match, speech: Speech = ENGLISH) -> Card:
    """The message that a chosen inline result becomes."""
    draft = Draft()
    quote = _add_quote(draft, match, GROUP_UNITS, is_bold=match.verdict is Verdict.FOUND)
    add_title(draft, match)
    draft.add(source_line(match, quote.span, speech))
    return _checked(draft.card(), [quote])


def page_card(match: Match, speech: Speech = ENGLISH) -> Card:
    """The card of another match than the first, on whose verdict nothing was said yet."""
    draft = Draft()
    is_sure = match.verdict is Verdict.FOUND
    if not is_sure:
        draft.add(speech(phrases.UNSURE))
    quote = _add_quote(draft, match, PRIVATE_UNITS, is_bold=is_sure)
    add_title(draft, match)
    draft.add(source_line(match, quote.span, speech))
    return _checked(draft.card(), [quote])


def citation(match: Match, speech: Speech = ENGLISH) -> str:
    """The answering sentence with its source, for the clipboard: 1 to 256 units."""
    text = " ".join(match.document.text[match.best.start : match.best.end].split())
    title = shortened(title_of(match), _CITED_TITLE_UNITS)
    source = f"{title}, {place_of(match.document, match.best, speech)}"
    return f"“{shortened(text, CITATION_UNITS - utf16_units(f'“” {source}'))}” {source}"


def source_line(match: Match, span: Span, speech: Speech = ENGLISH) -> str:
    """File, place, range of characters, and date and author if the document states them."""
    path = shortened_start(match.document.path, PATH_UNITS)
    parts = [
        path,
        place_of(match.document, span, speech),
        speech(phrases.CHARACTERS, start=span.start, end=span.end),
    ]
    if match.document.date:
        parts.append(match.document.date)
    if match.document.author:
        parts.append(shortened(" ".join(match.document.author.split()), AUTHOR_UNITS))
    return " · ".join(parts)


def _opening(answer: Answer, speech: Speech) -> Draft:
    """A draft that says first where the answer is unsure, or sources differ."""
    draft = Draft()
    if answer.searched_for is not None:
        draft.add(speech.searched_for(answer.searched_for))
    if answer.question.preferred is not None:
        document = answer.matches[0].document
        # Earlier versions kept the id, which a renamed document loses.
        is_same = answer.question.preferred in {document.digest, document.id}
        draft.add(speech(phrases.IN_SAME_DOCUMENT if is_same else phrases.IN_OTHER_DOCUMENT))
    if answer.verdict is Verdict.UNSURE:
        draft.add(speech(phrases.UNSURE))
    if answer.differing:
        draft.add(speech(phrases.DIFFERING))
    return draft


def _quoted(answer: Answer) -> list[Match]:
    """The first match, and the one that gives another figure."""
    return [answer.matches[0], *([answer.differing] if answer.differing else [])]


def _is_sure(answer: Answer) -> bool:
    return answer.verdict is Verdict.FOUND


def _add_quote(draft: Draft, match: Match, most_units: int, *, is_bold: bool) -> _Quote:
    span = excerpt(match, most_units)
    start = draft.add(match.document.text[span.start : span.end], BLOCKQUOTE)
    best = Span(max(match.best.start, span.start), min(match.best.end, span.end))
    if is_bold:
        shift = start - span.start
        draft.ranges.append((BOLD, Span(best.start + shift, best.end + shift)))
    if best.end < match.best.end:
        draft.add(phrases.CUT)
    return _Quote(match, span)


def title_of(match: Match) -> str:
    """Title and heading, cut where they are long."""
    title = match.document.title
    if match.passage.heading:
        title += f" › {match.passage.heading}"
    # A title of several lines would stand there as if it were more than that.
    return shortened(" ".join(title.split()), TITLE_UNITS)


def add_title(draft: Draft, match: Match, place: str = "") -> None:
    """Put a match's title on a line of its own, leading to its source if that is known."""
    title = title_of(match)
    start = draft.add(f"{title} · {place}" if place else title)
    url = source_link(match.document, match.best)
    if url is not None and title:
        draft.links[Span(start, start + len(title))] = url


def _others(answer: Answer) -> str:
    """Titles of other documents that answer as surely, with how many passages of each."""
    counts: dict[str, int] = {}
    quoted = {match.document.id for match in _quoted(answer)}
    for match in answer.matches[1:5]:
        if match.document.id not in quoted and match.verdict is Verdict.FOUND:
            counts[match.document.title] = counts.get(match.document.title, 0) + 1
    return "; ".join(
        f"{shortened(title, TITLE_UNITS)} ({count})" for title, count in list(counts.items())[:3]
    )


def _checked(card: Card, quotes: Sequence[_Quote]) -> Card:
    """The card, if its blockquotes are to the letter, and in order, what the documents say.

    Raises:
        NotVerbatim: one is not.
    """
    places = ", ".join(
        f"passage {quote.match.passage.id}, characters {quote.span.start}-{quote.span.end}"
        for quote in quotes
    )
    stored = tuple(quote.stored for quote in quotes)
    is_in_place = all(quote.stored in quote.match.passage.text for quote in quotes)
    if card.parts(BLOCKQUOTE) != stored or not is_in_place:
        raise NotVerbatim(places)
    if utf16_units(card.text) > MESSAGE_UNITS:
        raise NotVerbatim(f"{places}: a card of {utf16_units(card.text)} units")
    return card

"""Which part of a passage to quote: the best sentence, grown by whole sentences to a limit."""

from corpus.document import Span
from index.answer import Match

# A quote this long does not reach into the next paragraph.
_ENOUGH_UNITS = 120


def utf16_units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def excerpt(match: Match, most_units: int) -> Span:
    """The range to quote: at most `most_units` UTF-16 units around the best sentence.

    Whole sentences wherever the best one fits at all; else its start, cut between words.
    """
    text, sentences = match.document.text, match.passage.sentences
    first = last = sentences.index(match.best)
    if utf16_units(text[match.best.start : match.best.end]) > most_units:
        return _cut(text, match.best, most_units)

    def size(start: int, end: int) -> int:
        return utf16_units(text[sentences[start].start : sentences[end].end])

    def may_take(start: int, end: int, border: Span) -> bool:
        is_other_paragraph = "\n" in text[border.start : border.end]
        is_enough = is_other_paragraph and size(first, last) >= _ENOUGH_UNITS
        return not is_enough and size(start, end) <= most_units

    has_grown = True
    while has_grown:
        has_grown = False
        # What follows a sentence explains it more often than what stands before it.
        if last + 1 < len(sentences):
            border = Span(sentences[last].end, sentences[last + 1].start)
            if may_take(first, last + 1, border):
                last, has_grown = last + 1, True
        if first > 0:
            border = Span(sentences[first - 1].end, sentences[first].start)
            if may_take(first - 1, last, border):
                first, has_grown = first - 1, True
    return Span(sentences[first].start, sentences[last].end)


def cut_to(text: str, most_units: int) -> str:
    """The start of a text that is no longer than this."""
    units = 0
    for end, character in enumerate(text):
        units += utf16_units(character)
        if units > most_units:
            return text[:end]
    return text


def shortened(text: str, most_units: int) -> str:
    """A text, or its start with "…" where it is too long."""
    if utf16_units(text) <= most_units:
        return text
    return cut_to(text, most_units - 1).rstrip() + "…"


def shortened_start(text: str, most_units: int) -> str:
    """A text, or its end after "…" where it is too long: of a path the name counts."""
    if utf16_units(text) <= most_units:
        return text
    return "…" + cut_to(text[::-1], most_units - 1)[::-1]


def _cut(text: str, span: Span, most_units: int) -> Span:
    end = span.start + len(cut_to(text[span.start : span.end], most_units))
    space = text.rfind(" ", span.start, end)
    cut = space if space > span.start + (end - span.start) // 2 else end
    return Span(span.start, span.start + len(text[span.start : cut].rstrip()))

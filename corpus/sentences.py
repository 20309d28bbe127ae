"""Where the sentences of a text begin and end, in any script."""

from sentencex import get_sentence_boundaries

from corpus.document import Span

# A sentence as long as this is no sentence: Thai and unpunctuated text are cut at spaces.
LONGEST_SENTENCE = 600


def sentences(text: str, start: int = 0) -> list[Span]:
    """Ranges of the sentences of `text`, in order, without the white space around them.

    Every character that is not white space lies in exactly one sentence.

    Args:
        text: any text.
        start: what to add to the offsets, where `text` is cut from a longer one.
    """
    spans: list[Span] = []
    for boundary in get_sentence_boundaries(_language_of(text), text):
        for piece in _pieces(text, boundary["start_index"], boundary["end_index"]):
            if trimmed := _trimmed(text, piece):
                spans.append(Span(trimmed.start + start, trimmed.end + start))
    return spans


def _language_of(text: str) -> str:
    """The language to split by, from the script alone; Latin script counts as English."""
    for character in text:
        if "\u3040" <= character <= "\u30ff":
            return "ja"
        if "\u0e00" <= character <= "\u0e7f":
            return "th"
        if "\u4e00" <= character <= "\u9fff":
            return "zh"
    return "en"


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Cut at line ends that close a line of their own and wherever a sentence is too long."""
    pieces = []
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        pieces.append(Span(start, cut))
        start = cut
    pieces.append(Span(start, end))
    return pieces


def _trimmed(text: str, span: Span) -> Span | None:
    stripped = text[span.start : span.end].strip()
    if not stripped:
        return None
    start = text.index(stripped[0], span.start)
    return Span(start, start + len(stripped))

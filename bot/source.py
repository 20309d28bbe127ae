"""Where a quote stands: the place that a person counts to, and the address that leads there."""

import re
from urllib.parse import quote

from bot import phrases
from bot.speech import ENGLISH, Speech
from corpus.document import Document, Span, Unit
from corpus.formats.properties import usable_url

_ONE = {
    Unit.PAGE: phrases.PAGE,
    Unit.SLIDE: phrases.SLIDE,
    Unit.ROW: phrases.ROW,
    Unit.PARAGRAPH: phrases.PARAGRAPH,
}
_SEVERAL = {
    Unit.PAGE: phrases.PAGES,
    Unit.SLIDE: phrases.SLIDES,
    Unit.ROW: phrases.ROWS,
    Unit.PARAGRAPH: phrases.PARAGRAPHS,
}
# A browser looks for the first words and the last ones, and marks all between.
_END_WORDS, _WHOLE_WORDS = 4, 9
_MOST_END_CHARACTERS = 80
# What stands in a fragment before the words to mark.
_DIRECTIVE = ":~:"
# Markup and rows of tables: the page itself says it in another way.
_NOT_ON_THE_PAGE = re.compile(r"[*_`<>|\[\]\n]")
_CLAUSE_END = re.compile(r"(?<=[，。；：、！？,;:])")


def place_of(document: Document, span: Span, speech: Speech = ENGLISH) -> str:
    """Where a range stands, such as "page 12" or "lines 3-5"."""
    first, last = document.place_of(span.start), document.place_of(span.end - 1)
    if document.unit is Unit.LINE or not document.marks:
        return speech.lines(first, last)
    # Paragraphs are counted anew under each heading.
    if last <= first:
        return speech(_ONE[document.unit], number=first)
    return speech(_SEVERAL[document.unit], first=first, last=last)


def source_link(document: Document, span: Span) -> str | None:
    """The document's address with the quoted sentence marked there, or the page opened; or None.

    Args:
        document: the document; only an http(s) address counts.
        span: the sentence.
    """
    url = usable_url(document.source_url)
    if url is None:
        return None
    if document.unit is Unit.PAGE:
        return f"{url.partition('#')[0]}#page={document.place_of(span.start)}"
    # An address that was copied from a browser may mark something else already.
    url = url.partition(_DIRECTIVE)[0]
    fragment = text_fragment(document.text[span.start : span.end])
    if not fragment:
        return url
    return f"{url}{'' if '#' in url else '#'}{_DIRECTIVE}{fragment}"


def text_fragment(sentence: str) -> str:
    """The directive that marks a sentence in a page: `text=` with its start and end, or nothing."""
    if _NOT_ON_THE_PAGE.search(sentence.strip()):
        return ""
    pieces, gap = sentence.split(), " "
    if len(pieces) < 3:
        # A script without spaces: words end for sure where a clause does.
        pieces, gap = [part for part in _CLAUSE_END.split(sentence.strip()) if part], ""
        ends = pieces[:1], pieces[-1:]
        is_whole = len(pieces) < 3
    else:
        ends = pieces[:_END_WORDS], pieces[-_END_WORDS:]
        is_whole = len(pieces) <= _WHOLE_WORDS
    shown = [gap.join(pieces)] if is_whole else [gap.join(end) for end in ends]
    if not pieces or any(len(part) > _MOST_END_CHARACTERS for part in shown):
        return ""
    return "text=" + ",".join(_escaped(part) for part in shown)


def _escaped(text: str) -> str:
    # A dash belongs to the syntax of the directive.
    return quote(text, safe="", errors="ignore").replace("-", "%2D")

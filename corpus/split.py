"""A document's paragraphs to passages of a length that the embedding model reads whole."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, Paragraph, Passage, Span
from corpus.sentences import sentences

Ruler = Callable[[Sequence[str]], list[int]]
"""Counts the tokens of each text, as the embedding model would."""

# A character is at most about a token: title and heading leave room for a passage in any script.
_TITLE_CHARACTERS, _HEADING_CHARACTERS = 120, 80
_LEAST_ROOM = 32


@dataclass(frozen=True, slots=True)
class Lengths:
    """Passage lengths in tokens: paragraphs are merged below `least`, and cut above `most`.

    `whole` is what the model reads at once, title and heading included; beyond it, text would be
    cut off in silence.
    """

    least: int = 60
    most: int = 200
    whole: int = 254


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    tokens: int


def split(document: Document, ruler: Ruler, lengths: Lengths | None = None) -> tuple[Passage, ...]:
    """Split a document into passages, in order.

    Short neighbouring paragraphs under one heading are merged, long ones are cut at sentence ends
    with one sentence of overlap. Every character of every paragraph that is not white space lies
    in at least one passage.
    """
    lengths = lengths or Lengths()
    passages: list[Passage] = []
    pending: list[_Sentence] = []
    before: Paragraph | None = None

    def close() -> None:
        if pending and before is not None:
            passages.append(_passage(document, pending, before))
            pending.clear()

    for paragraph in document.paragraphs:
        room = _room(document, paragraph.heading, ruler, lengths)
        found = _sentences_of(document.text, paragraph, ruler, room)
        if before is None or not _follows(document.text, before, paragraph):
            close()
        size = sum(sentence.tokens for sentence in found)
        held = sum(sentence.tokens for sentence in pending)
        if held >= lengths.least or held + size > room:
            close()
        before = paragraph
        if size <= room:
            pending.extend(found)
            continue
        passages.extend(_passage(document, run, paragraph) for run in _runs(found, room))
    close()
    return tuple(passages)


def head(title: str, heading: str) -> str:
    """What stands before a passage when it is embedded: title and heading, each cut to a length.

    Uncut, a long one would leave no room for the passage.
    """
    parts = (title[:_TITLE_CHARACTERS], heading[-_HEADING_CHARACTERS:])
    return "".join(f"{part.strip()}. " for part in parts if part.strip())


def _room(document: Document, heading: str, ruler: Ruler, lengths: Lengths) -> int:
    """Tokens left for the passage once title and heading are before it."""
    taken = ruler([head(document.title, heading)])[0]
    return max(_LEAST_ROOM, min(lengths.most, lengths.whole - taken))


def _follows(text: str, before: Paragraph, paragraph: Paragraph) -> bool:
    """Whether two paragraphs may share a passage: nothing dropped between, same heading, page."""
    return (
        not before.is_apart
        and not paragraph.is_apart
        and before.heading == paragraph.heading
        and before.page == paragraph.page
        and len(text[before.end : paragraph.start].strip("-*+•·–>| \n\t0123456789.)")) == 0
    )


def _sentences_of(text: str, paragraph: Paragraph, ruler: Ruler, room: int) -> list[_Sentence]:
    spans = sentences(text[paragraph.start : paragraph.end], paragraph.start)
    counts = ruler([text[start:end] for start, end in spans])
    found: list[_Sentence] = []
    for span, tokens in zip(spans, counts, strict=True):
        if tokens <= room:
            found.append(_Sentence(span, tokens))
        else:
            found.extend(_halved(text, span, ruler, room))
    return found


def _halved(text: str, span: Span, ruler: Ruler, room: int) -> Iterator[_Sentence]:
    """Cut a sentence that is too long in the middle, at a space where there is one."""
    tokens = ruler([text[span.start : span.end]])[0]
    if tokens <= room or span.end - span.start < 2:
        yield _Sentence(span, tokens)
        return
    middle = (span.start + span.end) // 2
    space = text.rfind(" ", span.start + 1, middle)
    cut = space if space > span.start else middle
    for start, end in ((span.start, cut), (cut, span.end)):
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield from _halved(text, Span(start, end), ruler, room)


def _runs(found: Sequence[_Sentence], room: int) -> Iterator[list[_Sentence]]:
    """Runs of sentences that fill the room; each but the first repeats the last one's end."""
    first = 0
    while first < len(found):
        last, tokens = first, 0
        while last < len(found) and (last == first or tokens + found[last].tokens <= room):
            tokens += found[last].tokens
            last += 1
        yield list(found[first:last])
        if last >= len(found):
            return
        overlap = last - 1 if last - 1 > first and _fits(found, last, room) else last
        first = overlap


def _fits(found: Sequence[_Sentence], last: int, room: int) -> bool:
    """Whether the sentence before `last` leaves room for the one at `last`."""
    return found[last - 1].tokens + found[last].tokens <= room


def _passage(document: Document, run: Sequence[_Sentence], paragraph: Paragraph) -> Passage:
    start, end = run[0].span.start, run[-1].span.end
    return Passage(
        id=passage_id(document.collection, document.digest, Span(start, end)),
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=tuple(sentence.span for sentence in run),
        heading=paragraph.heading,
        page=paragraph.page,
    )


def passage_id(collection: str, digest: str, span: Span) -> str:
    """The id of a range of a text: it outlives a renamed file and dies with changed content."""
    key = f"{collection}\0{digest}\0{span.start}\0{span.end}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]

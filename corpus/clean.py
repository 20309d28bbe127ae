"""Text to document: find the title, the date and the readable paragraphs; say what was dropped."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from corpus.document import Document, Dropped, Paragraph, Unit
from corpus.formats.extract import Extract
from corpus.formats.properties import bare_date, usable_url
from corpus.furniture import (
    credit_length,
    is_bullet,
    is_furniture,
    is_item,
    is_short,
    stated_date,
    undoubled,
)
from corpus.read import TextFile

_STATED = re.compile(
    r"author\s*[:：]\s*(?P<author>\S.{0,79})|(?:source|url)\s*[:：]\s*(?P<url>https?://\S+)",
    re.IGNORECASE,
)
# Editors wrap at 72 to 120 columns; longer lines are paragraphs.
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 130
_BEGINNING, _FIRST_LINES = 2000, 5


@dataclass(slots=True)
class Findings:
    """What a cleaner has found so far in one text."""

    title: str = ""
    date: str | None = None
    author: str | None = None
    source_url: str | None = None
    paragraphs: list[Paragraph] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    start: int
    end: int
    text: str


def clean(file: TextFile, repeated: frozenset[str] = frozenset()) -> Document:
    """Make the document of a text: everything readable becomes paragraphs, the rest is listed.

    Args:
        file: the text.
        repeated: lines that stand in several documents (`furniture.repeated_lines`).
    """
    if file.extract is not None:
        found = _found_by_reader(file.extract)
    elif file.kind == "markdown":
        found = _clean_markdown(file.text)
    else:
        found = _clean_text(file.text, repeated)
    if file.extract is None:
        found.date = found.date or _day_under_title(file.text)
    return Document(
        id=hashlib.sha256(file.path.encode()).hexdigest()[:16],
        collection=file.collection,
        path=file.path,
        title=found.title or _title_from(file.path),
        date=found.date,
        text=file.text,
        digest=file.digest,
        paragraphs=tuple(found.paragraphs),
        dropped=tuple(sorted(found.dropped, key=lambda dropped: dropped.line)),
        author=found.author,
        source_url=found.source_url,
        original=file.original,
        unit=file.extract.unit if file.extract else Unit.LINE,
        marks=file.extract.marks if file.extract else (),
    )


def _title_from(path: str) -> str:
    stem = PurePosixPath(path).stem
    return re.sub(r"[_\-\s]+", " ", stem).strip() or stem


def _day_under_title(text: str) -> str | None:
    """The day that stands on a line of its own at the beginning."""
    lines = [line for line in text[:_BEGINNING].split("\n") if line.strip()][:_FIRST_LINES]
    return next((day for line in lines if (day := bare_date(line))), None)


def _found_by_reader(extract: Extract) -> Findings:
    return Findings(
        extract.title,
        extract.date,
        extract.author,
        extract.source_url,
        list(extract.paragraphs),
        list(extract.dropped),
    )


def _clean_markdown(text: str) -> Findings:
    from corpus.markdown import markdown_blocks  # 20 ms, and some folders have none

    blocks = markdown_blocks(text)
    return Findings(
        blocks.title,
        blocks.date,
        blocks.author,
        blocks.source_url,
        blocks.paragraphs,
        blocks.dropped,
    )


def _clean_text(text: str, repeated: frozenset[str]) -> Findings:
    found = Findings()
    lines = _without_furniture(_lines_of(text), repeated, found)
    groups = _take_title([_as_one(group, text) for group in _joined(lines)], found)
    short = [is_short(line.text) for line in groups]
    # A text made mainly of short lines is a list or a poem, and has no captions.
    bulk = sum(len(line.text) for line, is_brief in zip(groups, short, strict=True) if is_brief)
    if bulk * 2 >= sum(len(line.text) for line in groups):
        short = [False] * len(groups)
    _take_paragraphs(groups, short, found)
    return found


def _lines_of(text: str) -> list[_Line]:
    lines = []
    offset = 0
    for number, raw in enumerate(text.split("\n"), 1):
        stripped = raw.strip()
        if stripped:
            start = offset + raw.index(stripped[0])
            lines.append(_Line(number, start, start + len(stripped), stripped))
        offset += len(raw) + 1
    return lines


def _without_furniture(
    lines: list[_Line], repeated: frozenset[str], found: Findings
) -> list[_Line]:
    kept = []
    for line in lines:
        if date := stated_date(line.text):
            found.date = found.date or date
            found.dropped.append(Dropped(line.number, line.text, "date line"))
        elif stated := _STATED.fullmatch(line.text):
            _take_stated(stated, line, found)
        elif is_furniture(line.text):
            found.dropped.append(Dropped(line.number, line.text, "page furniture"))
        elif line.text in repeated:
            found.dropped.append(Dropped(line.number, line.text, "stands in several documents"))
        else:
            kept.append(line)
    return kept


def _take_stated(stated: re.Match[str], line: _Line, found: Findings) -> None:
    """Who wrote it or where it is from, on a line of its own."""
    if stated["author"]:
        found.author = found.author or stated["author"]
    else:
        found.source_url = found.source_url or usable_url(stated["url"])
    found.dropped.append(Dropped(line.number, line.text, "author or source line"))


def _as_one(group: list[_Line], text: str) -> _Line:
    start, end = group[0].start, group[-1].end
    return _Line(group[0].number, start, end, text[start:end])


def _joined(lines: list[_Line]) -> list[list[_Line]]:
    """Group the lines of hard-wrapped paragraphs; any other line is a group of its own."""
    groups: list[list[_Line]] = []
    for run in _runs(lines):
        groups.extend([run] if _is_wrapped(run) else [[line] for line in run])
    return groups


def _runs(lines: list[_Line]) -> list[list[_Line]]:
    """Lines that could be one wrapped paragraph: a blank, bullet or short line ends a run."""
    widest = max((len(line.text) for line in lines if len(line.text) <= _WIDEST_WRAP), default=0)
    if widest < _NARROWEST_WRAP:
        return [[line] for line in lines]
    runs: list[list[_Line]] = []
    for line in lines:
        last = runs[-1][-1] if runs else None
        goes_on = (
            last is not None
            and line.number == last.number + 1
            and 0.7 * widest <= len(last.text) <= _WIDEST_WRAP
            and not is_bullet(line.text)
        )
        if goes_on:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _is_wrapped(run: Sequence[_Line]) -> bool:
    """Whether an editor broke the lines at a fixed width, not an author's return key.

    Then some line starts in the middle of a sentence: with a small letter, or in a script that
    has no capitals.
    """
    return any(not (line.text[0].isupper() or line.text[0].isdigit()) for line in run[1:])


def _take_title(lines: list[_Line], found: Findings) -> list[_Line]:
    """The first line is the title if it is short; a text of one line is its own body too."""
    if not lines or not is_short(lines[0].text):
        return lines
    found.title = " ".join(undoubled(lines[0].text).split())
    return lines[1:] or lines


def _take_paragraphs(lines: list[_Line], short: list[bool], found: Findings) -> None:
    heading = ""
    for position, line in enumerate(lines):
        if short[position] and not is_item(line.text):
            if position + 1 < len(lines) and not short[position + 1]:
                heading = " ".join(undoubled(line.text).split())
            else:
                found.dropped.append(Dropped(line.number, line.text, "caption"))
            continue
        found.paragraphs.extend(_paragraphs_of(line, heading))


def _paragraphs_of(line: _Line, heading: str) -> list[Paragraph]:
    credit = credit_length(line.text)
    if not credit:
        return [Paragraph(line.start, line.end, heading)]
    # Who wrote and photographed is worth finding, but would blur the paragraph that it runs into.
    credit_end = line.start + len(line.text[:credit].rstrip())
    parts = [Paragraph(line.start, credit_end, heading, is_apart=True)]
    if credit < len(line.text):
        parts.append(Paragraph(line.start + credit, line.end, heading))
    return parts

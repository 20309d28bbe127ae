"""The text of a document in the making: paragraphs, headings and places, one after another."""

import re
import unicodedata

from corpus.document import Dropped, Mark, Paragraph, Unit
from corpus.formats.extract import Extract, Refused
from corpus.formats.properties import date_line, usable_author

# Some 3,000 pages. More is a data set, and would be searched badly.
MOST_CHARACTERS = 10_000_000
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
# What nobody sees: the sign of pdfium for a hyphen at a line end, soft hyphens, byte order marks.
_UNSEEN = re.compile("[\ufffe\u00ad\ufeff\u200b]")
_SPACES = re.compile(r"[^\S\n]+")
_HEADING_CHARACTERS = 200
_FIRST_LINES = 5


class Script:
    """Collects a document's text; every call adds a line, and `extract` gives the whole.

    Args:
        unit: what is counted. PARAGRAPH is counted here, from 1 under each heading; of the
            others the reader says with `turn` where each begins.
        title: the title, where that is known: then no other heading is.
    """

    def __init__(self, unit: Unit, title: str = "") -> None:
        self._unit = unit
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[str] = []
        self._page: int | None = None
        self._under_heading = 0
        self._silent: list[Paragraph] = []
        self.paragraphs: list[Paragraph] = []
        self.marks: list[Mark] = []
        self.dropped: list[Dropped] = []
        self.warnings: list[str] = []
        self.title, self._is_titled = title, False

    @property
    def heading(self) -> str:
        """The headings that what comes now stands under."""
        return " › ".join(part for part in self._headings if part)

    def turn(self, number: int) -> None:
        """Begin a page, slide or row."""
        self.marks.append(Mark(self._length, number))
        if self._unit in (Unit.PAGE, Unit.SLIDE):
            self._page = number

    def enter(self, heading: str) -> None:
        """What comes now stands under a heading that is not in the text itself."""
        self.leave_headings()
        name = _one_line(heading)[:_HEADING_CHARACTERS]
        if name and name.casefold() != self.title.casefold():
            self._headings.append(name)

    def leave_headings(self) -> None:
        """What comes now stands under no heading until the next one."""
        self._headings.clear()
        self._under_heading = 0

    def add_heading(self, level: int, text: str) -> None:
        """A heading, from level 1; the first of level 1 is the title."""
        text = tidy(text).replace("\n", " ")[:_HEADING_CHARACTERS]
        if not text:
            return
        self._under_heading = 0
        start = self._write(text)
        self._silent.append(Paragraph(start, self._length - 1, self.heading, page=self._page))
        is_title = not self.title or text.casefold() == self.title.casefold()
        if level == 1 and is_title and not self._is_titled:
            self.title, self._is_titled = text, True
            self._headings.clear()
            return
        del self._headings[level - 1 :]
        self._headings += [""] * (level - 1 - len(self._headings)) + [text]

    def add(self, text: str, marker: str = "", *, is_apart: bool = False) -> None:
        """A paragraph, list item or row; the marker before it is shown, and no part of it."""
        text = tidy(text)
        if not text:
            return
        if self._unit is Unit.PARAGRAPH:
            self._under_heading += 1
            self.turn(self._under_heading)
        start = self._write(marker + text) + len(marker)
        found = Paragraph(start, self._length - 1, self.heading, is_apart, self._page)
        self.paragraphs.append(found)

    def drop(self, number: int, text: str, reason: str) -> None:
        """Say that a line of a page was left out."""
        self.dropped.append(Dropped(number, text, reason))

    def stated_date(self) -> str | None:
        """The date that one of the first lines is: the text's own, not the file's."""
        lines = "".join(self._parts[:_FIRST_LINES]).split("\n")
        return next((day for line in lines if (day := date_line(line))), None)

    def extract(
        self,
        *,
        title: str | None = None,
        date: str | None = None,
        author: str | None = None,
        source_url: str | None = None,
    ) -> Extract:
        """The whole; a document of headings alone has them for paragraphs.

        Raises:
            Refused: there is no text.
        """
        paragraphs = self.paragraphs or self._silent
        if not paragraphs:
            raise Refused("it holds no text")
        return Extract(
            text="".join(self._parts),
            paragraphs=tuple(paragraphs),
            unit=self._unit,
            marks=tuple(self.marks),
            title=_one_line(title) or self.title,
            date=date,
            author=usable_author(_one_line(author)),
            source_url=source_url,
            dropped=tuple(self.dropped),
            warnings=tuple(self.warnings),
        )

    def _write(self, line: str) -> int:
        start = self._length
        self._parts.append(line + "\n")
        self._length += len(line) + 1
        if self._length > MOST_CHARACTERS:
            raise Refused(
                f"it holds more text than the {MOST_CHARACTERS:,} characters that are read"
            )
        return start


def tidy(text: str) -> str:
    r"""A text without what nobody sees: control characters, soft hyphens, doubled spaces.

    Ligatures become letters; line breaks stay, as single "\n". Nothing else is altered.
    """
    text = _UNSEEN.sub("", text)
    text = _LIGATURE.sub(lambda found: _LIGATURES[found[0]], text)
    text = (
        "".join(
            one if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cs"} else " "
            for one in text
        )
        if not text.isprintable()
        else text
    )
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _one_line(text: str | None) -> str:
    return " ".join(tidy(text or "").split())

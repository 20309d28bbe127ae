"""What a reader makes of a file: the text to be stored, and where things stand in it."""

import json
from dataclasses import asdict, dataclass, fields

from corpus.document import Dropped, Mark, Paragraph, Unit
from corpus.errors import CorpusError


class Refused(CorpusError):
    """A file that is not read; the message is the reason, as the operator sees it."""


class GivenUp(Refused):
    """A file that was given up on: another time, on an idle machine, it might be read."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text and what is known of it; ranges count characters of the text."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    unit: Unit
    marks: tuple[Mark, ...] = ()
    title: str = ""
    date: str | None = None
    author: str | None = None
    source_url: str | None = None
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """The extract as UTF-8 JSON."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        found["paragraphs"] = [
            [one.start, one.end, one.heading, one.is_apart, one.page] for one in self.paragraphs
        ]
        found["dropped"] = [list(asdict(one).values()) for one in self.dropped]
        return json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass")

    @classmethod
    def from_json(cls, data: bytes) -> "Extract":
        """What `to_json` made.

        Raises:
            Refused: it is anything else, or has ranges outside of the text.
        """
        try:
            found = json.loads(data.decode("utf-8", "surrogatepass"))
            extract = cls(
                text=str(found["text"]),
                paragraphs=tuple(Paragraph(*one) for one in found["paragraphs"]),
                unit=Unit(found["unit"]),
                marks=tuple(Mark(int(start), int(number)) for start, number in found["marks"]),
                title=str(found["title"]),
                date=_text_or_none(found["date"]),
                author=_text_or_none(found["author"]),
                source_url=_text_or_none(found["source_url"]),
                dropped=tuple(Dropped(*one) for one in found["dropped"]),
                warnings=tuple(str(one) for one in found["warnings"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("its reader gave an answer that makes no sense") from error
        size = len(extract.text)
        if any(not 0 <= one.start < one.end <= size for one in extract.paragraphs):
            raise Refused("its reader gave places outside of the text")
        return extract


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)

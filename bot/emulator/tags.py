"""What each tag of the HTML markup becomes once it is closed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.emulator.entities import Entity
from bot.emulator.links import checked_url, linked_person_id

_KIND_OF_TAG = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
}
TAGS = frozenset(_KIND_OF_TAG) | {"a", "blockquote", "code", "pre", "tg-emoji", "tg-time"}
_DATE_FORMAT = re.compile(r"r|[wWdDtT]*")
_INT64 = 1 << 63


class MarkupError(ValueError):
    """Markup that does not parse; the text is the reason as the official library words it."""


@dataclass(frozen=True, slots=True)
class OpenTag:
    """A tag that waits for its end; ``first_piece`` counts the characters before it."""

    name: str
    attributes: Mapping[str, str]
    offset: int
    first_piece: int


def add_closed(tag: OpenTag, covered: str, end: int, entities: list[Entity]) -> None:
    """Add the entity that a closed tag makes, if it makes one.

    Args:
        tag: The tag.
        covered: The plain text between its start and its end, not empty.
        end: The UTF-16 offset where it ends.
        entities: Those closed before; the last may melt into the new one.

    Raises:
        MarkupError: An attribute holds what the tag cannot take.
    """
    if tag.name in ("code", "pre"):
        _add_monospace(tag, end, entities)
        return
    made: tuple[str | None, dict[str, Any]] = (_KIND_OF_TAG.get(tag.name), {})
    if tag.name == "a":
        made = _link(tag, covered)
    elif tag.name == "blockquote":
        made = "expandable_blockquote" if "expandable" in tag.attributes else "blockquote", {}
    elif tag.name == "tg-emoji":
        made = _emoji(tag)
    elif tag.name == "tg-time":
        made = _time(tag)
    kind, extra = made
    if kind is not None:
        entities.append(Entity(kind, tag.offset, end - tag.offset, extra))


def _link(tag: OpenTag, covered: str) -> tuple[str | None, dict[str, Any]]:
    url = tag.attributes.get("href") or covered
    person_id = linked_person_id(url)
    if person_id is not None:
        user = {"id": person_id, "is_bot": False, "first_name": str(person_id)}
        return "text_mention", {"user": user}
    checked = checked_url(url)
    return ("text_link", {"url": checked}) if checked else (None, {})


def _add_monospace(tag: OpenTag, end: int, entities: list[Entity]) -> None:
    """Add code or pre; the two around the same text, with a language, become one pre."""
    said = tag.attributes.get("class", "")
    language = said.removeprefix("language-") if said.startswith("language-") else ""
    language = language if tag.name == "code" else ""
    extra: dict[str, Any] = {"language": language} if language else {}
    kind = tag.name
    other = "pre" if tag.name == "code" else "code"
    last = entities[-1] if entities else None
    is_twin = last is not None and (last.kind, last.offset, last.end) == (other, tag.offset, end)
    melted = extra if last is None or tag.name == "code" else dict(last.extra)
    if is_twin and melted:
        entities.pop()
        kind, extra = "pre", melted
    entities.append(Entity(kind, tag.offset, end - tag.offset, extra))


def _emoji(tag: OpenTag) -> tuple[str, dict[str, Any]]:
    emoji_id = tag.attributes.get("emoji-id", "")
    is_number = re.fullmatch(r"-?[0-9]{1,19}", emoji_id) is not None
    if not is_number or int(emoji_id) == 0 or not -_INT64 <= int(emoji_id) < _INT64:
        raise MarkupError("Invalid custom emoji identifier specified")
    return "custom_emoji", {"custom_emoji_id": emoji_id}


def _time(tag: OpenTag) -> tuple[str, dict[str, Any]]:
    unix_time = tag.attributes.get("unix", "")
    if not re.fullmatch(r"[0-9]{1,10}", unix_time):
        raise MarkupError("Invalid date specified")
    date_format = tag.attributes.get("format", "")
    if not _DATE_FORMAT.fullmatch(date_format):
        raise MarkupError("Invalid date format used")
    extra: dict[str, Any] = {"unix_time": int(unix_time)}
    return "date_time", extra | ({"date_time_format": date_format} if date_format else {})

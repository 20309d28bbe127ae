"""What Telegram does to a text before it is sent: cleaning, trimming, counting."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.emulator.detection import detect
from bot.emulator.entities import QUOTES, SOLID, Entity, fits_quotes, fix, overlaps, utf16_length
from bot.emulator.errors import BadRequest
from bot.emulator.given import given_entities
from bot.emulator.markup import parse_html
from bot.emulator.tags import MarkupError

MESSAGE_LIMIT_UTF16 = 4096
CAPTION_LIMIT_UTF16 = 1024
ENTITY_LIMIT = 100

_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
# All direction marks of a run but the last become zero-width non-joiners.
_DIRECTION_RUN = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
# What a reader cannot see: a text of these alone is refused.
_INVISIBLE = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]*"
)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as it stands in a message, with its entities."""

    text: str
    entities: tuple[Entity, ...] = ()

    def entities_json(self) -> list[dict[str, Any]]:
        """Return the entities as the Bot API writes them."""
        return [entity.as_json() for entity in self.entities]


def formatted(
    text: str,
    *,
    parse_mode: str = "",
    entities: object = None,
    limit_utf16: int = MESSAGE_LIMIT_UTF16,
    too_long: str = "message is too long",
) -> Formatted:
    """Return the text that would be shown, or refuse it as the real server does.

    Raises:
        BadRequest: Markup or entities that do not parse, nothing visible, or too long.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BadRequest("strings must be encoded in UTF-8")
    text, given = _parsed(text, parse_mode, entities)
    text, given = clean(text, given)
    text, given = trim(text, given)
    if is_invisible(text):
        raise BadRequest("text must be non-empty")
    if utf16_length(text) > limit_utf16:
        raise BadRequest(too_long)
    return Formatted(text, tuple(with_detected(text, given)[:ENTITY_LIMIT]))


def is_invisible(text: str) -> bool:
    """Return whether a reader would see nothing at all."""
    return _INVISIBLE.fullmatch(text) is not None


def with_detected(text: str, given: Sequence[Entity]) -> list[Entity]:
    """Return the given entities and those the server finds, where the given ones leave room."""
    fixed = fix(given)
    taken = [entity for entity in fixed if entity.kind in SOLID]
    quotes = [entity for entity in fixed if entity.kind in QUOTES]
    found = [
        entity
        for entity in detect(text)
        if fits_quotes(entity, quotes) and not any(overlaps(entity, other) for other in taken)
    ]
    return fix([*fixed, *found])


def clean(text: str, entities: Sequence[Entity] = ()) -> tuple[str, list[Entity]]:
    """Remove what Telegram removes, keeping each entity around the same characters.

    Args:
        text: Any text without lone surrogates.
        entities: Ranges inside the text, on character boundaries.
    """
    shifted = list(entities)
    if shifted and _REMOVED.search(text):
        shifted = _shifted(text, shifted)
    kept = _CONTROL.sub(" ", _REMOVED.sub("", text))
    kept = _DIRECTION_RUN.sub(lambda run: "\u200c" * len(run[0]), kept)
    return kept, [entity for entity in shifted if entity.length > 0]


def trim(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """Drop white space at both ends of the text and at the start of each entity."""
    units = _units(text)
    kept = [_without_leading_space(units, entity) for entity in entities]
    kept = [entity for entity in kept if _covers_ink(units, entity)]
    end = utf16_length(text.rstrip(" \n"))
    kept = [replace(entity, length=min(entity.end, end) - entity.offset) for entity in kept]
    text = text.rstrip(" \n")
    start = len(text) - len(text.lstrip(" \n"))
    kept = [replace(entity, offset=entity.offset - start) for entity in kept]
    return text[start:], [entity for entity in kept if entity.length > 0]


def _parsed(text: str, parse_mode: str, entities: object) -> tuple[str, list[Entity]]:
    if not parse_mode:
        return text, given_entities(entities, text)
    if parse_mode.lower() != "html":
        raise BadRequest("unsupported parse_mode")
    try:
        return parse_html(text)
    except MarkupError as error:
        raise BadRequest(f"can't parse entities: {error}") from error


def _shifted(text: str, entities: Sequence[Entity]) -> list[Entity]:
    now_at: list[int] = []
    place = 0
    for character in text:
        now_at.append(place)
        if character > "\uffff":
            now_at.append(place)
        place += 0 if _REMOVED.match(character) else utf16_length(character)
    now_at.append(place)
    return [
        replace(
            entity,
            offset=now_at[entity.offset],
            length=now_at[entity.end] - now_at[entity.offset],
        )
        for entity in entities
    ]


def _units(text: str) -> list[str]:
    units: list[str] = []
    for character in text:
        units += [character] * utf16_length(character)
    return units


def _without_leading_space(units: Sequence[str], entity: Entity) -> Entity:
    start = entity.offset
    while start < entity.end and units[start] in " \n":
        start += 1
    return replace(entity, offset=start, length=entity.end - start)


def _covers_ink(units: Sequence[str], entity: Entity) -> bool:
    return any(unit not in " \n" for unit in units[entity.offset : entity.end])

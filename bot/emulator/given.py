"""The ``entities`` a bot sends with a text, checked as the real server checks them."""

import json
from typing import Any

from bot.emulator.entities import DETECTED, KINDS, Entity
from bot.emulator.errors import BadRequest
from bot.emulator.links import checked_url, linked_person_id

# Beyond this the real server calls an offset or a length incorrect.
_FARTHEST = 1_000_000


def given_entities(raw: object, text: str) -> list[Entity]:
    """Return the entities of a request.

    Args:
        raw: The parameter: a list, its JSON, or nothing.
        text: The text they lie over, before cleaning.

    Raises:
        BadRequest: ``can't parse entities: …`` with the reason.
    """
    if raw is None or raw == "":
        return []
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError as error:
            raise _unparsable("Can't parse entities JSON object") from error
    if not isinstance(raw, list):
        raise _unparsable("Expected an Array of MessageEntity")
    edges = _edges(text)
    entities = [_entity(item) for item in raw]
    for entity in entities:
        _check_range(entity, edges)
    return [entity for entity in entities if entity.kind not in DETECTED]


def _unparsable(reason: str) -> BadRequest:
    return BadRequest(f"can't parse entities: {reason}")


def _entity(item: object) -> Entity:
    if not isinstance(item, dict):
        raise _unparsable("Expected an Object")
    kind = item.get("type")
    if not isinstance(kind, str):
        raise _unparsable("Type is not specified")
    if kind not in KINDS:
        raise _unparsable("Unsupported type specified")
    offset, length = _whole(item, "offset"), _whole(item, "length")
    extra = _extra(kind, item)
    if kind == "text_link" and "user" in extra:
        kind = "text_mention"
    return Entity(kind, offset, length, extra)


def _whole(item: dict[str, Any], name: str) -> int:
    number = item.get(name)
    if isinstance(number, bool) or not isinstance(number, int):
        raise _unparsable(f'Field "{name}" must be of type Number')
    if not 0 <= number <= _FARTHEST:
        raise _unparsable(f"Receive an entity with incorrect {name} {number}")
    return number


def _extra(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    if kind == "text_link":
        url = str(item.get("url", ""))
        person_id = linked_person_id(url)
        if person_id is not None:
            return {"user": {"id": person_id, "is_bot": False, "first_name": str(person_id)}}
        checked = checked_url(url)
        if checked is None:
            raise _unparsable(f"Entity URL '{url}' is invalid")
        return {"url": checked}
    if kind == "text_mention":
        if not isinstance(item.get("user"), dict):
            raise _unparsable("Entity has no user")
        return {"user": item["user"]}
    names = {
        "pre": ("language",),
        "custom_emoji": ("custom_emoji_id",),
        "date_time": ("unix_time", "date_time_format"),
    }.get(kind, ())
    return {name: item[name] for name in names if item.get(name)}


def _edges(text: str) -> dict[int, int]:
    """Return the UTF-16 offset of every character boundary, with its byte offset."""
    edges = {0: 0}
    utf16 = size_bytes = 0
    for character in text:
        utf16 += 1 + (character > "\uffff")
        size_bytes += len(character.encode())
        edges[utf16] = size_bytes
    return edges


def _check_range(entity: Entity, edges: dict[int, int]) -> None:
    if entity.length == 0:
        return
    last = max(edges)
    if entity.offset > last:
        raise _unparsable(
            f"Entity begins after the end of the text at UTF-16 offset {entity.offset}"
        )
    beginning = f"Entity beginning at UTF-16 offset {entity.offset}"
    if entity.end > last:
        raise _unparsable(
            f"{beginning} ends after the end of the text at UTF-16 offset {entity.end}"
        )
    if entity.offset not in edges:
        place = edges[entity.offset + 1]
        raise _unparsable(f"Entity begins in a middle of a UTF-16 symbol at byte offset {place}")
    if entity.end not in edges:
        place = edges[entity.end + 1]
        raise _unparsable(f"{beginning} ends in a middle of a UTF-16 symbol at byte offset {place}")

"""Formatting laid over a text: ranges in UTF-16 code units that nest and never cross."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
MONOSPACE = frozenset({"code", "pre"})
# Types that only the server assigns: a bot may name them, the server finds them again itself.
DETECTED = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
)
SOLID = frozenset({"text_link", "text_mention", "custom_emoji", "date_time"}) | MONOSPACE
KINDS = frozenset(STYLES) | QUOTES | SOLID | DETECTED

# Outer before inner where two entities cover the same characters.
_OUTERNESS = {
    **dict.fromkeys(QUOTES, 0),
    "pre": 10,
    "code": 20,
    **dict.fromkeys(("text_link", "text_mention"), 49),
    **dict.fromkeys(DETECTED, 50),
    **{kind: 90 + place for place, kind in enumerate(STYLES)},
    "custom_emoji": 99,
    "date_time": 99,
}


@dataclass(frozen=True, slots=True)
class Entity:
    """One range of formatting; ``extra`` holds what only its kind has (url, language, …)."""

    kind: str
    offset: int
    length: int
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The first UTF-16 unit after the range."""
        return self.offset + self.length

    def as_json(self) -> dict[str, Any]:
        """Return the ``MessageEntity`` of the Bot API."""
        return {"type": self.kind, "offset": self.offset, "length": self.length, **self.extra}


def utf16_length(text: str) -> int:
    """Return how many UTF-16 code units the text takes; lone surrogates count one."""
    return len(text) + sum(character > "\uffff" for character in text)


def order_of(entity: Entity) -> tuple[int, int, int]:
    """Return the key that sorts entities as Telegram lists them: outer ones first."""
    return entity.offset, -entity.length, _OUTERNESS[entity.kind]


def fix(entities: Iterable[Entity]) -> list[Entity]:
    """Return entities that nest and never cross, as Telegram repairs what it was given.

    Quotes never overlap one another and links never overlap links (the first stays); a link
    across the edge of a quote goes; styles of one kind are joined, then cut where they would
    cross; nothing lies inside monospace.
    """
    ordered = sorted((entity for entity in entities if entity.length > 0), key=order_of)
    quotes = _without_overlaps([entity for entity in ordered if entity.kind in QUOTES])
    solid = _without_overlaps(
        [entity for entity in ordered if entity.kind not in QUOTES and entity.kind not in STYLES]
    )
    solid = [entity for entity in solid if fits_quotes(entity, quotes)]
    styles: list[Entity] = []
    for kind in STYLES:
        for joined in _joined([entity for entity in ordered if entity.kind == kind]):
            styles += _cut(joined, quotes, solid, styles)
    return sorted([*quotes, *solid, *styles], key=order_of)


def overlaps(one: Entity, other: Entity) -> bool:
    """Return whether the two share a character."""
    return one.offset < other.end and other.offset < one.end


def fits_quotes(entity: Entity, quotes: Iterable[Entity]) -> bool:
    """Return whether the entity lies inside or outside every quote, never across its edge."""
    return all(
        not overlaps(entity, quote) or (quote.offset <= entity.offset and entity.end <= quote.end)
        for quote in quotes
    )


def _without_overlaps(ordered: Sequence[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in ordered:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _joined(ordered: Sequence[Entity]) -> list[Entity]:
    joined: list[Entity] = []
    for entity in ordered:
        if joined and entity.offset <= joined[-1].end:
            longest = max(joined[-1].end, entity.end)
            joined[-1] = replace(joined[-1], length=longest - joined[-1].offset)
        else:
            joined.append(entity)
    return joined


def _cut(
    style: Entity, quotes: Sequence[Entity], solid: Sequence[Entity], styles: Sequence[Entity]
) -> list[Entity]:
    monospace = [entity for entity in solid if entity.kind in MONOSPACE]
    edges = {style.offset, style.end}
    for other in [*quotes, *monospace]:
        edges |= {other.offset, other.end}
    for other in [*solid, *styles]:
        if style.offset < other.offset < style.end < other.end:
            edges.add(other.offset)
        if other.offset < style.offset < other.end < style.end:
            edges.add(other.end)
    inside = sorted(edge for edge in edges if style.offset <= edge <= style.end)
    pieces = [replace(style, offset=start, length=end - start) for start, end in pairwise(inside)]
    return [piece for piece in pieces if not any(overlaps(piece, other) for other in monospace)]

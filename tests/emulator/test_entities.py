import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator.detection import detect
from bot.emulator.entities import KINDS, MONOSPACE, STYLES, Entity, fix
from bot.emulator.errors import BadRequest
from bot.emulator.rules import formatted

from .conftest import Json


def entity(kind: str, offset: int, length: int) -> Json:
    return {"type": kind, "offset": offset, "length": length}


def shown(text: str, *entities: Json) -> list[Json]:
    return formatted(text, entities=list(entities)).entities_json()


@pytest.mark.parametrize(
    ("given_entity", "reason"),
    [
        (entity("shiny", 0, 1), "Unsupported type specified"),
        ({"offset": 0, "length": 1}, "Type is not specified"),
        ({"type": "bold", "length": 1}, 'Field "offset" must be of type Number'),
        (entity("bold", -1, 2), "Receive an entity with incorrect offset -1"),
        (
            entity("bold", 0, 8),
            "Entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 8",
        ),
        (entity("bold", 9, 1), "Entity begins after the end of the text at UTF-16 offset 9"),
        (entity("bold", 4, 2), "Entity begins in a middle of a UTF-16 symbol at byte offset 7"),
        (
            entity("bold", 0, 4),
            "Entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol "
            "at byte offset 7",
        ),
        ({**entity("text_link", 0, 1), "url": "no url"}, "Entity URL 'no url' is invalid"),
    ],
)
def test_an_entity_outside_the_rules_is_refused_with_the_reason(
    given_entity: Json, reason: str
) -> None:
    with pytest.raises(BadRequest) as refusal:
        shown("abc😀de", given_entity)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


def test_entities_may_come_as_json_text() -> None:
    raw = '[{"type": "bold", "offset": 0, "length": 2}]'
    assert formatted("ab", entities=raw).entities_json() == [entity("bold", 0, 2)]


def test_offsets_count_utf16_units() -> None:
    assert shown("😀 bold", entity("bold", 3, 4)) == [entity("bold", 3, 4)]


def test_of_more_than_100_entities_the_rest_is_ignored() -> None:
    many = [entity("bold", 2 * place, 1) for place in range(120)]
    assert shown("a " * 120, *many) == many[:100]


def test_a_quote_inside_a_quote_is_dropped() -> None:
    nested = (entity("blockquote", 0, 9), entity("expandable_blockquote", 2, 4))
    assert shown("some text", *nested) == [entity("blockquote", 0, 9)]


def test_bold_across_the_edge_of_a_quote_is_cut_at_the_edge() -> None:
    assert shown("0123456789", entity("blockquote", 4, 6), entity("bold", 2, 4)) == [
        entity("bold", 2, 2),
        entity("blockquote", 4, 6),
        entity("bold", 4, 2),
    ]


def test_bold_inside_a_quote_stays_as_it_was_sent() -> None:
    sent = [entity("blockquote", 0, 10), entity("bold", 3, 4)]
    assert shown("0123456789", *sent) == sent


def test_touching_pieces_of_bold_are_joined() -> None:
    assert shown("abcdef", entity("bold", 0, 2), entity("bold", 2, 3)) == [entity("bold", 0, 5)]


def test_nothing_lies_inside_code() -> None:
    assert shown("abcdef", entity("code", 1, 3), entity("italic", 2, 4)) == [
        entity("code", 1, 3),
        entity("italic", 4, 2),
    ]


def test_a_name_in_a_quote_becomes_a_mention_though_nobody_asked() -> None:
    assert shown("see @durov_x ok", entity("blockquote", 0, 15)) == [
        entity("blockquote", 0, 15),
        entity("mention", 4, 8),
    ]


def test_a_name_in_code_stays_quiet() -> None:
    assert shown("see @durov_x ok", entity("code", 4, 8)) == [entity("code", 4, 8)]


def test_a_bot_cannot_make_a_mention_by_saying_so() -> None:
    assert shown("plain words", entity("mention", 0, 5)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/ask who", [("bot_command", "/ask")]),
        ("😀 /ask@quoth_bot who", [("bot_command", "/ask@quoth_bot")]),
        ("a/ask and //ask", []),
        ("hello @quoth_bot!", [("mention", "@quoth_bot")]),
        ("mail ann@example.org now", [("email", "ann@example.org")]),
        ("go to https://x.org/a?b=1.", [("url", "https://x.org/a?b=1")]),
        ("README.md and notes.txt", [("url", "README.md")]),
        ("#tag #1234 #中文", [("hashtag", "#tag"), ("hashtag", "#中文")]),
        ("pay $USD", [("cashtag", "$USD")]),
        ("in 2023. Then", []),
    ],
)
def test_what_telegram_makes_clickable_is_found(text: str, found: list[tuple[str, str]]) -> None:
    units = text.encode("utf-16-le")
    assert [
        (one.kind, units[2 * one.offset : 2 * one.end].decode("utf-16-le")) for one in detect(text)
    ] == found


RANGES = st.builds(
    Entity,
    st.sampled_from(sorted(KINDS)),
    st.integers(0, 12),
    st.integers(0, 8),
)


@given(st.lists(RANGES, max_size=8))
def test_repaired_entities_nest_and_never_cross(entities: list[Entity]) -> None:
    fixed = fix(entities)
    for place, one in enumerate(fixed):
        for other in fixed[place + 1 :]:
            is_apart = other.offset >= one.end
            is_inside = one.offset <= other.offset and other.end <= one.end
            is_around = other.offset <= one.offset and one.end <= other.end
            assert is_apart or is_inside or is_around
    quiet = {at for one in fixed if one.kind in MONOSPACE for at in range(one.offset, one.end)}
    for style in STYLES:
        wanted = {at for one in entities if one.kind == style for at in range(one.offset, one.end)}
        kept = [at for one in fixed if one.kind == style for at in range(one.offset, one.end)]
        assert len(kept) == len(set(kept))
        assert set(kept) == wanted - quiet

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.emulator.entities import Entity, utf16_length
from bot.emulator.errors import BadRequest
from bot.emulator.rules import clean, formatted, trim

ODD = "\r\u2028\u202a\u202e\u030a\u0333\u033f\x00\x07\t\x1f"
TEXTS = st.text(alphabet=st.sampled_from("ab é中😀\n " + ODD), max_size=30)


def slice_utf16(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize("removed", ["\r", "\u2028", "\u202e", "\u030a", "\u0333", "\u033f"])
def test_what_telegram_removes_is_gone_before_counting(removed: str) -> None:
    assert formatted(f"a{removed}b" * 2048).text == "ab" * 2048


@pytest.mark.parametrize("control", ["\x00", "\x07", "\t", "\x0b", "\x1f"])
def test_a_control_character_becomes_a_space(control: str) -> None:
    assert formatted(f"a{control}b").text == "a b"


def test_a_line_feed_stays() -> None:
    assert formatted("a\nb").text == "a\nb"


def test_of_a_run_of_direction_marks_only_the_last_stays() -> None:
    assert formatted("a\u200e\u200f\u200eb").text == "a\u200c\u200c\u200eb"


def test_a_quote_after_removed_characters_still_covers_the_same_words() -> None:
    before = "\r\n\u202eWho? "
    quote = "It was\r Ann 😀"
    entity = {
        "type": "blockquote",
        "offset": utf16_length(before),
        "length": utf16_length(quote),
    }
    shown = formatted(before + quote + " !", entities=[entity])
    [kept] = shown.entities
    assert slice_utf16(shown.text, kept.offset, kept.end) == "It was Ann 😀"


@given(pieces=st.tuples(TEXTS, TEXTS, TEXTS))
def test_cleaning_keeps_an_entity_around_the_same_characters(pieces: tuple[str, str, str]) -> None:
    before, inside, after = pieces
    entity = Entity("bold", utf16_length(before), utf16_length(inside))
    text, kept = clean(before + inside + after, [entity])
    assert text == clean(before)[0] + clean(inside)[0] + clean(after)[0]
    covered = [slice_utf16(text, one.offset, one.end) for one in kept]
    assert covered == ([clean(inside)[0]] if clean(inside)[0] else [])


@given(pieces=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS))
def test_two_nested_entities_keep_their_characters_through_cleaning_and_trimming(
    pieces: tuple[str, str, str, str, str],
) -> None:
    a, b, c, d, e = pieces
    outer = Entity("blockquote", utf16_length(a), utf16_length(b + c + d))
    inner = Entity("bold", utf16_length(a + b), utf16_length(c))
    text, kept = trim(*clean(a + b + c + d + e, [outer, inner]))
    covered = {one.kind: slice_utf16(text, one.offset, one.end) for one in kept}
    for kind, wanted in (("blockquote", b + c + d), ("bold", c)):
        cleaned = clean(wanted)[0]
        assert covered.get(kind, "").strip(" \n") == cleaned.strip(" \n")
        assert not covered.get(kind, "x").startswith((" ", "\n"))
    assert text == clean(a + b + c + d + e)[0].strip(" \n")


@pytest.mark.parametrize("text", [" ", "\n\n", "\t", "\u200b\u200d", "\u00a0", "\ufeff", "\r", "⠀"])
def test_a_text_nobody_could_see_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match=r"^Bad Request: text must be non-empty$"):
        formatted(text)


def test_4096_units_pass_and_4097_are_too_long() -> None:
    assert formatted("😀" * 2048).text == "😀" * 2048
    with pytest.raises(BadRequest, match=r"^Bad Request: message is too long$"):
        formatted("😀" * 2048 + "a")


def test_markup_does_not_count_towards_the_length() -> None:
    assert formatted(f"<b>{'a' * 4096}</b>", parse_mode="HTML").text == "a" * 4096


def test_white_space_at_both_ends_goes_and_the_entities_move_along() -> None:
    shown = formatted(" \n hello ", entities=[{"type": "bold", "offset": 2, "length": 7}])
    assert shown.text == "hello"
    assert shown.entities_json() == [{"type": "bold", "offset": 0, "length": 5}]

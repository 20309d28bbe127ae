"""A raw text becomes a question that can be searched and shown."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.answer import MOST_QUESTION_CHARACTERS, Question

anything = st.text(max_size=300)


def test_white_space_and_control_characters_become_single_spaces() -> None:
    assert (
        Question.of("  When\tdoes\n\nthe\u2028ferry\x00leave?\r ").text
        == "When does the ferry leave?"
    )


def test_accents_are_composed() -> None:
    assert Question.of("cafe\u0301").text == "caf\u00e9"


def test_direction_marks_and_other_invisible_characters_are_removed() -> None:
    hidden = "\u202efer\u200bry\u2066 \ufefftick\u00adet\u200f"
    assert Question.of(hidden).text == "ferry ticket"


def test_half_of_a_character_pair_is_removed() -> None:
    assert Question.of("ferry \ud83d ticket\udc00").text == "ferry ticket"


def test_a_text_longer_than_a_message_is_cut() -> None:
    assert Question.of("a" * 5000).text == "a" * MOST_QUESTION_CHARACTERS


@pytest.mark.parametrize(
    ("text", "has_words"),
    [
        ("ferry", True),
        ("3", True),
        ("河", True),
        ("😀 👍", False),
        ("?! …", False),
        (" \n ", False),
    ],
)
def test_a_question_needs_a_letter_or_a_digit_to_have_words(text: str, has_words: bool) -> None:
    assert Question.of(text).has_words is has_words


def test_the_scope_is_kept() -> None:
    assert Question.of("ferry", frozenset({"north"})).collections == frozenset({"north"})
    assert Question.of("ferry").collections is None


@given(text=st.text(st.characters(), max_size=300) | anything)
@settings(max_examples=200)
def test_a_cleaned_question_holds_nothing_that_cannot_be_sent(text: str) -> None:
    cleaned = Question.of(text).text
    cleaned.encode()
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert cleaned == " ".join(cleaned.split())


def test_a_question_is_composed_also_where_something_invisible_was_removed() -> None:
    question = Question.of("cafe\u200d\u0301")
    assert question.text == "caf\u00e9"
    assert Question.of(question.text) == question


def test_a_question_is_never_longer_than_a_message() -> None:
    assert len(Question.of("\ufb2c" * MOST_QUESTION_CHARACTERS).text) <= MOST_QUESTION_CHARACTERS

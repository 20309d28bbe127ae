"""What has the form of a question, with its mark or without."""

import pytest

from bot.question_form import ends_as_question


@pytest.mark.parametrize(
    "text",
    [
        "When does it open?",
        "When does it open? 🙂 ",
        "(really?!)",
        "几点开门？",
        "متى يفتح؟",
        "这里有渡船吗",
        "渡船票多少。",
        "พิพิธภัณฑ์เปิดไหมครับ",
        "ตั๋วราคาเท่าไหร่",
        "phà chạy khi nào?",
    ],
)
def test_a_question_is_told_by_its_end(text: str) -> None:
    assert ends_as_question(text)


@pytest.mark.parametrize(
    "text", ["It opens at six.", "What? No way", "", "🙂", "?x", "ขอบคุณครับ", "那么", "why"]
)
def test_anything_else_is_none(text: str) -> None:
    assert not ends_as_question(text)

"""A question in a language that we cannot compare is told so in words that its author reads."""

import pytest

from bot.languages import cannot_compare


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            "th",
            "ฉันไม่สามารถเทียบคำถามภาษาไทยกับเอกสารของฉันได้ กรุณาถามเป็นภาษาอังกฤษ",
        ),
        ("zh", "我无法将中文提问与我的文档进行比对。请用英语提问。"),
        (
            "vi",
            "Tôi không thể so sánh câu hỏi bằng tiếng Việt với các tài liệu của mình. "
            "Vui lòng hỏi bằng tiếng Anh.",
        ),
        (
            "id",
            "Saya tidak dapat membandingkan pertanyaan dalam bahasa Indonesia dengan dokumen saya. "
            "Silakan bertanya dalam bahasa Inggris.",
        ),
        (
            "de",
            "I can't compare a question in German with my documents. Please ask in English.",
        ),
        (
            "xh",
            "I can't compare a question in this language with my documents. Please ask in English.",
        ),
    ],
)
def test_it_is_said_in_the_language_of_the_question_or_in_english(
    asked: str, expected: str
) -> None:
    assert cannot_compare(asked, {"en"}) == expected


@pytest.mark.parametrize(
    ("asked", "documents", "ending"),
    [
        ("de", {"zh", "en"}, "Please ask in English or Chinese."),
        ("th", {"zh", "en"}, "กรุณาถามเป็นภาษาอังกฤษหรือภาษาจีน"),
        ("th", {"de"}, "กรุณาถามเป็นภาษาเยอรมัน"),
        ("zh", {"en", "th", "vi"}, "请用英语或泰语或越南语提问。"),
        ("de", set(), "Please ask in their language."),
        ("de", {"xh"}, "Please ask in their language."),
        ("de", {"en", "xh"}, "Please ask in their language."),
        ("de", {"en", "fr", "it", "es"}, "Please ask in their language."),
        ("zh", set(), "请用文档的语言提问。"),
    ],
)
def test_the_languages_to_ask_in_are_named_if_they_are_few_and_known(
    asked: str, documents: set[str], ending: str
) -> None:
    assert cannot_compare(asked, documents).endswith(ending)

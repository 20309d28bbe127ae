"""The language of a text: told where it is sure, left open where it is not."""

import pytest

from index.language import language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("How many apple trees does the orchard hold?", "en"),
        ("Who wrote 'Die Leiden des jungen Werthers', and when?", "en"),
        ("Die Firma What and How wurde 1931 gegründet und baut seither Fähren.", "de"),
        ("đào tạo nghề ở nước ngoài có bao nhiêu cơ sở", "vi"),
        ("มีต้นแอปเปิลกี่ต้นในสวน", "th"),
        ("果园里有多少棵苹果树?", "zh"),
        ("Berapa jumlah pohon apel di kebun itu?", "id"),
        ("¿Cuántos manzanos hay en el huerto?", "es"),
    ],
)
def test_the_language_of_a_sentence_is_told(text: str, code: str) -> None:
    assert language_of(text) == code


@pytest.mark.parametrize(
    "text", ["AUN-QA", "Guangxi population 2023", "GDP", "ferry ticket", "?", ""]
)
def test_names_and_keywords_are_in_no_language(text: str) -> None:
    assert language_of(text) is None

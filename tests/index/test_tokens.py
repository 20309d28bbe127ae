"""Texts become the terms that lexical search compares."""

import unicodedata

from hypothesis import given, settings

from index.lexical.tokens import STOP_WORDS, Tokeniser, normalised, words_of
from tests.corpus.texts import texts


def terms(text: str) -> list[str]:
    return Tokeniser().terms(text)


def test_forms_of_one_word_share_a_stem() -> None:
    assert terms("crossing crossed crosses") == ["cross"] * 3
    assert terms("Ferries") == terms("ferry")
    assert terms("mill") != terms("mile")


def test_stop_words_are_left_out_and_other_words_keep_their_order() -> None:
    assert terms("When was the mill built by Anna?") == ["mill", "built", "anna"]
    assert terms(" ".join(STOP_WORDS)) == []


def test_a_possessive_is_the_word_itself() -> None:
    assert terms("Anna's mill") == terms("Anna’s mill") == ["anna", "mill"]
    assert words_of("The miller's house") == ["the", "miller", "house"]


def test_figures_and_words_are_told_apart_by_marks() -> None:
    assert terms("3.5 crowns, 412-tree e-mail a_b") == [
        "3",
        "5",
        "crown",
        "412",
        "tree",
        "e",
        "mail",
        "b",
    ]


def test_chinese_is_read_in_pairs_of_characters() -> None:
    assert terms("渡船过河") == ["渡船", "船过", "过河"]
    assert terms("河") == ["河"]
    assert terms("渡船，过河") == ["渡船", "过河"]


def test_thai_kana_and_hangul_are_read_in_pairs_of_characters() -> None:
    assert terms("เรือ") == ["เร", "รื", "ือ"]
    assert terms("わたる") == ["わた", "たる"]
    assert terms("나룻배") == ["나룻", "룻배"]


def test_scripts_in_one_text_keep_to_themselves() -> None:
    assert terms("The ferry渡船 of 1931年") == ["ferri", "渡船", "1931", "年"]


def test_compatibility_forms_are_one() -> None:
    assert terms("ＦＥＲＲＹ １９３１") == terms("ferry 1931")
    assert terms("ﬁne") == terms("fine")
    assert terms("cafe\u0301") == terms("café")
    assert normalised("Ⅻ ＡＢ") == "xii ab"


def test_marks_and_symbols_make_no_terms() -> None:
    assert terms("😀 ... – © × !?") == []


@given(text=texts())
@settings(max_examples=100, deadline=None)
def test_terms_do_not_depend_on_composition_or_on_case(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))
    assert terms(normalised(text)) == terms(text)


@given(text=texts())
@settings(max_examples=50, deadline=None)
def test_no_term_is_empty_or_holds_white_space(text: str) -> None:
    assert all(term and not any(c.isspace() for c in term) for term in terms(text))

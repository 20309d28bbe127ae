"""Sentences are found in any script, and no character is lost between them."""

import pytest
from hypothesis import example, given, settings

from corpus.sentences import LONGEST_SENTENCE, sentences
from tests.corpus.texts import texts


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["The ferry leaves at six.", "Is it free?", "For children it is!"],
        ["Dr. Brandt paid 3.5 crowns for it.", "Mr. Dahl paid less, i.e. nothing."],
        ["渡船六点出发。", "单程票三元！", "孩子免费吗？", "是的。"],
        ["渡し船は六時に出ます。", "切符は三百円です。", "子どもは無料ですか？"],
        ["Паром отходит в шесть.", "Билет стоит три кроны."],
    ],
)
def test_sentences_are_told_apart(expected: list[str]) -> None:
    gap = "" if expected[0][0] in "渡" else " "
    assert cut(gap.join(expected)) == expected


def test_thai_without_full_stops_stays_whole_while_it_is_short() -> None:
    text = "เรือออกหกโมงเช้า ตั๋วราคาสามบาท เด็กขึ้นฟรี"
    assert cut(text) == [text]


def test_thai_that_runs_on_is_cut_at_spaces() -> None:
    text = " ".join(["เรือออกหกโมงเช้า"] * 100)
    found = cut(text)
    assert len(found) > 1
    assert " ".join(found) == text
    assert all(len(sentence) <= LONGEST_SENTENCE for sentence in found)


def test_a_word_without_end_is_cut_at_the_limit() -> None:
    found = cut("x" * (2 * LONGEST_SENTENCE + 1))
    assert [len(sentence) for sentence in found] == [LONGEST_SENTENCE, LONGEST_SENTENCE, 1]


def test_a_text_of_white_space_has_no_sentence() -> None:
    assert sentences("") == sentences(" \n\u3000\t") == []


@given(text=texts())
@example("a😀b. C d.\n\n\u2028 e")
@settings(max_examples=200, deadline=None)
def test_every_character_but_white_space_lies_in_exactly_one_sentence(text: str) -> None:
    end = 0
    for sentence in sentences(text):
        assert end <= sentence.start < sentence.end <= len(text)
        assert not text[end : sentence.start].strip()
        found = text[sentence.start : sentence.end]
        assert found == found.strip()
        assert len(found) <= LONGEST_SENTENCE
        end = sentence.end
    assert not text[end:].strip()


@given(text=texts(30))
@settings(max_examples=50, deadline=None)
def test_offsets_are_counted_from_where_the_text_starts(text: str) -> None:
    assert sentences(text, 100) == [(start + 100, end + 100) for start, end in sentences(text)]

"""Sets of questions that are made from others."""

from pathlib import Path

import pytest

from index.judging.questions import Case, read_questions
from index.judging.variants import held_out, misspelt
from index.lexical.tokens import STOP_WORDS
from tests.squad import FERRY, write_data


def test_only_questions_of_articles_that_nothing_is_asked_about_are_held_out(
    tmp_path: Path,
) -> None:
    data = write_data(tmp_path)
    tuning = read_questions(data / "passages.json")
    found = held_out(read_questions(data / "asked.json"), tuning)
    assert [case.question for case in found.cases] == [
        "When was the ferry built?",
        "How much is a ticket for the ferry?",
    ]
    assert found.documents == tuning.documents
    passages = {p.id: p.text for document in found.documents for p in document.passages}
    assert all(passages[case.passage or ""] == FERRY for case in found.cases)
    assert {case.document for case in found.cases} == {"0001 Ferry"}
    assert found.cases[0].answers == ("1931",)


QUESTIONS = [
    "Which consortium did Guangxi's universities establish together with enterprises?",
    "Who would have been there when the bank lent it?",
] * 30


def test_letters_are_swapped_in_about_half_of_the_longer_words() -> None:
    changed = total = 0
    for case, slipped in zip(
        QUESTIONS, misspelt([Case(question) for question in QUESTIONS]), strict=True
    ):
        before = case.lower().rstrip("?").split()
        after = slipped.question.split()
        for word, other in zip(before, after, strict=True):
            if len(word) <= 4 or word in STOP_WORDS:
                assert word == other
                continue
            assert sorted(word) == sorted(other)
            assert (word[0], word[-1]) == (other[0], other[-1])
            assert sum(a != b for a, b in zip(word, other, strict=True)) in {0, 2}
            total += 1
            changed += word != other
    # Six longer words thirty times; two equal letters that change places are no slip.
    assert total == 6 * 30
    assert changed / total == pytest.approx(0.48, abs=0.1)


def test_slips_are_the_same_every_time_and_leave_all_else() -> None:
    cases = [Case(question, "d.txt", ("a",), "p") for question in QUESTIONS]
    found = misspelt(cases)
    assert found == misspelt(cases)
    assert {(case.document, case.answers, case.passage) for case in found} == {
        ("d.txt", ("a",), "p")
    }

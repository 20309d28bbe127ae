"""What a question asks for, and whether a sentence has it beyond the question's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ranking.answer_type import AnswerType


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("When was the mill founded?", "The mill was founded in 1788.", 1),
        ("When was the mill founded?", "The mill was founded by Anna Brandt.", 0),
        ("When was the mill of 1788 founded?", "The mill of 1788 is old.", 0),
        ("What month does it close?", "The museum closes in January.", 1),
        ("Who founded the mill?", "It was founded by Anna Brandt.", 1),
        ("Who founded the mill?", "It was founded by the owner of the forest.", 0),
        ("How many apple trees are there?", "The orchard holds 412 apple trees.", 1),
        ("How many apple trees are there?", "The orchard holds nineteen kinds.", 0.5),
        ("How many apple trees are there?", "The orchard was planted in 1950.", 0.5),
        ("How many apple trees are there?", "Volunteers harvest the apples.", 0),
        ("How long is the tour?", "The tour lasts 40 minutes.", 1),
        ("What is the e-mail address of the mill?", "Write to mill@example.org.", 1),
        ("What is the phone number?", "Call +47 (22) 12-34-56 in the morning.", 1),
        ("What is the phone number?", "The phone was installed in 1931.", 0),
        ("What is the website of the mill?", "The mill has a museum.", 0),
        ("Why is the mill closed?", "Because of the flood.", 1),
    ],
)
def test_a_sentence_holds_the_kind_of_thing_that_is_asked_for(
    question: str, sentence: str, expected: float
) -> None:
    assert AnswerType(question).held_by([sentence]).answers == [expected]


def test_names_and_numbers_count_beyond_the_words_of_the_question() -> None:
    held = AnswerType("How many acres did Anna Brandt own in 1788?").held_by(
        [
            "In 1788 Anna Brandt owned 40 acres near Halden.",
            "“Mills” stood in Rye, Fen-Marsh and O’Dell by 1790, 5 or 6 of them, and 12th in 1800.",
            "Nothing.\0Halden",
            "",
        ]
    )
    assert held.names == [1 / 5, 5 / 5, 0, 0]
    assert held.numbers == [1 / 3, 3 / 3, 0, 0]


@given(
    sentences=st.lists(st.text(alphabet="aA1 _-(’É\n\0.", max_size=12), min_size=1, max_size=5),
    question=st.sampled_from(["When is A1?", "How many aa?", "Who?", "Why?"]),
)
def test_sentences_looked_at_together_have_what_each_has_alone(
    sentences: list[str], question: str
) -> None:
    asked = AnswerType(question)
    together, alone = asked.held_by(sentences), [asked.held_by([each]) for each in sentences]
    assert together.answers == [one.answers[0] for one in alone]
    assert together.names == [one.names[0] for one in alone]
    assert together.numbers == [one.numbers[0] for one in alone]

"""Hashtags that limit a question to collections."""

from bot.scope import named
from index.answer import Question

OPEN = ("north", "Annual reports", "")


def test_a_hashtag_of_a_collection_limits_the_question_and_leaves_its_words() -> None:
    question = named(Question.of("#North how many trees?"), OPEN)
    assert question == Question("how many trees?", frozenset({"north"}))


def test_several_hashtags_limit_it_to_all_of_them() -> None:
    question = named(Question.of("how many trees #north #annual_reports"), OPEN)
    assert question == Question("how many trees", frozenset({"north", "Annual reports"}))


def test_an_unknown_or_closed_name_stays_a_word_of_the_question() -> None:
    asked = Question.of("#board how many trees? see C#north")
    assert named(asked, OPEN) == asked


def test_a_hashtag_alone_is_the_question_itself() -> None:
    asked = Question.of("#north ?")
    assert named(asked, OPEN) == asked

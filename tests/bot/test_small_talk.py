"""Small talk is told from questions, in five languages, and questions are freed of it."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import phrases
from bot.small_talk import Talk, talk_of, without_talk
from bot.talk_grammar import expand, grammar
from index.answer import Question
from tests.conftest import SHARED

QUESTIONS = Path(__file__).resolve().parent.parent / "questions"
GREETINGS = ("Hello", "hi there", "Good morning", "你好", "xin chào", "สวัสดีครับ", "halo kak")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def answerable(path: Path) -> list[str]:
    return [line["question"] for line in lines(path) if line["answer"] is not None]


CHATTER = lines(QUESTIONS / "chatter.jsonl")


@pytest.mark.parametrize("line", CHATTER, ids=lambda line: str(line["text"]))
def test_chatter_in_five_languages_is_told_by_what_it_is_about(line: dict[str, str]) -> None:
    talk = talk_of(line["text"])
    if line["intent"] == "NO_WORDS":
        assert talk is None
        assert not Question.of(line["text"]).has_words
    else:
        assert talk is Talk[line["intent"]]


@pytest.mark.parametrize(
    "text",
    [
        "Hellooooo!!!",
        "HI QUOTH",
        "thankssss",
        "goodnight",
        "what’s your name?",
        "hi,thanks",
        "Cam on ban nhieu",
        "謝謝您的幫助",
        "再見囉",
        "ขอบคุณมากกกค่าาา",
        "makasiiih kak",
        "Good morning! How are you today? :-)",
        "ok thanks bạn, bye",
        "\N{WAVING HAND SIGN} hey, nice to meet you!",
        "555555",
        "hahahahaha lol",
        "do you like cats or dogs?",
    ],
)
def test_people_write_chatter_in_many_ways(text: str) -> None:
    assert talk_of(text)


@pytest.mark.parametrize(
    "question",
    [
        "What is the test?",
        "test results",
        "What is your return policy?",
        "What are your opening hours?",
        "Do you have a branch in Hanoi?",
        "How does the machine work?",
        "tell me something about the institute",
        "hello kitty",
        "thank you note by the secretary",
        "Who made the ferry?",
        "AI",
        "好的大学有哪些",
        "谢谢的英文怎么说",
        "你们学校有多少学生",
        "cảm ơn trong tiếng Anh là gì",
        "ครูชื่ออะไร",
        "siapa nama rektor",
        "Do you like it? Then tell me who founded the mill in 1788.",
        "",
        "…",
    ],
)
def test_what_could_be_looked_up_is_no_small_talk(question: str) -> None:
    assert talk_of(question) is None


@pytest.mark.parametrize("question", answerable(QUESTIONS / "sample.jsonl"))
def test_no_question_of_the_sample_is_small_talk_or_cut(question: str) -> None:
    assert talk_of(question) is None
    assert without_talk(question) == question


def test_no_question_about_the_articles_is_small_talk_or_cut(seeds: Path) -> None:
    for question in answerable(seeds.parent / "questions" / "seed_questions.jsonl"):
        assert talk_of(question) is None
        assert without_talk(question) == question


@pytest.mark.parametrize("name", ["squad_dev", "xquad_en", "xquad_zh", "xquad_vi", "xquad_th"])
def test_no_question_of_the_big_collections_is_small_talk_or_cut(name: str) -> None:
    path = SHARED / "data" / f"{name}.json"
    if not path.is_file():
        pytest.skip("the shared folder with the collections is not here")
    articles = json.loads(path.read_text("utf-8"))["data"]
    asked = [qa["question"] for a in articles for p in a["paragraphs"] for qa in p["qas"]]
    assert len(asked) > 1000
    assert [question for question in asked if talk_of(question)] == []
    assert [q for q in asked if " ".join(without_talk(q).split()) != " ".join(q.split())] == []


@given(st.sampled_from(GREETINGS), st.sampled_from(answerable(QUESTIONS / "sample.jsonl")))
def test_a_greeting_before_a_question_is_cut_off_and_nothing_else(
    greeting: str, question: str
) -> None:
    assert without_talk(f"{greeting}, {question}") == question
    assert without_talk(f"{greeting}! {question}") == question
    assert talk_of(f"{greeting}, {question}") is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("hi how many bases are there", "how many bases are there"),
        ("I have a question: who founded it?", "who founded it?"),
        ("你好请问有多少个基地", "有多少个基地"),
        ("chào bạn cho mình hỏi cơ sở ở đâu", "cơ sở ở đâu"),
        ("สวัสดีครับ ขอถามหน่อยว่ามีกี่แห่ง", "ว่ามีกี่แห่ง"),
        ("permisi kak, mau tanya berapa jumlahnya", "berapa jumlahnya"),
        ("Hello,how many are there?", "how many are there?"),
        ("When was it built? Thanks a lot, bye!", "When was it built?"),
        ("Thanks! And when was it built?", "when was it built?"),
    ],
)
def test_small_talk_around_a_question_is_cut_off(text: str, question: str) -> None:
    assert without_talk(text) == question


@pytest.mark.parametrize(
    "question",
    ["Good Morning America ratings", "Hello Kitty's creator", "Love, Actually: who directed it?"],
)
def test_a_title_that_begins_like_a_greeting_stays_whole(question: str) -> None:
    assert without_talk(question) == question


@given(st.text(max_size=300))
def test_any_text_is_judged_and_only_ever_shortened(text: str) -> None:
    talk_of(text)
    assert without_talk(text) in text


def test_of_several_things_said_the_weightiest_is_answered() -> None:
    assert talk_of("hi, thanks!") is Talk.THANKS
    assert talk_of("ok thanks bye") is Talk.GOODBYE
    assert talk_of("hello, who are you?") is Talk.ABOUT_ME


def test_every_kind_of_small_talk_has_its_own_line() -> None:
    assert phrases.SMALL_TALK.keys() == set(Talk)
    assert len(set(phrases.SMALL_TALK.values())) == len(Talk)


def test_an_expression_stands_for_every_choice_in_it() -> None:
    found = [" ".join(phrase.split()) for phrase in expand("a (b | (c | ) d) | e*")]
    assert found == ["a b", "a c d", "a d", "e*"]


def test_the_phrases_are_well_written_down() -> None:
    for file in files("bot").joinpath("talk").iterdir():
        if file.name.endswith(".txt"):
            text = file.read_text("utf-8")
            assert all(line.count("(") == line.count(")") for line in text.splitlines()), file.name
    known = grammar()
    assert {*known.phrases.values(), *known.open_phrases.values()} == {talk.name for talk in Talk}
    keys = {*known.phrases, *known.open_phrases, *known.fillers}
    assert [key for key in keys if not key or set(key) & set("()|*$ ")] == []

"""Questions are made of the library's sentences, always the same ones, and are no copies."""

import re
from pathlib import Path

import pytest

from index.judging.generated import Generated, generate
from index.snapshot import Snapshot, load
from tests.conftest import build_library, write_corpus

ELSEWHERE = {"en": ["how long should I roast a chicken"], "zh": ["红烧肉怎么做才好吃"]}
TEXTS = {
    "tram.txt": (
        "The tram line\n\n"
        "The first tram line of Halden was opened in 1904 between the harbour and the brewery. "
        "Today 27 trams carry about forty thousand passengers through the old town every day. "
        "The workshop near the harbour was designed by the architect Greta Lindholm, "
        "a pupil of the town's master builder.\n"
    ),
    "ferry.zh.txt": (
        "渡船\n\n渡船从早上六点开始，每二十分钟过河一次，单程票价三元，儿童免费乘坐，自行车放在下层甲板上。"
        "这艘船由哈尔登造船厂于一九三一年建造，柴油发动机后来换成了电动机。\n"
    ),
    "ferry.th.txt": (
        "เรือข้ามฟาก\n\nเรือข้ามฟากออกทุกยี่สิบนาทีตั้งแต่หกโมงเช้า ตั๋วเที่ยวเดียวราคาสามบาท "
        "เด็กขึ้นฟรี จักรยานวางไว้ที่ชั้นล่างของเรือ และมีบริการจนถึงสามทุ่มทุกวันยกเว้นวันหยุด\n"
    ),
}


@pytest.fixture
def library(tmp_path: Path) -> Snapshot:
    """English, Chinese and Thai documents."""
    path = tmp_path / "library.db"
    build_library(write_corpus(tmp_path / "texts", TEXTS), path)
    return load(path)


def english(library: Snapshot) -> list[Generated]:
    return [made for made in generate(library, 50, ELSEWHERE) if made.text.isascii()]


def test_the_same_library_gives_the_same_questions(library: Snapshot) -> None:
    assert generate(library, 50, ELSEWHERE) == generate(library, 50, ELSEWHERE)


def test_a_question_asks_for_something_that_it_does_not_say(library: Snapshot) -> None:
    made = english(library)
    assert {question.answer for question in made} <= {"1904", "27", "Halden", "Greta Lindholm"}
    assert len(made) == 3
    for question in made:
        assert question.answer is not None
        assert question.answer in question.sentence
        assert question.answer not in question.text


def test_a_question_opens_as_its_answer_asks(library: Snapshot) -> None:
    openings = {"1904": "when", "27": "how many", "Halden": "who", "Greta Lindholm": "who"}
    for question in english(library):
        assert question.text.startswith(openings[str(question.answer)])


def test_a_question_keeps_a_part_of_its_sentence_in_order(library: Snapshot) -> None:
    for question in english(library):
        said = question.text.removeprefix("how many ").split()[1:]
        kept = [word for word in said if word in question.sentence]
        assert len(kept) >= len(said) - 2
        assert re.search(".*".join(map(re.escape, kept)), question.sentence)
        assert len(question.text) < len(question.sentence) * 0.8


def test_texts_without_spaces_lose_runs_of_characters(library: Snapshot) -> None:
    made = [question for question in generate(library, 50, {}) if not question.text.isascii()]
    assert len(made) >= 3
    for question in made:
        ending = "คืออะไร" if "\u0e00" <= question.text[0] <= "\u0e7f" else "是什么"
        rest = question.text.removesuffix(ending)
        assert question.text != rest
        assert rest not in question.sentence
        assert re.search(".*".join(map(re.escape, rest)), question.sentence)


def test_questions_are_spread_over_the_documents(library: Snapshot) -> None:
    made = generate(library, 3, ELSEWHERE)
    assert len({question.document_id for question in made}) == 3


def test_a_passage_answers_if_it_holds_the_sentence_or_what_was_asked_for() -> None:
    made = Generated("when tram opened", "id", "The tram was opened in 1904.", "1904")
    assert made.is_answered_in("Long ago. The tram\nwas opened in 1904. Now it runs.")
    assert made.is_answered_in("In 1904 trams came.")
    assert not made.is_answered_in("The tram was opened in 1905.")

"""Files of questions are read in two formats, and what is wrong with one is said with its place."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answer import Question
from index.embedder import HashingEmbedder
from index.errors import QuestionsUnusable
from index.judging.questions import Case, QuestionSet, read_questions, spaced
from index.retrieve import retrieve
from index.snapshot import Snapshot

CONTEXTS = [
    "The ferry costs 3 crowns. It leaves at six.",
    "The mill grinds rye.  It is old.\n\nVery.",
]
SQUAD = {
    "version": "1",
    "data": [
        {
            "title": "Town_life",
            "paragraphs": [
                {
                    "context": CONTEXTS[0],
                    "qas": [
                        {
                            "question": "How much?",
                            "answers": [{"text": "3 crowns", "answer_start": 16}],
                        },
                        {"question": "Why?", "answers": [], "is_impossible": True},
                    ],
                },
                {
                    "context": CONTEXTS[1],
                    "qas": [
                        {
                            "question": "What grain?",
                            "answers": [{"text": "rye"}, {"text": "the rye"}],
                        }
                    ],
                },
            ],
        },
        {"title": "Empty", "paragraphs": [{"context": "Nobody asks.", "qas": []}]},
    ],
}


def read(tmp_path: Path, text: str) -> QuestionSet:
    path = tmp_path / "questions.jsonl"
    path.write_text(text, encoding="utf-8")
    return read_questions(path)


def test_each_line_is_a_question_with_or_without_an_answer(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '\ufeff{"question": "How much?", "document": "ferry.txt", "answer": "3 crowns"}\r\n\r\n'
        '{"question": "Who are you?"}\n'
        '{"question": "Why\u2028now?", "document": "ferry.txt", "answer": null}\n',
    )
    assert found.cases == (
        Case("How much?", "ferry.txt", ("3 crowns",)),
        Case("Who are you?"),
        Case("Why\u2028now?"),
    )
    assert found.documents == ()


def test_one_line_alone_is_read_as_a_question(tmp_path: Path) -> None:
    assert read(tmp_path, '{"question": "Who are you?"}').cases == (Case("Who are you?"),)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{broken", "line 3: not JSON"),
        ('["a list"]', "line 3: expected"),
        ('{"answer": "x"}', "line 3: expected"),
        ('{"question": 5}', "line 3: expected"),
        ('{"question": "q", "answer": "a"}', "line 3: an answer needs"),
        ('{"question": "q", "document": "d", "answer": ["a"]}', "line 3: an answer needs"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(QuestionsUnusable, match=message) as caught:
        read(tmp_path, '{"question": "Good?"}\n\n' + line + "\n")
    assert "questions.jsonl" in str(caught.value)


@pytest.mark.parametrize("text", ["", "\n \n", '{"data": []}'])
def test_a_file_without_questions_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(QuestionsUnusable, match="holds no questions"):
        read(tmp_path, text)


def test_a_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionsUnusable, match=r"nothing\.jsonl: No such file"):
        read_questions(tmp_path / "nothing.jsonl")
    (tmp_path / "latin.jsonl").write_bytes('{"question": "Où?"}'.encode("latin-1"))
    with pytest.raises(QuestionsUnusable, match="not UTF-8"):
        read_questions(tmp_path / "latin.jsonl")


def test_squads_paragraphs_become_passages_that_are_exact_quotes(tmp_path: Path) -> None:
    document, empty = read(tmp_path, json.dumps(SQUAD, indent=1)).documents
    assert document.document.title == "Town life"
    assert [passage.text for passage in document.passages] == CONTEXTS
    assert [passage.text for passage in empty.passages] == ["Nobody asks."]
    for prepared in (document, empty):
        for passage in prepared.passages:
            assert passage.text == prepared.document.text[passage.start : passage.end]
            assert all(passage.start <= s.start < s.end <= passage.end for s in passage.sentences)


def test_squads_questions_name_their_paragraph(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps(SQUAD))
    first, second = found.documents[0].passages
    assert [(case.question, case.answers, case.passage) for case in found.cases] == [
        ("How much?", ("3 crowns",), first.id),
        ("Why?", (), first.id),
        ("What grain?", ("rye", "the rye"), second.id),
    ]


@pytest.mark.parametrize(
    "data",
    [
        5,
        [5],
        [{"title": "T"}],
        [{"paragraphs": [{"qas": []}]}],
        [{"paragraphs": [{"context": "c"}]}],
    ],
)
def test_a_file_that_only_looks_like_squad_is_refused(tmp_path: Path, data: object) -> None:
    with pytest.raises(QuestionsUnusable, match="not in SQuAD format"):
        read(tmp_path, json.dumps({"data": data}))


def test_a_case_is_met_by_a_passage_of_its_document_that_says_the_answer(
    snapshot: Snapshot,
) -> None:
    def matches(question: str, path: str) -> bool:
        answer = retrieve(Question.of(question), snapshot, HashingEmbedder())
        found = next(m for m in answer.matches if m.document.path == path)
        return Case("q", "orchard.txt", ("412  apple\ntrees",)).is_met_by(found)

    assert matches("How many apple trees does the orchard hold?", "north/orchard.txt")
    assert not matches("Is there a ferry?", "ferry.txt")
    match = retrieve(Question.of("apple trees"), snapshot, HashingEmbedder()).matches[0]
    assert match.document.path == "north/orchard.txt"
    assert not Case("q", "chard.txt", ("412 apple trees",)).is_met_by(match)
    assert not Case("q", "orchard.txt", ("413 apple trees",)).is_met_by(match)
    assert Case("q", passage=match.passage.id).is_met_by(match)
    assert not Case("q", "north/orchard.txt", ("412",), passage="other").is_met_by(match)


@given(size=st.integers(0, 60), limit=st.none() | st.integers(0, 70))
def test_a_limit_spaces_the_cases_evenly_in_order(size: int, limit: int | None) -> None:
    cases = [Case(str(n)) for n in range(size)]
    chosen = [int(case.question) for case in spaced(cases, limit)]
    assert len(chosen) == (size if limit is None else min(size, limit))
    assert chosen == sorted(set(chosen))
    gaps = [after - before for before, after in pairwise(chosen)]
    assert not gaps or max(gaps) - min(gaps) <= 1


def test_spacing_reaches_over_the_whole_list() -> None:
    cases = [Case(str(n)) for n in range(10)]
    assert [case.question for case in spaced(cases, 4)] == ["0", "2", "5", "7"]

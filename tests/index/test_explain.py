"""An explanation says the same as the answer, and how long each step took."""

from itertools import count
from pathlib import Path

import pytest

from index.answer import Question
from index.embedder import HashingEmbedder
from index.explain import explain
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from index.steps import Laps
from tests.conftest import build_library, write_corpus


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    build_library(write_corpus(tmp_path / "documents"), tmp_path / "library.db")
    return load(tmp_path / "library.db")


@pytest.mark.parametrize(
    "text", ["What does the ferry cost?", "Who founded the mil?", "渡轮多少钱？", "?"]
)
def test_an_explanation_holds_the_answer_that_is_given(snapshot: Snapshot, text: str) -> None:
    question, embedder = Question.of(text), HashingEmbedder()
    ticks = count()

    found = explain(question, snapshot, embedder, lambda: float(next(ticks)))

    assert found.answer == retrieve(question, snapshot, embedder)
    for match in found.answer.matches:
        parts = {name: getattr(match.parts, name) for name in found.weights}
        total = sum(weight * parts[name] for name, weight in found.weights.items())
        assert total == pytest.approx(match.score)


def test_each_step_has_its_time_and_repeated_ones_are_added_up() -> None:
    times = iter([0.0, 0.001, 0.004, 0.005])
    laps = Laps(lambda: next(times))

    for name in ("encode", "rank", "encode"):
        laps(name)

    assert [(step.name, round(step.ms, 6)) for step in laps.steps] == [
        ("encode", 2.0),
        ("rank", 3.0),
    ]


def test_a_question_with_a_typing_error_is_searched_twice(snapshot: Snapshot) -> None:
    ticks = count()

    found = explain(
        Question.of("Who foundet the mil?"),
        snapshot,
        HashingEmbedder(),
        lambda: float(next(ticks)),
    )

    took = {step.name: step.ms for step in found.steps}
    assert found.answer.searched_for is not None
    assert took["encode the question"] == 2 * took["mend the spelling"] == 2000.0

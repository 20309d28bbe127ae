"""The thresholds of the verdict are fitted to a library, and only as far as there is reason to."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import HashingEmbedder
from index.judging.calibrate import FEWEST_ANSWERABLE, Judged, Source, errors, fit, judge, off_topic
from index.judging.questions import Case
from index.ranking.gate import Thresholds
from index.snapshot import Snapshot, load
from tests.conftest import CORPUS, Watch, build_library, write_corpus

DEFAULT = Thresholds()


def normal(source: Source, mean: float, count: int = 200, spread: float = 1.0) -> list[Judged]:
    rng = np.random.default_rng(0)
    return [Judged(source, m, True) for m in rng.normal(mean, spread, count).tolist()]


def fitted(judged: list[Judged]) -> Thresholds:
    found = fit(judged)
    assert found is not None
    return found


def test_where_the_defaults_part_questions_well_they_stay() -> None:
    judged = normal(Source.GENERATED, 6.0) + normal(Source.OFF_TOPIC, -9.0)
    assert fitted(judged) == DEFAULT


def test_idle_questions_that_would_be_shown_raise_the_threshold() -> None:
    judged = normal(Source.GENERATED, 8.0) + normal(Source.OFF_TOPIC, DEFAULT.unsure_from + 0.5)
    found = fitted(judged)
    assert found.unsure_from > DEFAULT.unsure_from + 1
    before, after = (errors(judged, thresholds)[1].wrong for thresholds in (DEFAULT, found))
    assert before > 100
    assert after < 10


def test_answers_that_would_be_refused_lower_the_threshold() -> None:
    judged = normal(Source.GENERATED, DEFAULT.unsure_from) + normal(Source.OFF_TOPIC, -9.0)
    found = fitted(judged)
    assert found.unsure_from < DEFAULT.unsure_from - 1
    assert found.unsure_from < found.found_from < DEFAULT.found_from
    assert errors(judged, found)[0].wrong < 20


def test_few_answers_are_refused_however_many_idle_questions_that_lets_through() -> None:
    judged = normal(Source.GENERATED, 1.5) + normal(Source.OFF_TOPIC, 1.0)
    refused = errors(judged, fitted(judged))[0]
    assert refused.wrong / refused.questions <= 0.08


def test_what_a_library_answers_surely_moves_nothing_though_we_thought_it_off_topic() -> None:
    clear = normal(Source.GENERATED, 6.0) + normal(Source.OFF_TOPIC, -9.0)
    cookbook = [Judged(Source.OFF_TOPIC, 8.0)] * 20
    assert fitted(clear + cookbook) == fitted(clear)


def test_the_operators_own_questions_count_more_than_ours() -> None:
    judged = normal(Source.GENERATED, 6.0) + normal(Source.OFF_TOPIC, -9.0)
    shown = DEFAULT.unsure_from + 1
    assert fitted([*judged, Judged(Source.OFF_TOPIC, shown)]) == DEFAULT
    assert fitted([*judged, Judged(Source.YOURS_IDLE, shown)]).unsure_from > shown


def test_what_is_found_without_doubt_is_the_right_passage() -> None:
    wrong = [replace(one, is_right=False) for one in normal(Source.GENERATED, 2.0, 30, 0.3)]
    judged = normal(Source.GENERATED, 7.0) + wrong + normal(Source.OFF_TOPIC, -9.0)
    found = fitted(judged).found_from
    sure = [one for one in judged if one.source.is_answerable and one.margin >= found]
    assert sum(one.is_right for one in sure) / len(sure) >= 0.95
    assert found > DEFAULT.found_from


def test_no_library_moves_a_threshold_out_of_bounds() -> None:
    easy = normal(Source.GENERATED, 30.0) + normal(Source.OFF_TOPIC, 4.0, 2000, 3.0)
    assert fitted(easy) == Thresholds(3.5, 3.5)
    hard = normal(Source.GENERATED, -4.0, 2000, 3.0) + normal(Source.OFF_TOPIC, -19.0)
    assert fitted(hard).unsure_from == -3.0


def test_too_few_questions_fit_nothing() -> None:
    idle = normal(Source.OFF_TOPIC, 0.0)
    assert fit(normal(Source.GENERATED, 6.0, FEWEST_ANSWERABLE - 1) + idle) is None
    assert fit(normal(Source.GENERATED, 6.0, FEWEST_ANSWERABLE) + idle) is not None
    assert fit(normal(Source.GENERATED, 6.0)) is None


@given(
    st.lists(
        st.builds(
            Judged,
            st.sampled_from(list(Source)),
            st.floats(-20, 20) | st.just(float("-inf")),
            st.booleans(),
        ),
        max_size=120,
    )
)
def test_thresholds_are_in_order_and_in_bounds_whatever_was_judged(judged: list[Judged]) -> None:
    found = fit(judged)
    if found is not None:
        assert -3 <= found.unsure_from <= found.found_from <= 3.5
        assert fit(judged[::-1]) == found


def test_the_shipped_questions_are_many_and_in_five_languages() -> None:
    questions = off_topic()
    assert len(questions) == len(set(questions)) >= 180
    assert sum(not question.isascii() for question in questions) >= 30


def by_source(judged: list[Judged], source: Source) -> list[Judged]:
    return [one for one in judged if one.source is source]


def test_the_library_is_asked_questions_of_every_source(snapshot: Snapshot) -> None:
    watch = Watch()
    cases = [
        Case("Who founded the mill in 1788?", "mill.md", ("Anna Brandt",)),
        Case("What is the capital of France?"),
    ]
    judged = judge(snapshot, HashingEmbedder(), cases, watch)
    assert watch.done == watch.expected > len(off_topic())
    assert {one.source for one in judged} == set(Source)
    (yours,) = by_source(judged, Source.YOURS)
    (idle,) = by_source(judged, Source.YOURS_IDLE)
    assert yours.is_right
    assert yours.margin > idle.margin
    generated, left_out = (by_source(judged, s) for s in (Source.GENERATED, Source.LEFT_OUT))
    assert all(one.is_right for one in generated)
    assert np.median([one.margin for one in generated]) > max(one.margin for one in left_out)


def test_what_was_judged_does_not_hang_on_the_thresholds_of_the_day(snapshot: Snapshot) -> None:
    lax = replace(snapshot, thresholds=Thresholds(-1000.0, -1000.0))
    embedder = HashingEmbedder()
    assert judge(lax, embedder, (), Watch()) == judge(snapshot, embedder, (), Watch())


def test_a_document_that_stands_twice_is_not_left_out(tmp_path: Path) -> None:
    twice = {"a.md": CORPUS["mill.md"], "b.md": CORPUS["mill.md"] + "\nIt is open in spring.\n"}
    build_library(write_corpus(tmp_path / "texts", twice), tmp_path / "library.db")
    judged = judge(load(tmp_path / "library.db"), HashingEmbedder(), (), Watch())
    assert by_source(judged, Source.GENERATED)
    assert by_source(judged, Source.LEFT_OUT) == []


@pytest.mark.parametrize("source", list(Source))
def test_an_error_is_an_answer_refused_or_an_idle_question_answered(source: Source) -> None:
    judged = [Judged(source, margin) for margin in (-2.0, 0.0, 2.0)]
    (found,) = errors(judged, Thresholds(-1.0, 1.0))
    assert (found.source, found.questions) == (source, 3)
    assert found.wrong == (1 if source.is_answerable else 2)

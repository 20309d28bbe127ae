"""Figures, their intervals and their differences, checked by hand."""

import pytest

from index.answer import Verdict
from index.judging.evaluate import Mark
from index.judging.figures import FIGURES, RANKING, Difference, compare, measure
from tests.index.marks import mark

FOUND, UNSURE, NOTHING = Verdict.FOUND, Verdict.UNSURE, Verdict.NOTHING


def values(marks: list[Mark]) -> dict[str, float | None]:
    return {found.figure.name: found.value for found in measure(marks)}


def differences(before: list[Mark], now: list[Mark]) -> dict[str, Difference]:
    return {d.figure.name: d for d in compare(list(zip(before, now, strict=True)))}


def test_figures_are_exact() -> None:
    found = values(
        [
            mark(FOUND, 1, bold=True, took_ms=1),
            mark(FOUND, 2, bold=True, took_ms=2),
            mark(UNSURE, 4, took_ms=3),
            mark(NOTHING, 11, took_ms=4),
            mark(NOTHING, None, took_ms=5),
            mark(NOTHING, known=False, took_ms=6),
            mark(FOUND, known=False, took_ms=7),
            mark(UNSURE, known=False, took_ms=8),
            mark(NOTHING, known=False, took_ms=9),
        ]
    )
    assert found == {
        "hit@1": 0.2,
        "hit@3": 0.4,
        "hit@5": 0.6,
        "mrr@10": 0.35,
        "bold@1": 0.4,
        "kept": 0.6,
        "found": 0.4,
        "refused": 0.5,
        "p50_ms": 5.0,
        "p95_ms": 8.6,
    }


def test_figures_that_no_question_bears_on_are_none() -> None:
    only_unanswerable = values([mark(NOTHING, known=False)])
    assert only_unanswerable["refused"] == 1.0
    assert only_unanswerable["hit@1"] is None
    assert only_unanswerable["kept"] is None
    only_answerable = values([mark(FOUND, 1)])
    assert (only_answerable["hit@1"], only_answerable["refused"]) == (1.0, None)
    assert set(values([]).values()) == {None}
    assert all(found.interval is None for found in measure([]))


def test_each_figure_says_how_many_questions_bear_on_it() -> None:
    found = measure([mark(known=False)] * 3 + [mark()])
    counts = {each.figure.name: each.questions for each in found}
    assert (counts["refused"], counts["hit@1"], counts["p50_ms"]) == (3, 1, 4)


def test_every_value_lies_in_its_interval() -> None:
    marks = [mark(FOUND, 1 + n % 7, bold=n % 3 == 0, took_ms=n) for n in range(50)]
    marks += [mark(NOTHING if n % 4 else FOUND, known=False, took_ms=n) for n in range(30)]
    for found in measure(marks):
        assert found.interval is not None
        assert found.value is not None
        low, high = found.interval
        assert low <= found.value <= high, found.figure.name
        assert low < high, found.figure.name


def test_ranking_has_no_figure_of_verdicts_or_bold_sentences() -> None:
    assert [figure.name for figure in RANKING] == ["hit@1", "hit@3", "hit@5", "mrr@10"]
    assert FIGURES[: len(RANKING)] == RANKING


def test_a_difference_that_most_questions_share_is_beyond_chance() -> None:
    before = [mark(rank=2)] * 20 + [mark(rank=1)] * 20
    found = differences(before, [mark(rank=1)] * 40)["hit@1"]
    assert (found.before, found.now, found.difference) == (0.5, 1.0, 0.5)
    assert (found.changed, found.questions) == (20, 40)
    assert 0.3 < found.interval.low < 0.5 < found.interval.high < 0.7
    assert found.is_beyond_chance


def test_as_many_losses_as_gains_are_chance() -> None:
    before = [mark(rank=1), mark(rank=2)] * 15
    found = differences(before, before[::-1])["hit@1"]
    assert (found.difference, found.changed) == (0.0, 30)
    assert not found.is_beyond_chance


@pytest.mark.parametrize(("changed", "is_beyond"), [(5, False), (6, True)])
def test_a_handful_of_changes_is_never_beyond_chance(changed: int, is_beyond: bool) -> None:
    rest = [mark(rank=1)] * (30 - changed)
    found = differences([mark(rank=2)] * changed + rest, [mark(rank=1)] * 30)["hit@1"]
    assert found.interval.low > 0
    assert found.is_beyond_chance is is_beyond


def test_times_are_compared_but_not_judged() -> None:
    found = differences([mark(took_ms=9)] * 20, [mark(took_ms=3)] * 20)["p50_ms"]
    assert (found.difference, found.interval) == (-6.0, (-6.0, -6.0))
    assert not found.is_beyond_chance


def test_a_figure_that_bears_on_no_common_question_is_left_out() -> None:
    before, now = [mark(known=False), mark()], [mark(known=False), mark(known=False)]
    found = differences(before, now)
    assert "hit@1" not in found  # the second question has an answer in one run only
    assert found["refused"].questions == 1

"""The list of benchmarks is read with care, and figures are held against its floors."""

from pathlib import Path

import pytest

from index.answer import Verdict
from index.errors import BenchmarkFileMissing, BenchmarksUnusable
from index.judging.benchmarks import Benchmark, Relation, check_files, questions_of, read_benchmarks
from index.judging.floors import Distance, Result
from tests.index.marks import mark
from tests.squad import write_data

OURS = Path(__file__).parent.parent / "quality.toml"
ONE = '[[benchmark]]\nname = "one"\nquestions = "q.jsonl"\n'
RELATION = '[[relation]]\nfigure = "hit@1"\nof = "one"\nthan = "two"\nby = 0.1\n'


def test_our_own_list_can_be_measured() -> None:
    found = read_benchmarks(OURS)
    assert all(b.floors for b in found.benchmark if not b.by_words_alone)
    assert {(r.of, r.than) for r in found.relation} == {
        ("held-out", "held-out-bm25"),
        ("held-out-misspelt", "held-out"),
    }


def test_some_can_be_picked_with_the_relations_among_them() -> None:
    all_of_them = read_benchmarks(OURS)
    found = all_of_them.only(["held-out-bm25", "held-out"])
    assert [benchmark.name for benchmark in found.benchmark] == ["held-out", "held-out-bm25"]
    assert len(found.relation) == 1
    assert all_of_them.only(["thai"]).relation == []
    with pytest.raises(BenchmarksUnusable, match="No benchmark 'latin'; there are articles, held"):
        all_of_them.only(["latin"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[benchmark", "is not TOML"),
        ('[[benchmark]]\nname = "one"\n', r"benchmark\.0\.questions: Field required"),
        (ONE + "limits = 3\n", r"benchmark\.0\.limits: Unexpected"),
        (ONE + "limit = 0\n", r"benchmark\.0\.limit: "),
        (ONE.replace("one", "../one"), r"benchmark\.0\.name: "),
        (ONE + ONE, "two benchmarks have the same name"),
        (ONE + 'floors = { "hit@2" = 1 }\n', "one: there is no floor for hit@2"),
        (ONE + "floors = { p50_ms = 10 }\n", "one: there is no floor for p50_ms"),
        (ONE + RELATION, "a relation names two, which is no benchmark"),
        (ONE + RELATION.replace("two", "one").replace("hit@1", "hit"), "no floor for hit"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "quality.toml"
    path.write_text(text)
    with pytest.raises(BenchmarksUnusable, match=complaint) as caught:
        read_benchmarks(path)
    assert str(path) in str(caught.value)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchmarksUnusable, match=r"nowhere\.toml: No such file"):
        read_benchmarks(tmp_path / "nowhere.toml")


def test_a_missing_file_is_named_with_its_benchmark(tmp_path: Path) -> None:
    benchmarks = read_benchmarks(OURS).only(["articles"])
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "seed_questions.jsonl").write_text("")
    with pytest.raises(BenchmarkFileMissing) as caught:
        check_files(benchmarks, tmp_path)
    assert f"{tmp_path / 'seeds'} is not there; the benchmark 'articles'" in str(caught.value)
    (tmp_path / "seeds").mkdir()
    check_files(benchmarks, tmp_path)


def test_questions_are_asked_over_their_own_documents_or_those_of_another_file(
    tmp_path: Path,
) -> None:
    data = write_data(tmp_path)
    own = questions_of(Benchmark("own", "asked.json"), data)
    assert (len(own.cases), len(own.documents)) == (4, 2)
    talk = questions_of(Benchmark("talk", "talk.jsonl", over="passages.json"), data)
    assert [case.question for case in talk.cases] == ["hello", "tell me a joke"]
    assert [document.document.title for document in talk.documents] == ["Mill", "Ferry"]
    held = Benchmark("held", "asked.json", over="passages.json", held_out=True, limit=1)
    assert [case.question for case in questions_of(held, data).cases] == [
        "When was the ferry built?"
    ]


@pytest.mark.parametrize(
    "benchmark",
    [
        Benchmark("b", "asked.json", over="passages.json"),
        Benchmark("b", "talk.jsonl", over="passages.json", held_out=True),
        Benchmark("b", "asked.json", held_out=True),
    ],
)
def test_questions_whose_right_passages_are_not_searched_are_refused(
    tmp_path: Path, benchmark: Benchmark
) -> None:
    with pytest.raises(BenchmarksUnusable, match="b: held_out belongs where"):
        questions_of(benchmark, write_data(tmp_path))


def result(name: str, right: int, of: int, **floors: float) -> Result:
    """A result with `hit@1` of `right` out of `of`."""
    marks = [mark(Verdict.FOUND, 1)] * right + [mark(Verdict.NOTHING, 2)] * (of - right)
    named = {"hit@1" if figure == "hit1" else figure: floor for figure, floor in floors.items()}
    return Result.of(Benchmark(name, "q.jsonl", floors=named), 7, marks)


def test_a_figure_at_its_floor_stands_and_below_it_falls() -> None:
    assert result("one", 9, 10, hit1=0.9, kept=0.9).falls == []
    fallen = result("one", 8, 10, hit1=0.9, kept=0.7)
    assert fallen.falls == ["one: hit@1 is 0.8000, its floor is 0.9"]
    assert fallen.is_under("hit@1")
    assert not fallen.is_under("kept")
    assert not fallen.is_under("bold@1")  # it has no floor


def test_a_floor_under_what_no_question_bears_on_is_not_met() -> None:
    assert result("one", 9, 10, refused=0.5).falls == [
        "one: refused is unknown (no question bears on it), its floor is 0.5"
    ]


def test_a_relation_is_a_floor_under_a_difference() -> None:
    results = {"one": result("one", 88, 100), "two": result("two", 80, 100)}
    assert not Distance.of(Relation("hit@1", "one", "two", 0.08), results).is_under
    assert Distance.of(Relation("hit@1", "one", "two", 0.081), results).is_under
    assert not Distance.of(Relation("hit@1", "two", "one", -0.08), results).is_under
    fallen = Distance.of(Relation("hit@1", "two", "one", -0.03), results)
    assert fallen.is_under
    assert str(fallen) == (
        "two: hit@1 is 0.8000 to 0.8800 of one; the floor of their difference is -0.03"
    )

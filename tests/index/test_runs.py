"""A run is written whole and read as it was; another is compared by its questions."""

import json
from pathlib import Path

import pytest

from index.answer import Verdict
from index.errors import FileUnwritable, RunUnusable
from index.judging.runs import Comparison, Run, check_common, read_run, write_run
from index.judging.whole_file import check_writable, make_folder, write_whole
from tests.index.marks import mark

RUN = Run(
    "a-model",
    7,
    (
        mark(Verdict.FOUND, 1, question="Who?", bold=True, took_ms=1.25),
        mark(Verdict.UNSURE, None, question="Qui «là»?", took_ms=2),
        mark(Verdict.NOTHING, question="👍", known=False, took_ms=3),
    ),
)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_run(tmp_path / "run.json", RUN)
    assert read_run(tmp_path / "run.json") == RUN
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
    found = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert (found["model"], found["passages"]) == ("a-model", 7)
    assert found["questions"][1] == {
        "question": "Qui «là»?",
        "answerable": True,
        "rank": None,
        "bold": False,
        "verdict": "UNSURE",
        "took_ms": 2,
    }


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{oops", "it is not JSON"),
        ("[1]", "it is no run"),
        ('{"questions": 5, "model": "m", "passages": 1}', "it is no run"),
        ('{"questions": [{"question": "q"}], "model": "m", "passages": 1}', "'answerable'"),
        ('{"questions": [], "model": null, "passages": 1}', "does not say of which model"),
        ('{"question": "Who?", "answer": null}', "'questions'"),
    ],
)
def test_a_file_that_is_no_run_is_refused_with_its_name(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(RunUnusable) as caught:
        read_run(path)
    assert str(path) in str(caught.value)
    assert complaint in str(caught.value)
    assert "quoth eval QUESTIONS --out FILE" in str(caught.value)


def test_a_verdict_or_rank_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    for key, wrong in (("verdict", "MAYBE"), ("rank", "1"), ("bold", None)):
        write_run(path, RUN)
        found = json.loads(path.read_text("utf-8"))
        found["questions"][0][key] = wrong
        path.write_text(json.dumps(found))
        with pytest.raises(RunUnusable, match="it is no run"):
            read_run(path)


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunUnusable, match=r"nowhere\.json: No such file"):
        read_run(tmp_path / "nowhere.json")


def test_questions_are_matched_by_text_and_repetition_in_any_order() -> None:
    before = Run("m", 7, (mark(rank=1, question="a"), mark(rank=2, question="a"), mark(rank=3)))
    now = Run(
        "m", 7, (mark(question="new"), mark(rank=1, question="a"), mark(rank=1, question="a"))
    )
    found = Comparison.of(before, now)
    assert found.questions == 2
    hit = found.differences[0]
    assert (hit.figure.name, hit.before, hit.now, hit.changed) == ("hit@1", 0.5, 1.0, 1)


def test_two_runs_without_a_common_question_cannot_be_compared() -> None:
    check_common(Path("run.json"), RUN, ["new", "Who?"])
    with pytest.raises(RunUnusable, match="no question in common"):
        check_common(Path("run.json"), RUN, ["who?"])


def test_where_nothing_can_be_written_is_said_beforehand(tmp_path: Path) -> None:
    check_writable(tmp_path / "run.json")
    with pytest.raises(FileUnwritable, match="it is a folder"):
        check_writable(tmp_path)
    with pytest.raises(FileUnwritable, match="its folder does not exist"):
        check_writable(tmp_path / "nowhere" / "run.json")
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileUnwritable, match="file: File exists"):
        make_folder(tmp_path / "file")


def test_a_text_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half \udc80")
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["run.json"]

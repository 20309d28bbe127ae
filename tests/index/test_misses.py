"""Misses are found by their kind, and written so that a person sees what came instead."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.answer import Answer, Question, Verdict
from index.embedder import HashingEmbedder
from index.judging.evaluate import Outcome, evaluate
from index.judging.misses import Kind, count_kinds, find_misses, write_misses
from index.judging.questions import Case
from index.retrieve import retrieve
from index.snapshot import Snapshot

BUILT = "When was the ferry built by the Halden shipyard?"
RIGHT = Case(BUILT, "ferry.txt", ("in 1931",))
NOT_BOLD = Case(BUILT, "ferry.txt", ("electric motor", "electric motor in 2019"))
OTHER_PASSAGE = Case(BUILT, "mill.md", ("Anna Brandt",))
NO_ANSWER = Case(BUILT)


def asked(snapshot: Snapshot, case: Case, verdict: Verdict) -> Outcome:
    """Ask a case, with a verdict of our choice."""

    def ask(question: Question) -> Answer:
        return replace(retrieve(question, snapshot, HashingEmbedder()), verdict=verdict)

    (outcome,) = evaluate([case], ask, lambda: None)
    return outcome


@pytest.mark.parametrize(
    ("case", "verdict", "kinds"),
    [
        (RIGHT, Verdict.FOUND, None),
        (RIGHT, Verdict.UNSURE, None),
        (RIGHT, Verdict.NOTHING, (Kind.REFUSED,)),
        (NOT_BOLD, Verdict.FOUND, (Kind.BOLD,)),
        (NOT_BOLD, Verdict.NOTHING, (Kind.BOLD, Kind.REFUSED)),
        (OTHER_PASSAGE, Verdict.FOUND, (Kind.PASSAGE,)),
        (OTHER_PASSAGE, Verdict.NOTHING, (Kind.PASSAGE, Kind.REFUSED)),
        (NO_ANSWER, Verdict.UNSURE, (Kind.ANSWERED,)),
        (NO_ANSWER, Verdict.NOTHING, None),
    ],
)
def test_a_miss_is_told_by_what_went_wrong(
    snapshot: Snapshot, case: Case, verdict: Verdict, kinds: tuple[Kind, ...] | None
) -> None:
    found = find_misses([asked(snapshot, case, verdict)])
    assert [miss.kinds for miss in found] == ([kinds] if kinds else [])


def test_misses_are_counted_by_kind(snapshot: Snapshot) -> None:
    cases = [
        (NO_ANSWER, Verdict.FOUND),
        (NOT_BOLD, Verdict.NOTHING),
        (RIGHT, Verdict.NOTHING),
        (RIGHT, Verdict.FOUND),
    ]
    misses = find_misses([asked(snapshot, case, verdict) for case, verdict in cases])
    assert len(misses) == 3
    assert count_kinds(misses) == {Kind.BOLD: 1, Kind.REFUSED: 2, Kind.ANSWERED: 1}


def test_each_line_holds_a_miss_and_what_was_returned(snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "misses.jsonl"
    outcome = asked(snapshot, NOT_BOLD, Verdict.UNSURE)
    write_misses(path, find_misses([outcome, asked(snapshot, NO_ANSWER, Verdict.FOUND)]))
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert first["question"] == BUILT
    assert (first["kinds"], first["verdict"], first["rank"]) == (["bold"], "UNSURE", 1)
    assert first["expected"] == {
        "document": "ferry.txt",
        "answers": ["electric motor", "electric motor in 2019"],
    }
    assert len(first["returned"]) == 3
    match = outcome.answer.matches[0]
    assert first["returned"][0] == {
        "document": "ferry.txt",
        "line": 7,
        "score": pytest.approx(match.score, abs=1e-4),
        "margin": pytest.approx(match.margin, abs=1e-4),
        "bold": "The ferry was built in 1931 by the Halden shipyard.",
    }
    assert (second["kinds"], second["expected"]["answers"]) == (["answered"], [])


def test_a_right_match_that_is_far_down_is_shown_as_well(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    question = "Guided tours of the mill museum founded by Anna Brandt, or the ferry's ticket?"
    last = retrieve(Question.of(question), snapshot, HashingEmbedder()).matches[3]
    case = Case(question, last.document.path, ("x",), passage=last.passage.id)
    misses = find_misses([asked(snapshot, case, Verdict.FOUND)])
    write_misses(tmp_path / "misses.jsonl", misses)
    found = json.loads((tmp_path / "misses.jsonl").read_text("utf-8"))
    assert (found["rank"], len(found["returned"])) == (4, 3)
    assert found["right"]["document"] == last.document.path
    write_misses(tmp_path / "misses.md", misses)
    assert f"  4. {last.document.path}:" in (tmp_path / "misses.md").read_text("utf-8")


def test_a_name_in_md_gives_markdown_for_people(snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "misses.md"
    write_misses(path, find_misses([asked(snapshot, OTHER_PASSAGE, Verdict.NOTHING)]))
    text = path.read_text("utf-8")
    assert text.startswith(f"## {BUILT}\n\n- missed: the right passage is not first; refused")
    assert "- verdict: NOTHING\n" in text
    assert "- expected: Anna Brandt (mill.md; " in text
    assert "  1. ferry.txt:7 (score " in text
    assert "The ferry was built in 1931 by the Halden shipyard." in text

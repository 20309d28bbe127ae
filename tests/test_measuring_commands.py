"""`quoth eval`, `quality` and `calibrate`: what is measured is printed, compared and kept."""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from index.judging.calibrate import Source
from tests.conftest import CORPUS, SAMPLE, SHARED, write_corpus
from tests.squad import write_data
from tests.terminal import home_with_library, measured, quoth

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with_library(tmp_path_factory)


def test_eval_reaches_its_figures_over_the_articles(tmp_path: Path, seeds: Path) -> None:
    figures = measured(tmp_path, SHARED / "questions" / "seed_questions.jsonl", seeds)
    assert figures["questions"] == 48
    assert figures["hit@1"] >= 0.80
    assert figures["hit@3"] >= 0.92
    assert figures["refused"] >= 0.9
    assert figures["kept"] >= 0.9


def test_eval_over_the_sample_has_not_fallen(tmp_path: Path) -> None:
    questions = Path(__file__).parent / "questions" / "sample.jsonl"
    figures = measured(tmp_path, questions, SAMPLE)
    assert figures["questions"] == 65
    # One question less than was measured last in each.
    assert figures["hit@1"] >= 0.97
    assert figures["hit@3"] >= 0.97
    assert figures["bold@1"] >= 0.75
    assert figures["kept"] >= 0.9
    assert figures["refused"] >= 0.8


def test_eval_shows_intervals_and_compares_with_an_earlier_run(tmp_path: Path, home: Path) -> None:
    questions, run, misses = (tmp_path / name for name in ("q.jsonl", "run.json", "misses.md"))
    cases = [
        {"question": "Who founded the mill?", "document": "mill.md", "answer": "Anna Brandt"},
        {"question": "How many apple trees are there?", "document": "ferry.txt", "answer": "412"},
        {"question": "What is the capital of France?"},
    ]
    questions.write_text("\n".join(map(json.dumps, cases)))
    first = quoth(home, "eval", str(questions), "--out", str(run), "--misses", str(misses))
    assert first.returncode == 0, first.stderr
    rows = [line.split() for line in first.stdout.splitlines()]
    assert ["hit@1", "0.500", "0.095", "to", "0.905", "2"] in rows
    assert ["refused", "1.000", "0.206", "to", "1.000", "1"] in rows
    assert "1 of 3 questions missed" in first.stderr
    assert "1  the right passage is not first" in first.stderr
    assert misses.read_text().startswith("## How many apple trees are there?")

    again = quoth(home, "eval", str(questions), "--against", str(run))
    rows = [line.split() for line in again.stdout.splitlines()]
    assert "3 questions in common with the earlier run:" in again.stdout
    same = ["+0.000", "+0.000", "to", "+0.000", "0", "of", "2", "the", "same"]
    assert ["hit@1", "0.500", "0.500", *same] in rows

    found = json.loads(
        quoth(home, "eval", str(questions), "--against", str(run), "--limit", "1", "--json").stdout
    )
    assert (found["questions"], found["hit@1"], found["refused"]) == (1, 1.0, None)
    assert found["intervals"]["hit@1"] == [0.2065, 1.0]
    assert found["intervals"]["refused"] is None
    against = found["against"]
    assert (against["questions"], against["passages"]) == (1, 4)
    assert against["figures"]["hit@1"] == {
        "before": 1.0,
        "now": 1.0,
        "difference": 0.0,
        "interval": [0.0, 0.0],
        "changed": 0,
        "beyond_chance": False,
    }


def test_quality_fails_under_a_floor_and_says_how_to_see_why(tmp_path: Path) -> None:
    data, floors, out = write_data(tmp_path / "data"), tmp_path / "floors.toml", tmp_path / "out"
    text = (
        '[[benchmark]]\nname = "held-out"\nquestions = "asked.json"\nover = "passages.json"\n'
        'held_out = true\nfloors = { "hit@1" = 0.9, "bold@1" = 0.9 }\n'
        '[[benchmark]]\nname = "talk"\nquestions = "talk.jsonl"\nover = "passages.json"\n'
    )
    floors.write_text(text)
    command = ("quality", str(data), "--floors", str(floors), "--out", str(out))
    well = quoth(tmp_path / "var", *command)
    assert well.returncode == 0, well.stderr
    assert "held-out: 2 questions over 3 passages" in well.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        *("held-out.json", "held-out.md", "talk.json", "talk.md")
    ]
    floors.write_text(text + "floors = { refused = 1.1 }\n")
    fallen = quoth(tmp_path / "var", *command)
    assert fallen.returncode == 1
    assert "talk: refused is 1.0000, its floor is 1.1" in fallen.stderr
    assert f"quoth quality {data} --only talk --out FOLDER" in fallen.stderr
    assert "held-out: hit@1" not in fallen.stderr


def test_fit_sentences_writes_a_correction_and_says_how_near_it_comes(tmp_path: Path) -> None:
    data, out = write_data(tmp_path / "data"), tmp_path / "correction.npy"
    folder = write_corpus(tmp_path / "documents")
    command = ("fit-sentences", str(data / "asked.json"), str(out), "--over", str(folder))
    done = quoth(tmp_path / "var", *command)
    assert done.returncode == 0, done.stderr
    learnt, near, digest = done.stdout.splitlines()
    # Two articles that are asked about, and the documents of the folder.
    assert re.fullmatch(rf"\d+ sentences of {2 + len(CORPUS)} documents", learnt)
    assert re.fullmatch(r"cosine where not learnt from: 0\.\d{3}, corrected 0\.\d{3}", near)
    assert digest == f"SHA-256 {hashlib.sha256(out.read_bytes()).hexdigest()}"
    assert np.load(out).shape == (2 * 384 + 1, 384)


def test_calibrate_shows_both_kinds_of_errors_stores_thresholds_and_takes_them_back(
    tmp_path: Path,
) -> None:
    assert quoth(tmp_path, "index").returncode == 0
    own = tmp_path / "own.jsonl"
    case = {"question": "where is the moon", "document": "moon.md", "answer": "in the sky"}
    own.write_text(
        (Path(__file__).parent / "questions" / "sample.jsonl").read_text("utf-8") + json.dumps(case)
    )
    tried = quoth(tmp_path, "calibrate", str(own), "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "left out 1 questions about other documents" in tried.stderr
    for source in Source:
        assert re.search(rf"^{source} +\d+ +(refused|answered) +\d+ \(\d+%\)", tried.stdout, re.M)
    assert re.search(r"^yours, with an answer +45 ", tried.stdout, re.M)
    assert "Nothing is stored" in tried.stdout
    assert "ok   verdict thresholds: default" in quoth(tmp_path, "doctor").stdout

    stored = quoth(tmp_path, "calibrate", str(own))
    assert stored.stdout.splitlines()[:-1] == tried.stdout.splitlines()[:-1]
    assert "ok   verdict thresholds: calibrated, shown from" in quoth(tmp_path, "doctor").stdout
    assert "Back to the defaults" in quoth(tmp_path, "calibrate", "--reset").stdout
    assert "the defaults already" in quoth(tmp_path, "calibrate", "--reset").stdout
    assert "ok   verdict thresholds: default" in quoth(tmp_path, "doctor").stdout


def test_a_small_library_keeps_its_thresholds(tmp_path: Path, home: Path) -> None:
    done = quoth(home, "calibrate")
    assert done.returncode == 0, done.stderr
    assert "Too little to go by" in done.stdout
    alone = write_corpus(tmp_path / "documents", {"mill.md": CORPUS["mill.md"]})
    assert quoth(tmp_path, "index", str(alone)).returncode == 0
    assert "One document is too little" in quoth(tmp_path, "calibrate").stdout


def test_calibrate_takes_questions_about_the_library_only(tmp_path: Path, home: Path) -> None:
    squad = tmp_path / "squad.json"
    qas = [{"question": "Where?", "answers": [{"text": "Here", "answer_start": 0}]}]
    squad.write_text(json.dumps({"data": [{"paragraphs": [{"context": "Here.", "qas": qas}]}]}))
    done = quoth(home, "calibrate", str(squad))
    assert done.returncode == 2
    assert "brings its own documents" in done.stderr
    together = quoth(home, "calibrate", "--reset", "--dry-run")
    assert together.returncode == 2
    assert "--reset: it goes alone" in together.stderr

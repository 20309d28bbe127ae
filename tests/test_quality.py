"""Benchmarks from their list to their floors, over three passages and without a model."""

from pathlib import Path

import pytest

from bot.cli.figures import show_results
from bot.cli.quality import measure_all
from config.settings import load_settings
from index.embedder import HashingEmbedder
from index.judging.baseline import rank_by_words
from index.judging.benchmarks import Benchmark, Benchmarks, Relation
from index.judging.floors import Distance, Result
from index.judging.questions import Case
from index.snapshot import Snapshot
from index.stored.library import Library
from tests.conftest import write_corpus
from tests.squad import write_data

HELD_OUT = Benchmark("held-out", "asked.json", over="passages.json", held_out=True)
WORDS = Benchmark("words", "asked.json", over="passages.json", held_out=True, by_words_alone=True)
TALK = Benchmark("talk", "talk.jsonl", over="passages.json", floors={"refused": 0.9})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where vectors are kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def measured(data: Path, *benchmarks: Benchmark) -> dict[str, Result]:
    """What comes of benchmarks, by name."""
    listed = Benchmarks(list(benchmarks))
    results = measure_all(listed, data, load_settings(), HashingEmbedder())
    return {result.benchmark.name: result for result in results}


def test_every_benchmark_is_asked_over_what_it_names(home: Path, tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    write_corpus(data / "documents")
    (data / "ferry.jsonl").write_text(
        '{"question": "How much is a ticket for the ferry?", "document": "ferry.txt", '
        '"answer": "3 crowns"}'
    )
    found = measured(data, HELD_OUT, WORDS, TALK, Benchmark("d", "ferry.jsonl", over="documents"))
    assert [result.passages for result in found.values()] == [3, 3, 3, 4]
    assert [len(result.marks) for result in found.values()] == [2, 2, 2, 1]
    assert found["held-out"].value("hit@1") == 1.0
    assert found["held-out"].value("refused") is None
    assert found["words"].value("hit@1") == 1.0
    assert found["words"].value("bold@1") is None
    assert found["talk"].value("refused") == 1.0
    assert found["talk"].value("hit@1") is None
    assert found["d"].value("hit@1") == 1.0


def test_neighbours_that_search_the_same_documents_share_a_library(
    home: Path, tmp_path: Path
) -> None:
    data = write_data(tmp_path / "data")
    measured(data, HELD_OUT, WORDS, TALK)
    (path,) = (home / "eval").glob("*.db")
    with Library.open(path) as library:
        assert library.model == HashingEmbedder.identity


def test_the_table_shows_each_value_with_its_floor_and_each_relation(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_data(tmp_path / "data")
    low = Benchmark("low", "talk.jsonl", over="passages.json", floors={"refused": 0.5})
    high = Benchmark("high", "talk.jsonl", over="passages.json", floors={"refused": 1.5})
    found = measured(data, HELD_OUT, WORDS, low, high)
    distance = Distance.of(Relation("hit@1", "held-out", "words", 0.08), found)
    show_results([*found.values()], [distance])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1][:3] == ["benchmark", "asked", "hit@1"]
    assert ["held-out", "2", "1.000", "1.000", "1.000", "1.000", "1.000", "-"] in lines
    assert ["words", "2", "1.000", "1.000", "1.000", "-", "-", "-"] in lines
    low_row = lines.index(["low", "2", *"-----", "1.000"])
    high_row = lines.index(["high", "2", *"-----", "1.000"])
    assert (lines[low_row + 1], lines[high_row + 1]) == (["≥", "0.5"], ["<", "1.5", "!"])
    assert lines[-1][:8] == "held-out: hit@1 is 1.0000 to 1.0000 of words;".split()


def test_words_alone_rank_by_bm25_and_then_by_place(snapshot: Snapshot) -> None:
    cases = [
        Case("Who founded the mill?", "mill.md", ("Anna Brandt",)),
        Case("Volunteers harvest apples?", "orchard.txt", ("last week of September",)),
        Case("zzz", "mill.md", ("forty minutes",)),
        Case("the mill", "orchard.txt", ("nowhere",)),
    ]
    marks = rank_by_words(cases, snapshot, lambda: None)
    assert [mark.rank for mark in marks] == [1, 1, 3, None]
    assert [p.text[:8] for p in snapshot.passages][2] == "The mill"

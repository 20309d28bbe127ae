"""What `make bench` makes of its material and of its figures."""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.bench.bench import Bench
from tests.bench.contender import Contender
from tests.bench.editions import Base
from tests.bench.environments import NotInstalled, environment
from tests.bench.material import Material, random_words, texts_of
from tests.bench.processes import RunFailed, run
from tests.bench.readme import RESULTS, block_in, blocks, results
from tests.bench.synthetic import made_up_vectors
from tests.bench.table import ROWS, brief, comparison, lines, markdown, whole

FOUND: dict[str, Any] = {
    "date": "2026-11-21",
    "machine": {"processor": "Testing 1"},
    "texts": "SQuAD",
    "titles": {
        "raw": "raw encode",
        "langchain": "LangChain + FAISS",
        "txtai": "txtai",
        "onnx": "Quoth",
    },
    "missing": {"txtai": "not installed: no network"},
    "failures": {},
    "throughput": {
        "raw": {"passages_s": 40.0},
        "langchain": {"passages_s": 32.0},
        "onnx": {"passages_s": 80.0},
    },
    "serving": {
        "langchain": {"p50_ms": 12.0, "p95_ms": 20.0, "memory_mb": 600.0},
        "onnx": {"p50_ms": 3.0, "p95_ms": 4.0, "memory_mb": 250.0},
    },
    "growth": {"onnx": {"1000": {"p50_ms": 3.0, "search_ms": 1.0}}},
}


@pytest.fixture
def base(tmp_path: Path) -> Base:
    documents = Material.read(random_words(tmp_path)).documents[:3]
    return Base(documents, made_up_vectors(documents))


def test_a_library_is_as_large_as_was_asked_and_holds_no_text_twice(base: Base) -> None:
    found = list(base.library(300))
    passages = [passage for entry, _ in found for passage in entry.passages]
    assert len(passages) == len({p.text for p in passages}) == len({p.id for p in passages}) == 300
    assert len({entry.document.id for entry, _ in found[3:]}) == len(found) - 3
    for entry, vectors in found:
        sentences = [span for passage in entry.passages for span in passage.sentences]
        assert len(vectors.passages) == len(vectors.piece_counts) == len(entry.passages)
        assert len(vectors.sentences) == len(vectors.contexts) == len(sentences)
        assert len(vectors.pieces) == vectors.piece_counts.sum()
        for passage in entry.passages:
            assert passage.text == entry.document.text[passage.start : passage.end]
            ends = [
                (start - passage.start, end - passage.start) for start, end in passage.sentences
            ]
            assert " ".join(passage.text[a:b] for a, b in ends) == passage.text


def test_editions_keep_most_words_and_the_neighbourhood_of_the_vectors(base: Base) -> None:
    first, _, _, later, *_ = base.library(300)
    before, after = first[0].passages[0].text.split(), later[0].passages[0].text.split()
    kept = np.mean([a == b for a, b in zip(before, after, strict=True)])
    assert 0.7 < kept < 1
    cosines = (first[1].passages.astype(float) * later[1].passages.astype(float)).sum(axis=1)
    assert 0.75 < cosines.mean() < 0.99


def test_the_others_get_the_texts_that_we_embed(base: Base) -> None:
    texts = texts_of(base.documents)
    assert [text for _, text in texts][:43] == base.documents[0].texts[:43]
    assert len(texts) == 129


def test_figures_stand_beside_their_ratios_in_the_same_run() -> None:
    rows = {row[0]: row[1:] for row in comparison(FOUND, ROWS[:1])}
    assert rows["passages indexed a second"] == ["40", "32", "80", ""]
    assert rows["  over LangChain + FAISS"] == ["1.25 ×", "1.00 ×", "2.50 ×", "≥ 2; bf16 ≥ 4"]
    assert rows["  over raw encode"] == ["1.00 ×", "0.80 ×", "2.00 ×", ""]


def test_a_peer_that_could_not_be_installed_is_named_and_all_else_is_shown() -> None:
    shown = "\n".join(lines(FOUND))
    assert "txtai: not installed: no network" in shown
    assert "0.25 ×" in shown
    assert "txtai" not in markdown(whole(FOUND))


def test_tables_have_as_many_cells_in_every_row() -> None:
    for table in (brief(FOUND), whole(FOUND)):
        assert {len(row) for row in table} == {len(table[0])}


def test_a_peer_that_is_not_to_be_had_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(NotInstalled, match="chromadb"):
        environment("chroma", tmp_path)


def test_contenders_take_turns_and_one_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    broken, sound = (Contender(name, name.title(), Path()) for name in ("broken", "sound"))
    bench = Bench(tmp_path, Material(tmp_path, (), ()), (broken, sound), rounds=3)
    asked: list[tuple[str, int]] = []

    def measure(one: Contender, number: int) -> dict[str, float]:
        asked.append((one.name, number))
        if one is broken:
            raise RunFailed(["run"], "Traceback\nNo such module")
        return {"cpu_s": [9.0, 1.0, 2.0][number]}

    assert bench.in_turns("start", bench.present, measure) == {"sound": {"cpu_s": 2.0}}
    assert asked == [("broken", 0), ("sound", 0), ("sound", 1), ("sound", 2)]
    assert bench.failures == {"start, Broken": "No such module"}


def test_a_run_is_of_one_core_and_says_what_it_took() -> None:
    script = "import os; print(len(os.sched_getaffinity(0)), os.environ['OMP_NUM_THREADS'])"
    found = run([sys.executable, "-c", script])
    assert found.printed.split()[-1] == "1"
    assert found.cpu_s > 0
    assert found.wall_s > 0
    with pytest.raises(RunFailed, match="ended badly"):
        run([sys.executable, "-c", "raise SystemExit('it ended badly')"])


def test_peers_are_pinned_and_no_host_is_named() -> None:
    for path in (Path(__file__).parent / "peers").glob("*.txt"):
        pins = [line for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]
        assert pins
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins), path


@pytest.mark.skipif(not RESULTS.is_file(), reason="nothing was measured for the READMEs yet")
def test_the_readmes_show_the_last_results() -> None:
    for path, block in blocks(results()).items():
        assert block_in(path) == block, "run: python -m tests.bench --readme"

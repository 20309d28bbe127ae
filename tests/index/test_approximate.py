"""Many vectors are searched by codes: they find nearly all of the best; what is kept is checked."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.answer import Question
from index.dense import approximate, prepared
from index.dense.approximate import ApproximateStore, train, tune
from index.dense.coded import prepare_search, search_line
from index.dense.halves import Halves
from index.dense.nearest import ExactStore
from index.dense.prepared import Blocks, Place, Prepared, current, path_of, read
from index.embedder import HashingEmbedder, Vectors
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from index.stored.library import Library
from tests.conftest import build_library, write_corpus
from tests.index.test_refresh import assert_same

WIDTH, K = 64, 50


def near_topics(count: int, seed: int) -> Vectors:
    """Vectors as texts have them: about some topics."""
    topics = np.random.default_rng(0).normal(size=(40, WIDTH))
    rng = np.random.default_rng(seed)
    found = topics[rng.integers(40, size=count)] + 0.7 * rng.normal(size=(count, WIDTH))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found.astype(np.float16).astype(np.float32)


def halves_of(*parts: Vectors) -> Halves:
    return Halves(np.concatenate(parts).astype(np.float16))


def recall(store: ApproximateStore, vectors: Vectors, allowed: np.ndarray | None = None) -> float:
    exact = ExactStore(vectors)
    asked = near_topics(30, seed=9)
    found = [
        np.intersect1d(store.search(one, K, allowed), exact.search(one, K, allowed))
        for one in asked
    ]
    best = K if allowed is None else min(K, len(allowed))
    return float(np.mean([len(one) for one in found])) / best


def test_more_of_the_likely_best_are_compared_until_nearly_all_of_the_best_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(approximate, "_NARROWEST", 50)
    vectors = near_topics(4000, seed=1)
    halves = halves_of(vectors)
    codes = train(halves)
    narrow = recall(ApproximateStore(halves, codes, np.arange(4000), 50), vectors)
    tuned = tune(halves, codes, near_topics(30, seed=9))
    assert narrow < 0.9
    assert tuned.width > 50
    found = recall(ApproximateStore(halves, codes, np.arange(4000), tuned.width), vectors)
    assert found == pytest.approx(tuned.recall, abs=0.002)
    assert found >= 0.99
    half = ApproximateStore(halves, codes, np.arange(4000), tuned.width // 2)
    assert recall(half, vectors) < 0.99


def test_where_codes_do_not_find_enough_every_vector_is_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(approximate, "_NARROWEST", 50)
    monkeypatch.setattr(approximate, "_WIDEST", 50)
    vectors = near_topics(3000, seed=1)
    halves, questions = halves_of(vectors), near_topics(20, seed=9)
    found = prepared.prepare(halves, (("a", 3000),), questions)
    assert found.tuned.width == 0
    store = found.store(found.match(found.blocks), halves)
    for asked in questions:
        assert store.search(asked, K).tolist() == ExactStore(vectors).search(asked, K).tolist()


def test_the_order_is_that_of_the_exact_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = near_topics(3000, seed=1)
    halves = halves_of(vectors)
    store = ApproximateStore(halves, train(halves), np.arange(3000), 400)
    again = ApproximateStore(halves, train(halves), np.arange(3000), 400)
    for asked in near_topics(10, seed=3):
        rows = store.search(asked, K)
        keys = [
            (-float(score), row) for score, row in zip(vectors[rows] @ asked, rows, strict=True)
        ]
        assert [row for _, row in keys] == rows.tolist()
        assert all(one[0] <= other[0] + 1e-6 for one, other in pairwise(keys))
        assert again.search(asked, K).tolist() == rows.tolist()


@pytest.mark.parametrize("few", [0, 10_000])
def test_among_some_passages_the_best_of_them_are_found(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approximate, "_FEW", few)
    vectors = near_topics(4000, seed=1)
    halves = halves_of(vectors)
    store = ApproximateStore(halves, train(halves), np.arange(4000), 1000)
    for allowed in (np.arange(0, 4000, 2), np.arange(3900, 4000), np.arange(30)):
        found = store.search(vectors[0], K, allowed)
        assert set(found.tolist()) <= set(allowed.tolist())
        assert len(found) == min(K, len(allowed))
        assert recall(store, vectors, allowed) >= (0.98 if few == 0 else 1)


BLOCKS: Blocks = (("a", 1500), ("b", 500), ("a", 1500), ("c", 500))


def parts_of(blocks: Blocks) -> list[Vectors]:
    return [near_topics(count, seed=ord(key)) for key, count in blocks]


def brought_up(place: Place, blocks: Blocks, old: Prepared | None = None) -> Prepared:
    parts = parts_of(blocks)
    halves = halves_of(*parts)
    found, matched = current(
        place, halves, blocks, [part.astype(np.float16) for part in parts], old
    )
    store = found.store(matched, halves)
    assert isinstance(store, ApproximateStore)
    assert recall(store, np.concatenate(parts)) >= 0.985
    return found


def test_what_is_prepared_is_kept_and_read_again(tmp_path: Path) -> None:
    place = Place(tmp_path / "nearest", "model")
    first = brought_up(place, BLOCKS)
    assert (tmp_path / "nearest").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["nearest"]
    kept = read(place)
    assert kept is not None
    assert (kept.tuned, kept.blocks, kept.learnt) == (first.tuned, BLOCKS, 4000)
    assert kept.codes.to_bytes() == first.codes.to_bytes()
    assert read(Place(place.path, "another model")) is None


def test_documents_that_come_go_and_move_are_searched_without_learning_anew(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path / "nearest", "model")
    first = brought_up(place, BLOCKS)
    written = (tmp_path / "nearest").stat().st_mtime_ns
    changed: Blocks = (("d", 200), ("a", 1500), ("c", 500), ("a", 1500), ("e", 100))
    for old in (None, first):
        found = brought_up(place, changed, old)
        assert len(found.codes) == 4300
        assert len(first.codes) == 4000
    # The next version goes on from the last: nothing is coded twice.
    again = brought_up(place, changed, found)
    assert again is found
    assert (tmp_path / "nearest").stat().st_mtime_ns == written


def test_once_much_has_changed_codes_are_learnt_anew(tmp_path: Path) -> None:
    place = Place(tmp_path / "nearest", "model")
    old = brought_up(place, BLOCKS)
    changed: Blocks = (("a", 1500), ("f", 1500), ("c", 500))
    found = brought_up(place, changed, old)
    assert (found.blocks, found.learnt) == (changed, 3500)
    kept = read(place)
    assert kept is not None
    assert kept.blocks == changed


@pytest.mark.parametrize("where", [0, 3, 20, 60, 500, -1])
def test_a_damaged_file_is_made_anew(
    tmp_path: Path, where: int, caplog: pytest.LogCaptureFixture
) -> None:
    place = Place(tmp_path / "nearest", "model")
    brought_up(place, BLOCKS[:2])
    data = bytearray((tmp_path / "nearest").read_bytes())
    data[where] ^= 4
    (tmp_path / "nearest").write_bytes(data)
    assert read(place) is None
    assert "is damaged: it is made anew" in caplog.text
    brought_up(place, BLOCKS[:2])
    assert read(place) is not None
    (tmp_path / "nearest").write_bytes((tmp_path / "nearest").read_bytes()[: len(data) // 2])
    assert read(place) is None


def test_where_it_cannot_be_kept_search_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    brought_up(Place(tmp_path / "missing" / "nearest", "model"), BLOCKS[:2])
    assert "it is made anew at each start" in caplog.text


def coded(path: Path, old: Snapshot | None = None) -> Snapshot:
    found = load(path, old=old, flat=0, in_memory=0)
    assert isinstance(found.nearest, ApproximateStore)
    return found


def test_a_library_is_answered_from_by_codes_as_by_comparing_all(
    folder: Path, library_path: Path
) -> None:
    many = {
        f"{n}.txt": f"Mill {n}\n\nThe mill of place {n} was founded in {1500 + n} by Anna{n}.\n"
        for n in range(30)
    }
    write_corpus(folder, many)
    build_library(folder, library_path)
    snapshot = coded(library_path)
    assert (library_path.parent / "library.db-nearest").exists()
    assert_same(snapshot, load(library_path))
    write_corpus(folder, {"7.txt": "Mill 7\n\nIt burnt down.\n", "new.txt": "New\n\nA quay.\n"})
    (folder / "9.txt").unlink()
    build_library(folder, library_path)
    for old in (None, snapshot):
        assert_same(coded(library_path, old), load(library_path))
    question = Question.of("When was the mill of place 3 founded?")
    (first, *_) = retrieve(question, coded(library_path), HashingEmbedder()).matches
    assert "1503" in first.passage.text


def test_codes_are_made_with_the_library_and_said_in_a_line(
    folder: Path, library_path: Path
) -> None:
    write_corpus(folder, {f"{n}.txt": f"Quay {n}\n\nIt is {n} feet long.\n" for n in range(30)})
    build_library(folder, library_path)
    with Library.open(library_path) as library:
        assert search_line(library) == "each of 34 passages is compared with a question"
        assert "each of 34" in search_line(library, flat=0)  # until they are made
        prepare_search(library, flat=0)
        path = path_of(library_path)
        made, said = path.stat().st_mtime_ns, search_line(library, flat=0)
        prepare_search(library, flat=0)
    assert said == (
        "34 passages by codes, the best 500 compared: 100.0% of the 50 nearest found when it was "
        "measured, 0% changed since"
    )
    assert load(library_path, flat=0, in_memory=0).joined.base.prepared is not None
    assert path.stat().st_mtime_ns == made  # who loads it takes it as it is
    write_corpus(folder, {"0.txt": "Quay\n\nIt is a foot long.\n"})
    build_library(folder, library_path)
    with Library.open(library_path) as library:
        prepare_search(library, flat=0)
        assert path.stat().st_mtime_ns == made
        assert search_line(library, flat=0).endswith("6% changed since")
    for n in range(20):
        (folder / f"{n}.txt").unlink()
    build_library(folder, library_path)
    with Library.open(library_path) as library:
        assert search_line(library, flat=14).startswith("each of 14")
        assert search_line(library, flat=13).endswith("% changed since")

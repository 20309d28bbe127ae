"""Vectors of a large library stand in a file: it is answered from as if they were in memory."""

import gc
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.answer import Question
from index.dense import held
from index.dense.held import Holder
from index.dense.spill import Spill
from index.embedder import HashingEmbedder
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from index.vectors import DocumentVectors
from tests.conftest import CORPUS, build_library, write_corpus
from tests.index.test_refresh import assert_same, change, steps

QUESTION = Question.of("When was the mill founded?")


def spill_of(snapshot: Snapshot) -> Spill | None:
    (found,) = {part.vectors.spill for part in snapshot.parts}
    return found


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def live_bytes(snapshot: Snapshot) -> int:
    return sum(part.vectors.spilled_bytes for part in snapshot.parts)


def some_vectors(rows: int) -> DocumentVectors:
    rng = np.random.default_rng(rows)
    return DocumentVectors(
        passages=rng.random((rows, 8)).astype(np.float16),
        sentences=rng.random((rows, 8)).astype(np.float16),
        contexts=rng.random((rows, 8)).astype(np.float16),
        piece_counts=np.full(rows, 2, np.int32),
        piece_ids=np.arange(2 * rows, dtype=np.int32),
        piece_sentences=np.zeros(2 * rows, np.uint8),
        pieces=rng.integers(-127, 127, (2 * rows, 8)).astype(np.int8),
    )


def test_a_small_library_is_held_in_memory_and_a_large_one_in_a_file(library_path: Path) -> None:
    assert spill_of(load(library_path)) is None
    large = load(library_path, in_memory=0)
    assert spill_of(large) is not None
    assert live_bytes(large) > 0
    assert_same(large, load(library_path))


@given(changes=st.lists(steps, min_size=1, max_size=4), in_memory=st.sampled_from([0, 9000]))
@settings(max_examples=8)
def test_whatever_changes_the_file_gives_what_memory_gives(
    changes: list[dict[str, str | None]], in_memory: int
) -> None:
    with TemporaryDirectory() as home:
        folder, path = Path(home) / "documents", Path(home) / "library.db"
        write_corpus(folder, {**CORPUS, "kept.txt": "Kept\n\nThis document always stays.\n"})
        build_library(folder, path)
        found = load(path, in_memory=in_memory)
        for step in changes:
            change(folder, step)
            build_library(folder, path)
            found = load(path, old=found, in_memory=in_memory)
            assert_same(found, load(path))


def test_the_file_has_no_name_and_is_closed_with_the_last_version_that_reads_it(
    library_path: Path,
) -> None:
    def files() -> list[str]:
        return [file.name for file in library_path.parent.iterdir() if "wal" not in file.name]

    gc.collect()
    names, opened = files(), open_files()
    first = load(library_path, in_memory=0)
    second = load(library_path, old=first, in_memory=0)
    assert files() == names
    assert spill_of(second) is spill_of(first)
    assert open_files() == opened + 1
    del first
    gc.collect()
    assert retrieve(QUESTION, second, HashingEmbedder()).matches
    del second
    gc.collect()
    assert open_files() == opened


def test_an_old_version_is_answered_from_while_the_library_and_the_file_change(
    folder: Path, library_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "_DEAD_BYTES", 0)
    old = snapshot = load(library_path, in_memory=0)
    expected = retrieve(QUESTION, old, HashingEmbedder())
    for n in range(4):
        for name in CORPUS:
            write_corpus(folder, {name: f"Text {n}\n\nThe mill in {name} has {n} wheels.\n"})
        build_library(folder, library_path)
        snapshot = load(library_path, old=snapshot, in_memory=0)
        assert_same(snapshot, load(library_path))
        assert retrieve(QUESTION, old, HashingEmbedder()) == expected


def test_a_file_that_is_mostly_dead_is_written_anew(
    folder: Path, library_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "_DEAD_BYTES", 0)
    snapshot = load(library_path, in_memory=0)
    first = spill_of(snapshot)
    for n in range(6):
        write_corpus(folder, {"ferry.txt": CORPUS["ferry.txt"].replace("3 crowns", f"{n} marks")})
        build_library(folder, library_path)
        snapshot = load(library_path, old=snapshot, in_memory=0)
        spill = spill_of(snapshot)
        assert spill is not None
        assert spill.size <= 3 * live_bytes(snapshot)
    assert spill is not first


def test_a_library_that_becomes_small_is_held_in_memory_again(
    folder: Path, library_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "_DEAD_BYTES", 0)
    large = load(library_path, in_memory=0)
    for name in ("mill.md", "north/orchard.txt"):
        (folder / name).unlink()
    build_library(folder, library_path)
    small = load(library_path, old=large)
    assert spill_of(small) is None
    assert_same(small, load(library_path))


def test_where_no_file_can_be_made_vectors_stay_in_memory_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    holder = Holder(tmp_path / "missing", lambda: 3_000_000, limit=0)
    for vectors in map(some_vectors, (2, 3)):
        found = holder.hold(vectors)
        assert found.spill is None
        np.testing.assert_array_equal(found.pieces[1:3], vectors.pieces[1:3])
    (record,) = caplog.records
    assert "stay in memory. Free 4 MB on that disk" in record.message


def test_a_disk_that_fills_up_meanwhile_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    holder = Holder(tmp_path, lambda: 10_000, limit=0)
    all_vectors = [some_vectors(rows) for rows in (20, 60, 20)]
    with files_of_at_most(3000):
        found = [holder.hold(vectors) for vectors in all_vectors]
    assert [one.spill is None for one in found] == [False, True, True]
    for one, vectors in zip(found, all_vectors, strict=True):
        for name in ("passages", "sentences", "contexts", "piece_sentences", "pieces"):
            np.testing.assert_array_equal(getattr(one, name)[:], getattr(vectors, name))
            np.testing.assert_array_equal(getattr(one, name)[5:9], getattr(vectors, name)[5:9])
    assert len(caplog.records) == 1
    # The next version tries again, in the same file.
    later = Holder(tmp_path, lambda: 10_000, found[0].spill, limit=0)
    moved = [later.hold(one) for one in found]
    assert {one.spill for one in moved} == {found[0].spill}
    np.testing.assert_array_equal(moved[1].pieces[:], all_vectors[1].pieces)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

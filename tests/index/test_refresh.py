"""A snapshot that goes on from an older one is the one that is read afresh."""

import io
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.memory import Memory
from corpus.read import Outcomes, read_folder
from index import joined
from index import snapshot as snapshots
from index.answer import Question
from index.dense.held import IN_MEMORY
from index.embedder import HashingEmbedder
from index.known import Known
from index.lexical import postings
from index.lexical.lexicon import Lexicon
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from index.stored.library import Library
from index.stored.vector_table import VectorTable
from index.update import update
from index.vectors import DocumentVectors
from tests.conftest import CORPUS, Watch, build_library, write_corpus

NAMES = ("ferry.txt", "mill.md", "north/ferry.txt", "north/orchard.txt", "渡船.txt")
TEXTS = (
    *CORPUS.values(),
    "The ferry's bell\n\nThe bell of the ferry rings 12 times a day. Volunteers mend it.\n",
    "渡船\n\n渡船每二十分钟过河一次。船票三克朗。\n",
    "The mill\n\nIt ground barley. Anna Brandt's daughter sold the mill museum in 1902.\n",
)
QUESTIONS = (
    "When was the mill founded?",
    "How much does the ferry cost?",
    "How many apple trees?",
    "Who mends the bel?",
    "渡船 每二十分钟",
    "orchard zebra",
)
# What becomes of each file in one step: another text, or none.
steps = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([None, *TEXTS]), max_size=3)


def change(folder: Path, step: dict[str, str | None]) -> None:
    for name, text in step.items():
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            write_corpus(folder, {name: text})


def words_of(lexicon: Lexicon) -> dict[str, list[tuple[int, float]]]:
    """Which passages hold each word and what they gain by it, whatever its number."""
    found = {}
    for word, number in lexicon.vocabulary.items():
        rows, gains = lexicon.postings.held(number)
        if len(rows):
            found[word] = list(zip(rows.tolist(), gains.tolist(), strict=True))
    return found


def lines_of(lexicon: Lexicon) -> list[list[str]]:
    words, lines = list(lexicon.vocabulary), lexicon.lines
    text = [words[n] for own in lines._texts for n in own.tolist()]
    return [text[first:last] for first, last in pairwise(lines._starts.tolist())]


def assert_same(found: Snapshot, expected: Snapshot) -> None:
    for name in ("version", "model", "documents", "passages", "thresholds"):
        assert getattr(found, name) == getattr(expected, name), name
    assert (found.seal, found.folder) == (expected.seal, expected.folder)
    assert found.languages() == expected.languages()
    for name in ("document_rows", "sentence_starts"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    np.testing.assert_array_equal(found.passage_vectors.all, expected.passage_vectors.all)
    np.testing.assert_array_equal(found.sentence_vectors.all, expected.sentence_vectors.all)
    np.testing.assert_array_equal(found.context_vectors.all, expected.context_vectors.all)
    np.testing.assert_array_equal(found.pieces.frequencies, expected.pieces.frequencies)
    ids = [passage.id for passage in expected.passages]
    assert [*map(found.row_of, ids)] == [*map(expected.row_of, ids)]
    assert words_of(found.lexicon) == words_of(expected.lexicon)
    assert lines_of(found.lexicon) == lines_of(expected.lexicon)
    np.testing.assert_array_equal(found.lexicon.lines._first, expected.lexicon.lines._first)
    assert found.speller._counts == expected.speller._counts
    assert found.speller._stems == expected.speller._stems
    assert all(found.speller._counts.values())
    assert [part.checksum for part in found.parts] == [part.checksum for part in expected.parts]
    for text in QUESTIONS:
        question = Question.of(text)
        answers = [retrieve(question, one, HashingEmbedder()) for one in (found, expected)]
        assert answers[0] == answers[1], text


def never_join_anew(patch: pytest.MonkeyPatch) -> None:
    """However much changes, and though averages of a few passages leap."""
    patch.setattr(joined, "_SHARE", 1e-6)
    patch.setattr(joined, "_ROOTS", 1e6)
    patch.setattr(postings, "_STEPS", 0.1)


@pytest.mark.parametrize("is_layered", [False, True])
@given(changes=st.lists(steps, min_size=1, max_size=4), in_memory=st.sampled_from([0, IN_MEMORY]))
@settings(max_examples=12)
def test_whatever_changes_a_refreshed_snapshot_is_the_one_read_afresh(
    changes: list[dict[str, str | None]], is_layered: bool, in_memory: int
) -> None:
    with TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        if is_layered:
            never_join_anew(patch)
        folder, path = Path(home) / "documents", Path(home) / "library.db"
        write_corpus(folder, {**CORPUS, "kept.txt": "Kept\n\nThis document always stays.\n"})
        build_library(folder, path)
        found = first = load(path, in_memory=in_memory)
        for step in changes:
            change(folder, step)
            build_library(folder, path)
            found = load(path, old=found, in_memory=in_memory)
            assert_same(found, load(path, in_memory=in_memory))
        assert not is_layered or found.joined.base is first.joined.base


@given(changes=st.lists(steps, min_size=1, max_size=4), is_told=st.booleans())
@settings(max_examples=16)
def test_an_update_that_knows_the_one_before_does_what_one_afresh_does(
    changes: list[dict[str, str | None]], is_told: bool
) -> None:
    with TemporaryDirectory() as home:
        folder, embedder = Path(home) / "documents", HashingEmbedder()
        memory: Outcomes = Memory(lambda: time.time_ns() + 60_000_000_000)
        known = Known(embedder.identity)
        write_corpus(folder, {"kept.txt": "Kept\n\nNews today\n\nThis document always stays.\n"})
        last = "New\n\nNews today\n\nIt is new.\n"  # a line of it is in another text, too
        steps: list[dict[str, str | None]] = [{**CORPUS}, *changes, {"new.txt": last}]
        for step in steps:
            change(folder, step)
            told = {str(folder / name) for name in step} if is_told else None
            with Library.open(Path(home) / "known.db", create=True) as library:
                reading = read_folder(folder, memory=memory, changed=told)
                found = update(library, reading, embedder, Watch(), known)
                assert library.vectors.count() == len(
                    {one.vectors_key for one in library.holdings().values()}
                )
            expected = build_library(folder, Path(home) / "afresh.db")
            assert found == expected
            assert_same(load(Path(home) / "known.db"), load(Path(home) / "afresh.db"))


def test_only_what_changed_is_read(folder: Path, library_path: Path) -> None:
    before = load(library_path)
    write_corpus(folder, {"ferry.txt": CORPUS["ferry.txt"].replace("3 crowns", "5 crowns")})
    build_library(folder, library_path)
    read: list[str] = []
    vectors = VectorTable.read

    def counted(self: VectorTable, key: str) -> DocumentVectors:
        read.append(key)
        return vectors(self, key)

    with patch.object(VectorTable, "read", counted):
        after = load(library_path, old=before)
    assert len(read) == 1
    kept = [part for part in after.parts if part in before.parts]
    assert [part.entry.document.path for part in kept] == ["mill.md", "north/orchard.txt"]


def test_words_that_no_document_has_any_more_are_forgotten_in_time(
    folder: Path, library_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "_FEW_WORDS", 3)
    found = load(library_path)
    for n in range(4):
        text = " ".join(f"word{n}{letter}{letter}" for letter in "abcdefghijklmnopqrst" * 3)
        write_corpus(folder, {"ferry.txt": f"The ferry\n\n{text}.\n"})
        build_library(folder, library_path)
        found = load(library_path, old=found)
        assert_same(found, load(library_path))
    assert "word0aa" not in found.lexicon.vocabulary


def test_vectors_that_an_older_quoth_stored_are_read() -> None:
    arrays: dict[str, Any] = {
        "passages": np.ones((1, 3), np.float16),
        "sentences": np.zeros((2, 3), np.float16),
        "contexts": np.ones((2, 3), np.float16),
        "piece_counts": np.array([2], np.int32),
        "piece_ids": np.array([7, 9], np.int32),
        "piece_sentences": np.array([0, 1], np.uint8),
        "pieces": np.array([[1, 2, 3], [-1, 0, 1]], np.int8),
    }
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    for data in (buffer.getvalue(), DocumentVectors(**arrays).to_bytes()):
        found = DocumentVectors.from_bytes(data)
        for name, array in arrays.items():
            np.testing.assert_array_equal(getattr(found, name), array)
            assert getattr(found, name).dtype == array.dtype

"""Milvus holds what the library holds, and a question gets the same answer from either."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.answer import Answer, Question
from index.embedder import HashingEmbedder
from index.errors import StoreLost
from index.milvus.client import Milvus
from index.milvus.look import look
from index.milvus.store import load_searchable
from index.milvus.sync import Held, Kept, synchronise
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from tests.conftest import CORPUS, build_library, write_corpus

EMBEDDER = HashingEmbedder()
QUESTIONS = (
    "Who founded the mill in 1788?",
    "How much is a single ticket for the ferry?",
    "When do volunteers harvest the apples?",
    "Does the museum open on Saturdays?",
)
BAKERY = "The bakery\n\nThe bakery sells rye bread on Mondays, from seven in the morning on.\n"


class Slips(Exception):
    """Ends a run where a kill would."""


class Killed(Milvus):
    """A connection that ends the run when some call is made for the n-th time."""

    def __init__(self, milvus: Milvus, method: str, times: int) -> None:
        super().__init__(milvus.address)
        self._method, self._left = method, times

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        if method == self._method:
            self._left -= 1
            if self._left < 0:
                raise Slips
        return super().call(method, *arguments, **named)


class Counting(Milvus):
    """A connection that counts the rows that are written."""

    def __init__(self, milvus: Milvus) -> None:
        super().__init__(milvus.address)
        self.written = 0
        self.calls: list[str] = []

    def call(self, method: str, *arguments: Any, **named: Any) -> Any:
        self.calls.append(method)
        if method == "insert":
            self.written += len(arguments[1])
        return super().call(method, *arguments, **named)


@pytest.fixture
def ask(
    library_path: Path, milvus: Milvus, kept: Kept
) -> Callable[[str, frozenset[str] | None], Answer]:
    """Answers from the library as it is now, with candidates out of Milvus."""

    def answer(text: str, collections: frozenset[str] | None = None) -> Answer:
        snapshot = load_searchable(library_path, milvus, kept, EMBEDDER.identity)
        return retrieve(Question(text, collections), snapshot, EMBEDDER)

    return answer


def held_rows(held: Held) -> int:
    return held.table.count()


def passages_of(path: Path) -> int:
    return len(load(path).passages)


def test_answers_are_those_of_faiss(ask: Callable[..., Answer], snapshot: Snapshot) -> None:
    for text in QUESTIONS:
        assert ask(text).matches == retrieve(Question(text), snapshot, EMBEDDER).matches, text


def test_the_best_by_words_are_those_of_the_lexicon(
    tmp_path: Path, milvus: Milvus, kept: Kept
) -> None:
    path, source = tmp_path / "words" / "library.db", np.random.default_rng(4)
    words = ["mill", "rye", "ferry", "crowns", "harbour", "oak", "bread", "bridge", "snow", "lamp"]
    likely = np.arange(10, 0, -1) / 55
    texts = [" ".join(source.choice(words, 5 + n, p=likely)) for n in range(40)]
    write_corpus(tmp_path / "many", {f"{n}.txt": f"{text}.\n" for n, text in enumerate(texts)})
    build_library(tmp_path / "many", path)
    found = load_searchable(path, milvus, kept, EMBEDDER.identity)
    if found.words is None:
        pytest.skip("this server has no vectors of terms")
    for text in ("lamp in the snow", "rye bread on the bridge", "oak ferry mill crowns"):
        terms = found.lexicon.terms(text)
        scores = found.lexicon.scores(terms)
        best = found.words.best(terms, 8)
        assert len(best) == 8
        assert scores[best] == pytest.approx(np.sort(scores)[::-1][:8], rel=1e-3)


def test_a_question_about_a_collection_is_answered_from_it_alone(
    ask: Callable[..., Answer], snapshot: Snapshot
) -> None:
    north = frozenset({"north"})
    found = ask("What do volunteers do in September?", north)
    assert [match.document.path for match in found.matches] == ["north/orchard.txt"]
    assert ask("Who founded the mill?", frozenset({"south"})).matches == ()


def test_only_what_changed_is_written(
    folder: Path, library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    counting = Counting(milvus)
    synchronise(library_path, counting, kept)
    assert counting.written == passages_of(library_path)
    write_corpus(folder, {"bakery.txt": BAKERY})
    build_library(folder, library_path)
    held = synchronise(library_path, counting, kept)
    assert counting.written == passages_of(library_path) == held_rows(held)
    del counting.calls[:]
    synchronise(library_path, counting, kept)
    assert not {"insert", "upsert", "delete"} & {*counting.calls}


def test_what_was_deleted_or_changed_is_found_no_more(
    folder: Path, library_path: Path, milvus: Milvus, kept: Kept, ask: Callable[..., Answer]
) -> None:
    old = load_searchable(library_path, milvus, kept, EMBEDDER.identity)
    (folder / "north" / "orchard.txt").unlink()
    write_corpus(folder, {"ferry.txt": CORPUS["ferry.txt"].replace("3 crowns", "5 crowns")})
    build_library(folder, library_path)
    found = ask(QUESTIONS[1])
    assert "5 crowns" in found.matches[0].passage.text
    held = synchronise(library_path, milvus, kept)
    assert held_rows(held) == passages_of(library_path)
    # An older version that still serves finds less, and nothing that it does not know.
    paths = {
        match.document.path for match in retrieve(Question(QUESTIONS[0]), old, EMBEDDER).matches
    }
    # Words that are looked for in memory are those of that version.
    assert paths == (
        {"mill.md"} if held.has_words else {"mill.md", "ferry.txt", "north/orchard.txt"}
    )


@pytest.mark.parametrize(
    ("method", "times"), [("insert", 0), ("insert", 1), ("delete", 2), ("delete", 3), ("upsert", 1)]
)
def test_a_run_that_is_killed_is_mended_by_the_next(
    method: str, times: int, folder: Path, library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    synchronise(library_path, milvus, kept)
    (folder / "mill.md").unlink()
    write_corpus(folder, {"bakery.txt": BAKERY, "long.txt": BAKERY * 40})
    build_library(folder, library_path)
    with pytest.raises(Slips):
        synchronise(library_path, Killed(milvus, method, times), kept)
    assert not look(library_path, milvus, kept).is_current
    held = synchronise(library_path, milvus, kept)
    assert held_rows(held) == passages_of(library_path)
    assert look(library_path, milvus, kept).is_well


@pytest.mark.parametrize("method", ["create_index", "load_collection"])
def test_a_collection_that_was_half_made_is_made_anew(
    method: str, library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    with pytest.raises(Slips):
        synchronise(library_path, Killed(milvus, method, 0), kept)
    held = synchronise(library_path, milvus, kept)
    assert held_rows(held) == passages_of(library_path)


def test_a_library_that_goes_back_after_a_kill_is_written_again(
    folder: Path, library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    synchronise(library_path, milvus, kept)
    before = library_path.read_bytes()
    (folder / "mill.md").unlink()
    build_library(folder, library_path)
    # It dies when the rows are gone, and before that is marked.
    with pytest.raises(Slips):
        synchronise(library_path, Killed(milvus, "upsert", 1), kept)
    library_path.write_bytes(before)
    held = synchronise(library_path, milvus, kept)
    assert held_rows(held) == passages_of(library_path)


def test_rows_that_the_snapshot_does_not_know_take_no_place_of_others(
    folder: Path, library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    first = synchronise(library_path, milvus, kept)
    old = load_searchable(library_path, milvus, kept, EMBEDDER.identity)
    before = [retrieve(Question(text), old, EMBEDDER).matches for text in QUESTIONS]
    # Many passages more, all nearer to the first question. The average stays what it was.
    write_corpus(folder, {f"{n}.txt": f"{QUESTIONS[0]} {n} {'rye ' * 6}\n" for n in range(60)})
    build_library(folder, library_path)
    held = synchronise(library_path, milvus, kept)
    assert held.mark.average == first.mark.average
    assert [retrieve(Question(text), old, EMBEDDER).matches for text in QUESTIONS] == before


def test_another_average_of_terms_writes_all_rows_anew(
    folder: Path, library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    first = synchronise(library_path, milvus, kept)
    old = load_searchable(library_path, milvus, kept, EMBEDDER.identity)
    long = "The harbour bridge opens at noon for sailing boats and closes before the evening tide. "
    write_corpus(folder, {f"{n}.txt": long.replace("noon", str(n)) * 6 for n in range(12)})
    build_library(folder, library_path)
    held = synchronise(library_path, milvus, kept)
    assert held.mark.average > 1.1 * first.mark.average
    assert held_rows(held) == passages_of(library_path)
    # An older version that still serves finds none of its rows: it must not say "nothing".
    with pytest.raises(StoreLost):
        retrieve(Question(QUESTIONS[0]), old, EMBEDDER)


def test_replicas_with_libraries_of_their_own_share_rows_and_take_none_from_each_other(
    folder: Path, library_path: Path, tmp_path: Path, milvus: Milvus, kept: Kept
) -> None:
    behind = tmp_path / "behind" / "library.db"
    build_library(folder, behind)
    first = synchronise(behind, milvus, kept)
    counting = Counting(milvus)
    synchronise(library_path, counting, kept)
    assert counting.written == 0
    write_corpus(folder, {"bakery.txt": BAKERY})
    build_library(folder, library_path)
    synchronise(library_path, milvus, kept)
    # The other one starts again with what it had, while this one goes on.
    ahead = load_searchable(library_path, milvus, kept, EMBEDDER.identity)
    old = load_searchable(behind, milvus, kept, EMBEDDER.identity)
    found = [retrieve(Question("Who sells rye bread?"), one, EMBEDDER) for one in (ahead, old)]
    assert found[0].matches[0].document.path == "bakery.txt"
    assert "bakery.txt" not in {match.document.path for match in found[1].matches}
    # What both have let go is there no more.
    (folder / "mill.md").unlink()
    for path in (library_path, behind):
        build_library(folder, path)
        synchronise(path, milvus, kept)
    assert held_rows(first) == passages_of(behind) == passages_of(library_path)


def test_a_library_of_another_model_is_not_written(
    library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    load_searchable(library_path, milvus, kept, "another-model")
    assert look(library_path, milvus, kept).rows is None


def test_another_index_gets_a_collection_of_its_own_beside_the_old_one(
    library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    first = synchronise(library_path, milvus, kept)
    other = replace(kept, index="HNSW")
    synchronise(library_path, milvus, other)
    assert held_rows(first) == passages_of(library_path)
    said = look(library_path, milvus, other)
    assert said.others == (first.table.name,)
    assert first.table.name in str(said)


def test_a_collection_that_is_lost_is_told_and_written_anew(
    library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    snapshot = load_searchable(library_path, milvus, kept, EMBEDDER.identity)
    held = synchronise(library_path, milvus, kept)
    held.table.drop()
    with pytest.raises(StoreLost, match="else run: quoth index"):
        retrieve(Question(QUESTIONS[0]), snapshot, EMBEDDER)
    synchronise(library_path, milvus, kept)
    assert retrieve(Question(QUESTIONS[0]), snapshot, EMBEDDER).matches


def test_what_another_process_wrote_is_seen_at_once(
    library_path: Path, milvus: Milvus, kept: Kept
) -> None:
    synchronise(library_path, milvus, kept)
    other = Milvus(milvus.address)
    snapshot = load_searchable(library_path, other, kept, EMBEDDER.identity)
    found = retrieve(Question(QUESTIONS[0]), snapshot, EMBEDDER)
    other.close()
    assert found.matches[0].document.path == "mill.md"

"""Questions to try: of what a document says, and only those that are surely answered from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.librarian import Librarian
from bot.samples import sample_questions, samples_of, tried
from index.snapshot import Snapshot, load
from tests.conftest import CORPUS, build_library, write_corpus
from tests.stories.conftest import open_librarian

MORE = {
    "tower.txt": (
        "The tower\n\nThe tower has 212 stone steps and 4 windows. "
        "A visit takes 40 minutes, and 3 of their guides speak French.\n"
    ),
    "castle.txt": (
        "The castle\n\nThe castle has 9 windows, 6 round towers and 2 deep wells. "
        "The great hall was built by Karl in 1204. It was burnt in 1540. "
        "The old gate is a tunnel. Anna Holm is the keeper.\n"
    ),
    "果园.txt": "果园\n\n果园里种着四百一十二棵苹果树。\n",
}


@pytest.fixture
def library_path(tmp_path: Path) -> Path:
    folder = write_corpus(tmp_path / "documents", CORPUS | MORE)
    build_library(folder, tmp_path / "library.db")
    return tmp_path / "library.db"


@pytest.fixture
def librarian(library_path: Path) -> Iterator[Librarian]:
    librarian = open_librarian(library_path)
    yield librarian
    librarian.close()


def about(snapshot: Snapshot, path: str) -> tuple[list[str], ...]:
    document = next(one for one in snapshot.documents if one.path == path)
    rows = snapshot.rows_of(document.id)
    return samples_of(document, [snapshot.passages[row] for row in rows])


def test_a_document_is_asked_what_it_counts_when_something_was_and_what_something_is(
    snapshot: Snapshot,
) -> None:
    questions, _, _ = about(snapshot, "castle.txt")
    assert questions == [
        "How many round towers?",
        "When was the great hall built?",
        "What is the old gate?",
        "How many deep wells?",
        "How many windows?",
    ]


def test_headings_titles_and_first_words_are_there_in_any_language(snapshot: Snapshot) -> None:
    questions, topics, beginnings = about(snapshot, "mill.md")
    assert questions == ["When was the mill founded?"]
    assert topics == ["The old mill: History", "The old mill: Visits", "The old mill"]
    assert len(beginnings) == 2
    assert (
        beginnings[0]
        == "The mill was founded in 1788 by Anna Brandt, who owned the forest behind it. It"
    )
    assert about(snapshot, "果园.txt") == ([], ["果园"], ["果园里种着四百一十二棵苹果树。"])


def test_each_document_in_turn_is_asked_what_no_other_tells(snapshot: Snapshot) -> None:
    found = sample_questions(snapshot)
    assert found[:3] == ["How many round towers?", "How many crowns?", "When was the mill founded?"]
    assert "How many windows?" not in found


def test_closed_collections_are_not_asked_about(snapshot: Snapshot) -> None:
    assert "How many apple trees?" in sample_questions(snapshot)
    assert "How many apple trees?" not in sample_questions(snapshot, frozenset({""}))


async def test_what_is_not_answered_or_from_another_document_is_left_out(
    librarian: Librarian,
) -> None:
    ferry = next(one for one in librarian.snapshot.documents if one.path == "ferry.txt")
    asked = [
        "What is the capital of France?",
        "Who founded the mill in 1788?",
        "How much does a single ticket for the ferry cost?",
        "When was the ferry built by the Halden shipyard?",
    ]
    assert await tried(librarian, asked, 3, document_id=ferry.id) == asked[2:]
    assert await tried(librarian, asked, 2) == asked[1:3]
    north = frozenset({"north"})
    assert await tried(librarian, asked, 3, collections=north) == []


@pytest.fixture
def snapshot(library_path: Path) -> Snapshot:
    return load(library_path)

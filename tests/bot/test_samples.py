"""Questions to try: of what a document counts, and no other document does."""

from pathlib import Path

import pytest

from bot.samples import sample_questions
from index.snapshot import Snapshot, load
from tests.conftest import CORPUS, build_library, write_corpus

MORE = {
    "tower.txt": (
        "The tower\n\nThe tower has 212 stone steps and 4 windows. "
        "A visit takes 40 minutes, and 3 of their guides speak French.\n"
    ),
    "castle.txt": "The castle\n\nThe castle has 9 windows, 6 round towers and 2 deep wells.\n",
}


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    folder = write_corpus(tmp_path / "documents", CORPUS | MORE)
    build_library(folder, tmp_path / "library.db")
    return load(tmp_path / "library.db")


def test_what_one_document_counts_is_asked_for_each_document_in_turn(snapshot: Snapshot) -> None:
    assert sample_questions(snapshot) == [
        "How many round towers?",
        "How many crowns?",
        "How many apple trees?",
        "How many stone steps?",
        "How many deep wells?",
    ]


def test_closed_collections_are_not_asked_about(snapshot: Snapshot) -> None:
    assert "How many apple trees?" not in sample_questions(snapshot, frozenset({""}))


def test_one_document_can_be_asked_about(snapshot: Snapshot) -> None:
    castle = next(one.id for one in snapshot.documents if one.path == "castle.txt")

    assert sample_questions(snapshot, document_id=castle) == [
        "How many round towers?",
        "How many deep wells?",
    ]

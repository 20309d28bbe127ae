"""The librarian answers from one whole library, and takes up only what it can use."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.librarian import Librarian
from index.answer import Question
from index.embedder import HashingEmbedder
from index.ranking.reranker import WordReranker
from index.snapshot import Snapshot, load
from index.stored.library import Library
from tests.conftest import build_library, write_corpus

QUESTION = Question.of("Who founded the mill in 1788?")


class OtherModel(HashingEmbedder):
    """A model with another name."""

    identity = "another-model"


class Shelf:
    """A library on disk; counts how often it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.readings = 0

    def load(self, old: Snapshot | None = None) -> Snapshot:
        self.readings += 1
        return load(self._path)

    def seal(self) -> str:
        with Library.open(self._path) as library:
            return library.seal

    def librarian(self, reranker: WordReranker | None = None) -> Librarian:
        return Librarian(self.load, self.seal, HashingEmbedder(), reranker)


def damage(path: Path) -> bytes:
    """Overwrite a file; give back what it held."""
    whole = path.read_bytes()
    path.write_bytes(b"this is no library")
    return whole


@pytest.fixture
def shelf(library_path: Path) -> Shelf:
    """A library over the small corpus."""
    return Shelf(library_path)


@pytest.fixture
async def librarian(shelf: Shelf) -> AsyncIterator[Librarian]:
    """A librarian over the small corpus."""
    found = shelf.librarian()
    yield found
    found.close()


async def test_a_library_of_another_model_is_left_alone_and_said_so_once(
    librarian: Librarian, folder: Path, library_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = await librarian.ask(QUESTION)
    build_library(folder, library_path, OtherModel())
    with caplog.at_level(logging.WARNING):
        assert [await librarian.refresh() for _ in range(3)] == [False, False, False]
    assert await librarian.ask(QUESTION) == before
    (said,) = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert "made by the model another-model, and this bot runs hashing-256" in said
    assert "quoth index" in said


async def test_a_refused_library_is_not_read_again_and_a_good_one_is(
    librarian: Librarian, shelf: Shelf, folder: Path, library_path: Path
) -> None:
    build_library(folder, library_path, OtherModel())
    for _ in range(3):
        await librarian.refresh()
    assert shelf.readings == 2
    write_corpus(folder, {"new.txt": "The bridge\n\nThe bridge was built in 1950.\n"})
    build_library(folder, library_path)
    assert await librarian.refresh()
    assert shelf.readings == 3
    assert len(librarian.snapshot.documents) == 4


async def test_a_damaged_library_is_said_once_until_a_good_one_takes_its_place(
    librarian: Librarian, folder: Path, library_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for turn in (1, 2):
        whole = await asyncio.to_thread(damage, library_path)
        assert [await librarian.refresh() for _ in range(3)] == [False, False, False]
        assert len([r for r in caplog.records if r.levelno == logging.WARNING]) == turn
        await asyncio.to_thread(library_path.write_bytes, whole)
        build_library(write_corpus(folder, {f"{turn}.txt": f"Turn {turn}\n"}), library_path)
        assert await librarian.refresh()


async def test_the_reranker_orders_what_the_librarian_answers(shelf: Shelf) -> None:
    plain, judged = shelf.librarian(), shelf.librarian(WordReranker())
    await judged.warm_up()
    scores = [match.reranked for match in (await judged.ask(QUESTION)).matches]
    assert scores == sorted((score for score in scores if score is not None), reverse=True)
    assert {match.reranked for match in (await plain.ask(QUESTION)).matches} == {None}
    plain.close()
    judged.close()

"""A running bot takes up a new version of its library without being restarted."""

import asyncio
from pathlib import Path

from index.ranking.gate import Thresholds
from index.stored.database import files_of
from index.stored.library import Library
from tests.conftest import CORPUS, build_library, write_corpus
from tests.stories.conftest import Stage


async def test_a_document_that_is_added_is_answered_from(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    question = "When was the lighthouse lit for the first time?"
    assert "couldn't find" in (await stage.ask(stage.private, question))["text"]

    text = "The lighthouse\n\nThe lighthouse was lit for the first time in 1866.\n"
    build_library(write_corpus(folder, {"lighthouse.txt": text}), library_path)
    assert await stage.librarian.refresh()

    assert "in 1866." in (await stage.ask(stage.private, question))["text"]
    assert not await stage.librarian.refresh()


async def test_new_thresholds_are_taken_up(stage: Stage, library_path: Path) -> None:
    question = "Who founded the mill in 1788?"
    assert "Anna Brandt" in (await stage.ask(stage.private, question))["text"]

    with Library.open(library_path) as library:
        library.calibrate(Thresholds(unsure_from=1000, found_from=1000), since=library.version)
    assert await stage.librarian.refresh()

    assert "couldn't find" in (await stage.ask(stage.private, question))["text"]


async def test_a_damaged_library_leaves_the_old_one_serving(
    stage: Stage, library_path: Path
) -> None:
    await asyncio.to_thread(library_path.write_bytes, b"this is no library")
    assert not await stage.librarian.refresh()
    assert (
        "Anna Brandt" in (await stage.ask(stage.private, "Who founded the mill in 1788?"))["text"]
    )


async def test_a_library_that_was_built_anew_is_taken_up(
    stage: Stage, folder: Path, library_path: Path
) -> None:
    question = "How much does a single ticket for the ferry cost?"
    assert "3 crowns" in (await stage.ask(stage.private, question))["text"]

    for file in files_of(library_path):
        await asyncio.to_thread(file.unlink, missing_ok=True)
    text = CORPUS["ferry.txt"].replace("3 crowns", "5 crowns")
    build_library(write_corpus(folder, {"ferry.txt": text}), library_path)
    assert await stage.librarian.refresh()

    assert "5 crowns" in (await stage.ask(stage.private, question))["text"]

"""The Document button brings the file itself, and the text where the file is another by now."""

from pathlib import Path

import pytest

from bot import phrases
from tests.conftest import CORPUS, write_corpus
from tests.stories.conftest import Stage

TABLE = "Landing,Boat,Fare\nNorth landing,Halden,3 crowns\nSouth landing,Sarn,4 crowns\n"
READ = (
    "Landing: North landing | Boat: Halden | Fare: 3 crowns\n"
    "Landing: South landing | Boat: Sarn | Fare: 4 crowns\n"
)
QUESTION = "What is the fare of the boat Sarn from the South landing?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small corpus, and a table."""
    return write_corpus(tmp_path / "documents", CORPUS | {"fares.csv": TABLE})


async def test_the_file_comes_as_it_is_and_else_the_text_that_was_read_of_it(
    stage: Stage, folder: Path
) -> None:
    card = await stage.ask(stage.private, QUESTION)
    assert "South landing | Boat: Sarn" in card["text"]
    assert "fares.csv · rows 2-3 · " in card["text"]

    await stage.telegram.press(stage.ann, card, label=phrases.DOCUMENT)
    sent = stage.private.messages()[-1]
    assert sent["document"]["file_name"] == "fares.csv"
    assert sent["document"]["file_size"] == len(TABLE)
    assert sent["caption"] == "fares · row 3"

    (folder / "fares.csv").write_text("Nothing of this kind.")
    await stage.telegram.press(stage.ann, card, label=phrases.DOCUMENT)
    sent = stage.private.messages()[-1]
    assert sent["document"]["file_name"] == "fares.csv.txt"
    assert sent["document"]["file_size"] == len(READ)

"""An admin names a collection that is not there yet, by a reply, while a file waits."""

import pytest

from bot import phrases, upload_phrases
from bot.emulator.people import Json
from bot.speech import ENGLISH
from tests.conftest import CORPUS
from tests.stories.shelf import (
    NAME,
    OTHER_ADMIN,
    QUESTION,
    SENTENCE,
    TITLE,
    Shelf,
    data_of,
    labels,
)


async def asked_for_a_name(shelf: Shelf) -> Json:
    """The message that asks for it."""
    return await shelf.tap(await shelf.send(), upload_phrases.ADD_NEW, says="Reply to this message")


async def named(shelf: Shelf, message: Json, name: str) -> Json:
    """The card after a reply."""
    await shelf.stage.telegram.say(shelf.room, shelf.root, name, reply_to=message["message_id"])
    return await shelf.becomes(message, upload_phrases.ADD_CHOOSE)


async def test_a_file_goes_to_a_collection_that_is_named_in_the_chat(shelf: Shelf) -> None:
    asking = await asked_for_a_name(shelf)
    assert asking["text"] == ENGLISH(upload_phrases.ADD_NAME, title=TITLE)
    assert labels(asking) == [phrases.BACK]
    card = await named(shelf, asking, "  Annual   reports ")
    assert "• Annual reports" in labels(card)
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert shelf.paths == {*CORPUS, f"Annual reports/{NAME}"}
    answer = await shelf.order(f"#annual_reports {QUESTION}")
    assert SENTENCE in answer["text"]
    assert f"Annual reports/{NAME}" in answer["text"]
    assert "Annual reports" in labels(await shelf.send("Another text.\n", "other.txt"))


@pytest.mark.parametrize("name", ["NORTH", "#north", "north", "North"])
async def test_a_name_that_is_there_in_another_case_means_that_one(shelf: Shelf, name: str) -> None:
    card = await named(shelf, await asked_for_a_name(shelf), name)
    assert labels(card)[1] == "• north"
    assert upload_phrases.ADD_NEW in labels(card)[2]


async def test_what_cannot_be_a_name_is_refused_and_asked_for_again(shelf: Shelf) -> None:
    asking = await asked_for_a_name(shelf)
    names = (
        ".hidden",
        "a/b",
        "a\\b",
        "..",
        "one, two",
        "x" * 201,
        "!!!",
        "all",
        "Über" * 51,
        "a:b",
    )
    for name in names:
        said = await shelf.order(name, reply_to=asking["message_id"])
        assert said["text"] == ENGLISH(upload_phrases.NAME_REFUSED, name=name)
        assert shelf.room.said[asking["message_id"]]["text"] == asking["text"]
    card = await named(shelf, asking, "Küste 2024")
    assert "• Küste 2024" in labels(card)


async def test_one_can_go_back_and_ask_something_meanwhile(shelf: Shelf) -> None:
    asking = await asked_for_a_name(shelf)
    assert "1788" in (await shelf.order("When was the mill founded?"))["text"]
    card = await shelf.tap(asking, phrases.BACK, says=upload_phrases.ADD_CHOOSE)
    assert labels(card)[0] == f"• {phrases.TOP_FOLDER}"
    answer = await shelf.order("When was the mill founded?", reply_to=card["message_id"])
    assert "1788" in answer["text"], "a reply to the card itself is a question"


async def test_a_name_for_a_file_that_is_gone_or_anothers_changes_nothing(shelf: Shelf) -> None:
    asking = await asked_for_a_name(shelf)
    second = shelf.stage.telegram.add_person("Second", id=OTHER_ADMIN)
    room = shelf.stage.telegram.private_chat(second)
    others = await shelf.send("Another text.\n", "other.txt", by=second, room=room)
    forged = data_of(asking)[0].replace(":back", ":no")
    await shelf.stage.telegram.press(second, others, forged)
    assert shelf.waiting == 4
    await shelf.stage.telegram.press(shelf.root, asking, forged)
    await shelf.becomes(asking, upload_phrases.ADD_CANCELLED)
    assert shelf.waiting == 2

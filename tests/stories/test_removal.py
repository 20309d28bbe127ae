"""Admins remove what was added: it is gone from answers and buttons at once."""

from bot import phrases, upload_phrases
from bot.speech import ENGLISH
from tests.conftest import CORPUS
from tests.stories.shelf import NAME, QUESTION, SENTENCE, TITLE, Shelf, data_of, labels


async def test_a_removed_document_is_gone_from_answers_and_buttons_at_once(shelf: Shelf) -> None:
    await shelf.tap(await shelf.send(), upload_phrases.ADD_CONFIRM, says="Done")
    answer = await shelf.order(QUESTION)
    assert SENTENCE in answer["text"]
    assert (await shelf.order("/remove"))["text"] == upload_phrases.REMOVE_HOW
    said = await shelf.order("/remove mill")
    assert said["text"] == ENGLISH(upload_phrases.REMOVE_NONE, words="mill")

    listed = await shelf.order("/remove LIGHT house")
    button = f"{TITLE} · {NAME}"
    assert labels(listed) == [button]
    asked = await shelf.tap(listed, button, says="can't be undone")
    await shelf.tap(asked, upload_phrases.CANCEL, says="stays")
    assert NAME in shelf.paths
    listed = await shelf.order("/remove light")
    asked = await shelf.tap(listed, button, says="can't be undone")
    await shelf.tap(asked, upload_phrases.REMOVE_CONFIRM, says="Removed")
    assert shelf.kept == []
    assert shelf.paths == set(CORPUS)
    assert SENTENCE not in (await shelf.order(QUESTION))["text"]
    tapped = await shelf.stage.telegram.press(shelf.root, answer, label=phrases.CONTEXT)
    assert tapped["text"] == phrases.CHANGED
    anns = await shelf.stage.ask(shelf.stage.private, "When was the mill founded?")
    for forged in data_of(asked):
        tapped = await shelf.stage.telegram.press(shelf.stage.ann, anns, forged)
        assert tapped["text"] == phrases.NOT_FOR_YOU

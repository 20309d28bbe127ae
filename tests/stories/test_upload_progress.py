"""Adding takes its time: it is told, others are answered meanwhile, and nothing is half done."""

import asyncio
import time
from pathlib import Path

from bot import upload_phrases
from bot.emulator.people import Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer
from bot.updating import Watchers, update_library
from index.embedder import HashingEmbedder
from tests.conftest import CORPUS, Watch, build_library, write_corpus
from tests.stories.shelf import (
    NAME,
    OTHER_ADMIN,
    QUESTION,
    TEXT,
    SlowEmbedder,
    data_of,
    labels,
    shelf_with,
)


def second_admin(telegram: TelegramServer) -> tuple[Person, Room]:
    """Another admin, and the chat with the bot."""
    person = telegram.add_person("Second", id=OTHER_ADMIN)
    return person, telegram.private_chat(person)


async def test_progress_is_one_message_edited_at_most_every_two_seconds(
    library_path: Path, folder: Path
) -> None:
    embedder = SlowEmbedder()
    async with shelf_with(library_path, folder, embedder) as shelf:
        card = await shelf.send()
        began = time.monotonic()
        await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Adding")
        await shelf.becomes(card, " texts are read")
        assert time.monotonic() - began > 1.9
        answered = await shelf.order("When was the mill founded?")
        assert "1788" in answered["text"], "others are answered meanwhile"
        tapped = await shelf.stage.telegram.press(shelf.root, card, data_of(card)[3])
        assert tapped["text"] == upload_phrases.BEING_ADDED
        embedder.may_go.set()
        await shelf.becomes(card, "Done")


async def test_what_fails_on_the_way_leaves_nothing_and_can_be_tried_again(
    library_path: Path, folder: Path
) -> None:
    embedder = SlowEmbedder()
    embedder.may_go.set()
    embedder.fails = True
    async with shelf_with(library_path, folder, embedder) as shelf:
        card = await shelf.send()
        failed = await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="No space left")
        assert shelf.kept == []
        assert shelf.paths == set(CORPUS)
        embedder.fails = False
        await shelf.tap(failed, upload_phrases.ADD_CONFIRM, says="Done")
        assert shelf.paths == {*CORPUS, NAME}


async def test_a_file_outlives_a_restart_between_preview_and_confirmation(
    library_path: Path, folder: Path
) -> None:
    async with shelf_with(library_path, folder) as shelf:
        card = await shelf.send()
        data = data_of(card)[3]
    build_library(folder, library_path)
    async with shelf_with(library_path, folder) as shelf:
        other = await shelf.order("/remove nothing")
        assert labels(other) == []
        again = await shelf.send("Some other text, with 12 words.", "other.txt")
        await shelf.stage.telegram.press(shelf.root, again, data)
        await shelf.becomes(again, "Done")
        assert shelf.paths == {*CORPUS, NAME}


async def test_a_library_that_another_process_builds_meanwhile_has_both(
    library_path: Path, folder: Path
) -> None:
    embedder = SlowEmbedder()
    async with shelf_with(library_path, folder, embedder) as shelf:
        card = await shelf.send()
        await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Adding")
        write_corpus(folder, {"tower.txt": "The tower\n\nThe tower has 40 windows.\n"})
        await asyncio.to_thread(
            update_library, shelf.settings, Watchers(Watch()), embedder=HashingEmbedder()
        )
        embedder.may_go.set()
        await shelf.becomes(card, "Done")
        assert shelf.paths == {*CORPUS, NAME, "tower.txt"}


async def test_of_two_admins_with_a_file_of_one_name_the_second_is_asked_again(
    library_path: Path, folder: Path
) -> None:
    async with shelf_with(library_path, folder) as shelf:
        telegram = shelf.stage.telegram
        second, room = second_admin(telegram)
        card = await shelf.send()
        other = await shelf.send(TEXT.replace("1866", "1867"), by=second, room=room)
        assert upload_phrases.ADD_REPLACES not in other["text"]
        await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
        told = await telegram.press(second, other, label=upload_phrases.ADD_CONFIRM)
        assert told["text"] == upload_phrases.LOOK_AGAIN
        await room.bell.until(
            lambda: upload_phrases.ADD_REPLACES in room.messages()[-1]["text"], timeout_s=5
        )
        assert "in 1866" in (await shelf.order(QUESTION))["text"]
        await telegram.press(second, other, label=upload_phrases.ADD_CONFIRM)
        await room.bell.until(lambda: "Done" in room.messages()[-1]["text"], timeout_s=5)
        assert "in 1867" in (await shelf.order(QUESTION))["text"]


async def test_what_two_admins_confirm_at_once_is_added_one_after_the_other(
    library_path: Path, folder: Path
) -> None:
    embedder = SlowEmbedder()
    async with shelf_with(library_path, folder, embedder) as shelf:
        telegram = shelf.stage.telegram
        second, room = second_admin(telegram)
        card = await shelf.send()
        other = await shelf.send("The tower\n\nIt has 40 windows.\n", "tower.txt", second, room)
        await telegram.press(second, other, label=upload_phrases.ADD_CONFIRM)
        await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Adding")
        embedder.may_go.set()
        await shelf.becomes(card, "Done")
        await room.bell.until(lambda: "Done" in room.messages()[-1]["text"], timeout_s=5)
        assert shelf.paths == {*CORPUS, NAME, "tower.txt"}


async def test_of_two_at_once_with_one_name_the_second_replaces_nothing_unasked(
    library_path: Path, folder: Path
) -> None:
    embedder = SlowEmbedder()
    async with shelf_with(library_path, folder, embedder) as shelf:
        telegram = shelf.stage.telegram
        second, room = second_admin(telegram)
        card = await shelf.send()
        other = await shelf.send(TEXT.replace("1866", "1867"), by=second, room=room)
        await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Adding")
        await telegram.press(second, other, label=upload_phrases.ADD_CONFIRM)
        embedder.may_go.set()
        await shelf.becomes(card, "Done")
        await room.bell.until(lambda: "was not added" in room.messages()[-1]["text"], timeout_s=5)
        told = await telegram.press(second, other, label=upload_phrases.ADD_CONFIRM)
        assert told["text"] == upload_phrases.LOOK_AGAIN
        assert "in 1866" in (await shelf.order(QUESTION))["text"]

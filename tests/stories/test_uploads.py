"""Admins add documents by sending them, and remove them again; nobody else can."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import phrases, upload_phrases
from bot.access import Access
from bot.chats.memory import Chats
from bot.emulator.people import Json, Person, UploadedFile
from bot.emulator.room import Room
from bot.pending import Reception
from bot.speech import ENGLISH
from bot.wiring import make_reception
from config.settings import Settings, load_settings
from index.embedder import HashingEmbedder, Progress, Vectors
from index.library import Library
from tests.conftest import CORPUS, build_library
from tests.stories.conftest import TOKEN, Stage, make_telegram, open_librarian, running

ADMIN, OTHER_ADMIN = 17, 18
ADMINS = Access(admins=frozenset({ADMIN, OTHER_ADMIN}))
NAME, TITLE = "lighthouse.txt", "The lighthouse"
TEXT = (
    "The lighthouse\n\n"
    "Date: 2023-02-01\n\n"
    "The lighthouse was lit for the first time in 1866. It has 212 granite steps.\n"
)
QUESTION, SENTENCE = "When was the lighthouse lit?", "lit for the first time in 1866"
GENTLE = "How many granite steps?"


class Shelf:
    """An admin in a private chat with the bot, over the small corpus."""

    def __init__(self, stage: Stage, root: Person, settings: Settings) -> None:
        self.stage, self.root, self.settings = stage, root, settings
        self.room = stage.telegram.private_chat(root)

    @property
    def paths(self) -> set[str]:
        """The documents of the library."""
        with Library.open(self.settings.library_path) as library:
            return set(library.paths().values())

    @property
    def kept(self) -> list[str]:
        """The files that lie beside the folder, whole or not."""
        added = self.settings.added_path
        return sorted(one.relative_to(added).as_posix() for one in added.rglob("*.*"))

    @property
    def waiting(self) -> int:
        """How many files wait for a word."""
        folder = self.settings.pending_path
        return len(list(folder.iterdir())) if folder.is_dir() else 0

    async def send(
        self,
        content: str | bytes = TEXT,
        name: str = NAME,
        by: Person | None = None,
        room: Room | None = None,
        **how: object,
    ) -> Json:
        """Send a file and wait for what the bot says to it."""
        place = room or self.room
        before = [m for m in place.messages() if m["from"]["is_bot"]]
        data = content.encode() if isinstance(content, str) else content
        await self.stage.telegram.send_file(
            place,
            by or self.root,
            UploadedFile(name, data),
            **how,  # type: ignore[arg-type]  # because they are the emulator's own
        )
        return (await self.stage.telegram.wait_for_messages(place, len(before) + 1))[-1]

    async def tap(self, message: Json, label: str, *, says: str = "") -> Json:
        """Tap a button and wait until the message starts with something else."""
        await self.stage.telegram.press(self.root, message, label=label)
        return await self.becomes(message, says)

    async def becomes(self, message: Json, says: str) -> Json:
        """Wait until the message has some words."""
        for _ in range(500):
            now = self.room.said[message["message_id"]]
            if says in now["text"]:
                return now
            await asyncio.sleep(0.01)
        raise TimeoutError(now["text"])

    async def order(self, command: str, **how: object) -> Json:
        return await self.stage.ask(self.room, command, by=self.root, **how)


@asynccontextmanager
async def shelf_with(
    library_path: Path,
    folder: Path,
    embedder: HashingEmbedder | None = None,
    now: Callable[[], float] = time.time,
) -> AsyncIterator[Shelf]:
    settings = load_settings(home=library_path.parent, corpus={"folder": folder})
    telegram = make_telegram()
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann", username="ann")
    root = telegram.add_person("Root", id=ADMIN)
    librarian = open_librarian(library_path)

    def reception(chats: Chats) -> Reception:
        return make_reception(settings, chats, embedder or HashingEmbedder())

    async with running(telegram, librarian, ADMINS, now=now, reception=reception) as chats:
        stage = Stage(telegram, bot, librarian, ann, telegram.private_chat(ann), chats)
        yield Shelf(stage, root, settings)
    assert telegram.violations == []


@pytest.fixture
async def shelf(library_path: Path, folder: Path) -> AsyncIterator[Shelf]:
    async with shelf_with(library_path, folder) as shelf:
        yield shelf


def labels(message: Json) -> list[str]:
    keyboard = message.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
    return [button["text"] for row in keyboard for button in row]


def data_of(message: Json) -> list[str]:
    keyboard = message["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for row in keyboard for button in row]


async def test_a_file_is_shown_first_and_answers_once_it_is_confirmed(shelf: Shelf) -> None:
    card = await shelf.send()
    assert f"{TITLE} · {NAME} · 1 passage\nDate: 2023-02-01\n" in card["text"]
    quoted = next(one for one in card["entities"] if one["type"] == "blockquote")
    assert card["text"][quoted["offset"] :][: quoted["length"]] == TEXT.strip()
    assert labels(card) == [
        f"• {phrases.TOP_FOLDER}",
        "north",
        upload_phrases.ADD_CONFIRM,
        upload_phrases.CANCEL,
    ]
    assert shelf.paths == set(CORPUS)
    assert shelf.kept == []
    assert SENTENCE not in (await shelf.order(QUESTION))["text"]

    chosen = await shelf.tap(card, "north")
    for _ in range(100):
        if labels(chosen)[1] == "• north":
            break
        await asyncio.sleep(0.01)
        chosen = shelf.room.said[card["message_id"]]
    done = await shelf.tap(chosen, upload_phrases.ADD_CONFIRM, says="Done")
    assert done["text"] == f"Done: “{TITLE}”, 1 passage. Try:\n• {GENTLE}"
    assert labels(done) == []
    assert shelf.kept == [f"north/{NAME}"]
    assert shelf.paths == {*CORPUS, f"north/{NAME}"}
    assert shelf.waiting == 0
    answer = await shelf.stage.ask(shelf.stage.private, QUESTION)
    assert SENTENCE in answer["text"]
    assert f"north/{NAME}" in answer["text"]
    assert "212 granite steps" in (await shelf.order(GENTLE))["text"]


async def test_whoever_is_no_admin_cannot_add_anything(shelf: Shelf) -> None:
    stage = shelf.stage
    said = await shelf.send(by=stage.ann, room=stage.private)
    assert said["text"] == phrases.WRITE_WORDS
    assert (await stage.ask(stage.private, "/add"))["text"] == phrases.UNKNOWN_COMMAND
    assert (await stage.ask(stage.private, "/remove mill"))["text"] == phrases.UNKNOWN_COMMAND
    group = stage.telegram.add_group("Office", [shelf.root, stage.ann])
    await stage.telegram.send_file(group, shelf.root, UploadedFile(NAME, TEXT.encode()))
    answer = await stage.ask(group, "/ask When was the mill founded?", by=shelf.root)
    assert "1788" in answer["text"], "the file before it was not answered"
    assert shelf.waiting == 0


async def test_buttons_work_for_the_admin_who_sent_the_file_alone(shelf: Shelf) -> None:
    telegram = shelf.stage.telegram
    card = await shelf.send()
    anns = await shelf.stage.ask(shelf.stage.private, "When was the mill founded?")
    confirm = data_of(card)[2]
    answer = await telegram.press(shelf.stage.ann, anns, confirm)
    assert answer["text"] == phrases.NOT_FOR_YOU
    second = telegram.add_person("Second", id=OTHER_ADMIN)
    listed = await shelf.send("Another text about 12 red boats.", by=second,
                              room=telegram.private_chat(second))  # fmt: skip
    await telegram.press(second, listed, confirm)
    await telegram.press(second, listed, "add:0123456789abcdef:yes")
    await asyncio.sleep(0.1)
    assert shelf.paths == set(CORPUS)
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert shelf.paths == {*CORPUS, NAME}


async def test_what_is_cancelled_or_forgotten_is_gone(library_path: Path, folder: Path) -> None:
    later = 0.0
    async with shelf_with(library_path, folder, now=lambda: time.time() + later) as shelf:
        card = await shelf.send()
        assert shelf.waiting == 2
        for file in shelf.settings.pending_path.iterdir():
            assert file.stat().st_mode & 0o077 == 0, "others on the machine cannot read it"
        await shelf.tap(card, upload_phrases.CANCEL, says=upload_phrases.ADD_CANCELLED)
        assert shelf.waiting == 0
        card = await shelf.send()
        later = 25 * 60 * 60
        await shelf.tap(card, upload_phrases.ADD_CONFIRM, says=upload_phrases.ADD_EXPIRED)
        assert shelf.waiting == 0
        assert shelf.paths == set(CORPUS)
        assert shelf.kept == []


async def test_what_cannot_be_added_is_said_with_the_reason(shelf: Shelf) -> None:
    said = await shelf.send(b"x", size_bytes=20_000_001)
    assert said["text"] == ENGLISH(upload_phrases.TOO_BIG, name=NAME, size=20)
    for content, name, reason in (
        ("no", "film.mp4", "not a format that is read"),
        (b"%PDF-1.4 broken", "broken.pdf", ""),
        ("\n", "empty.txt", "it is empty"),
        ("Text.", "ferry.txt", "has a file of that name"),
        ("Text.", ".hidden.txt", "plain names"),
    ):
        said = await shelf.send(content, name)
        assert f"“{name}” was not added: " in said["text"], name
        assert reason in said["text"]
        assert labels(said) == []
    assert shelf.waiting == 0


async def test_the_same_text_is_recognised_and_not_added_twice(shelf: Shelf) -> None:
    card = await shelf.send(CORPUS["mill.md"], "copy.md")
    assert ENGLISH(upload_phrases.ADD_SAME, path="mill.md") in card["text"]
    done = await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="not added")
    assert done["text"] == "“copy.md” was not added: the same text as mill.md"
    assert shelf.kept == []


async def test_a_file_of_the_same_name_takes_the_place_of_the_old_one(shelf: Shelf) -> None:
    await shelf.tap(await shelf.send(), upload_phrases.ADD_CONFIRM, says="Done")
    card = await shelf.send(TEXT.replace("1866", "1867"))
    assert upload_phrases.ADD_REPLACES in card["text"]
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert shelf.paths == {*CORPUS, NAME}
    assert "first time in 1867" in (await shelf.order(QUESTION))["text"]


async def test_nothing_in_a_preview_comes_to_life(shelf: Shelf) -> None:
    card = await shelf.send(
        "See https://example.org or @ann\n\n/forget yes #tag mail@example.org. More 12 words.\n"
    )
    assert {one["type"] for one in card["entities"]} <= {"blockquote", "code"}
    assert "https://example.org" in card["text"]


async def test_the_document_button_brings_the_file_that_was_added(shelf: Shelf) -> None:
    table = "Landing,Boat,Fare\nSouth landing,Sarn,4 crowns\n"
    await shelf.tap(await shelf.send(table, "fares.csv"), upload_phrases.ADD_CONFIRM, says="Done")
    card = await shelf.order("What is the fare of the boat Sarn from the South landing?")
    await shelf.stage.telegram.press(shelf.root, card, label=phrases.DOCUMENT)
    sent = shelf.room.messages()[-1]["document"]
    assert (sent["file_name"], sent["file_size"]) == ("fares.csv", len(table))


async def test_a_long_text_is_added_by_a_reply(shelf: Shelf) -> None:
    assert (await shelf.order("/add"))["text"] == upload_phrases.ADD_HOW
    said = await shelf.stage.telegram.say(shelf.room, shelf.root, TEXT)
    await shelf.stage.telegram.wait_for_messages(shelf.room, 2)
    card = await shelf.order("/add", reply_to=said["message_id"])
    assert f"{TITLE} · The lighthouse.txt" in card["text"]
    await shelf.tap(card, upload_phrases.ADD_CONFIRM, says="Done")
    assert shelf.paths == {*CORPUS, "The lighthouse.txt"}


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


class SlowEmbedder(HashingEmbedder):
    """Waits at its first passage until it is let go, and may fail."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go = threading.Event()
        self.fails = False

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if progress is not None:
            progress(1)
        self.may_go.wait(20)
        if self.fails:
            raise OSError(28, "No space left on device")
        return super().embed_documents(texts)


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
        tapped = await shelf.stage.telegram.press(shelf.root, card, data_of(card)[2])
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
        data = data_of(card)[2]
    build_library(folder, library_path)
    async with shelf_with(library_path, folder) as shelf:
        other = await shelf.order("/remove nothing")
        assert labels(other) == []
        again = await shelf.send("Some other text, with 12 words.", "other.txt")
        await shelf.stage.telegram.press(shelf.root, again, data)
        await shelf.becomes(again, "Done")
        assert shelf.paths == {*CORPUS, NAME}

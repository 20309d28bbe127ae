"""An admin's private chat with the bot, in which documents are added and removed."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.access import Access
from bot.chats.memory import Chats
from bot.emulator.people import Json, Person, UploadedFile
from bot.emulator.room import Room
from bot.pending import Reception
from bot.wiring import make_reception
from config.settings import Settings, load_settings
from index.embedder import HashingEmbedder, Progress, Vectors
from index.stored.library import Library
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


def labels(message: Json) -> list[str]:
    keyboard = message.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
    return [button["text"] for row in keyboard for button in row]


def data_of(message: Json) -> list[str]:
    keyboard = message["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for row in keyboard for button in row]


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

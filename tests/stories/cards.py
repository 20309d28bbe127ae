"""What the stories about cards share: looking at buttons, and a bot with rules of access."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.access import Access
from bot.chats.memory import Chats
from bot.emulator.people import Json
from bot.emulator.room import Room
from tests.stories.conftest import TOKEN, Stage, make_telegram, open_librarian, running

NORTH = "How many apple trees does the orchard hold?"
NORTH_SENTENCE = "The orchard holds 412 apple trees of nineteen kinds."
UNSURE = "how long are tours of the museum?"
ANN, BOB = 700_000_001, 700_000_002

# Three documents that answer the same question.
KEEPERS = {
    f"light{name}.txt": (
        f"Lighthouse {name}\n\n"
        f"The lighthouse of {name} was lit for the first time by keeper {keeper}.\n\n"
        f"Its lamp is seen from {miles} miles away on a clear night in {name}.\n"
    )
    for name, keeper, miles in (
        ("Alm", "Olsen", "nine"),
        ("Bork", "Thorsen", "ten"),
        ("Cran", "Berg", "six"),
    )
}
KEEPER = "Which keeper lit the lighthouse for the first time?"


@asynccontextmanager
async def staged(
    library_path: Path, access: Access, now: Callable[[], float] = time.time
) -> AsyncIterator[tuple[Stage, Chats]]:
    """The bot with rules of access over the small corpus, in a private chat with Ann."""
    telegram = make_telegram()
    bot = telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    ann = telegram.add_person("Ann", id=ANN)
    librarian = open_librarian(library_path)
    async with running(telegram, librarian, access, now=now) as chats:
        yield Stage(telegram, bot, librarian, ann, telegram.private_chat(ann), chats), chats
    assert telegram.violations == []


def labels(message: Json) -> list[list[str]]:
    """The texts on the buttons under a message, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def button(message: Json, label: str) -> Json:
    """The button whose text holds these words."""
    rows = message["reply_markup"]["inline_keyboard"]
    return next(one for row in rows for one in row if label in one["text"])


def payload(message: Json, label: str) -> str:
    """What the link on a button starts the private chat with."""
    url = urlsplit(button(message, label)["url"])
    assert (url.scheme, url.netloc, url.path) == ("https", "t.me", "/quoth_bot")
    (found,) = parse_qs(url.query)["start"]
    return found


def as_it_is(room: Room, message: Json) -> Json:
    """A message as it stands now."""
    return room.said[message["message_id"]]


def of_bot(room: Room) -> list[Json]:
    """The bot's messages in a chat."""
    return [message for message in room.messages() if message["from"]["is_bot"]]

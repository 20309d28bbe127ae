"""A Telegram, people who ask, and bots as processes that are killed and started again."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.emulator.http import Address, serve
from bot.emulator.people import Person
from bot.emulator.room import Room
from bot.emulator.server import TelegramServer
from tests.conftest import build_library, write_corpus

TOKEN = "123456:AAEmulatedTokenForTheFaults0000000000"
QUESTIONS = (
    "Who founded the mill in 1788?",
    "How much does a single ticket for the ferry cost?",
    "How many apple trees does the orchard hold?",
    "When does the mill museum close?",
)
# A person may ask twenty questions a minute; some of them are asked again after a crash.
MOST_OF_PERSON = 15


@dataclass(slots=True)
class Asked:
    """Questions that were asked, and what came back."""

    telegram: TelegramServer
    asked: dict[tuple[int, int], float] = field(default_factory=dict)
    rooms: dict[int, Room] = field(default_factory=dict)

    async def ask(self, room: Room, person: Person, text: str | None = None) -> None:
        """Let a person ask."""
        words = QUESTIONS[len(self.asked) % len(QUESTIONS)] if text is None else text
        if not room.is_private:
            words = f"/ask {words}"
        message = await self.telegram.say(room, person, words)
        self.rooms[room.id] = room
        self.asked[room.id, message["message_id"]] = time.time()

    def answers(self) -> Counter[tuple[int, int]]:
        """How many answers each question has."""
        found: Counter[tuple[int, int]] = Counter()
        for room in self.rooms.values():
            for message in self.telegram.messages(room):
                replied = message.get("reply_to_message")
                if message["from"]["is_bot"] and replied is not None:
                    found[room.id, replied["message_id"]] += 1
        return found

    async def until(self, count: int, *, silence_s: float = 20.0) -> bool:
        """Wait until so many questions are answered, or nothing happens any more."""
        seen, since = -1, time.monotonic()
        while seen < count:
            began = time.monotonic()
            answered = len(self.answers())
            looked_s = time.monotonic() - began
            if answered != seen:
                seen, since = answered, time.monotonic()
            if time.monotonic() - since > silence_s:
                return False
            # Looking must not take the processor from those who answer.
            await asyncio.sleep(0.05 + 10 * looked_s)
        return True

    @property
    def lost(self) -> int:
        """How many questions have no answer."""
        return len(self.asked.keys() - self.answers().keys())

    @property
    def doubled(self) -> int:
        """How many answers are more than the first to their question."""
        return sum(count - 1 for count in self.answers().values())

    @property
    def most(self) -> int:
        """How many answers one question got."""
        return max(self.answers().values(), default=0)


class BotProcess:
    """The bot, from its start to its death."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process, self._log = process, log

    @property
    def log(self) -> str:
        """What it logged, with those before it in the same home."""
        return self._log.read_text("utf-8")

    async def kill(self) -> None:
        """Kill it without a warning."""
        await self._end(signal.SIGKILL)

    async def stop(self, kill_after_s: float = 10.0) -> int:
        """Ask it to end, and kill it if it does not; the exit status."""
        try:
            async with asyncio.timeout(kill_after_s):
                await self._end(signal.SIGTERM)
        except TimeoutError:
            await self.kill()
        return self.process.returncode or 0

    async def _end(self, number: signal.Signals) -> None:
        if self.process.returncode is None:
            self.process.send_signal(number)
            await self.process.wait()


@dataclass(slots=True)
class Stage:
    """A Telegram over HTTP, and a home with a library for the bots that serve it."""

    telegram: TelegramServer
    address: Address
    home: Path
    # Where the bots listen, all of them, for a Telegram that pushes.
    port: int
    bots: list[BotProcess] = field(default_factory=list)

    def people(self, count: int) -> list[tuple[Room, Person]]:
        """So many persons with their private chats."""
        people = [self.telegram.add_person(f"Person {n}") for n in range(count)]
        return [(self.telegram.private_chat(person), person) for person in people]

    async def start(self, *arguments: str, **settings: str) -> BotProcess:
        """Start a bot; it is killed at the end if it still runs."""
        kept = {name: os.environ[name] for name in os.environ if not name.startswith("QUOTH")}
        environment = kept | {
            "QUOTH_HOME": str(self.home),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "QUOTH_TELEGRAM__BASE_URL": self.address.base_url,
            "QUOTH_TELEGRAM__BASE_FILE_URL": self.address.base_file_url,
            "QUOTH_TELEGRAM__WEBHOOK__URL": f"http://127.0.0.1:{self.port}/telegram",
            "QUOTH_TELEGRAM__WEBHOOK__PORT": str(self.port),
            **settings,
        }
        path = self.home / f"bot-{len(self.bots)}.log"
        with path.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.faults.bot_process", *arguments),
                env=environment,
                stderr=log,
            )
        self.bots.append(BotProcess(process, path))
        return self.bots[-1]

    def logged(self) -> str:
        """What all bots logged."""
        return "".join(bot.log for bot in self.bots)


@asynccontextmanager
async def set_stage(**wishes: Any) -> AsyncIterator[Stage]:
    """A Telegram with a bot's account, and a home with a library; all bots dead at the end."""
    telegram = TelegramServer(**wishes)
    telegram.add_bot(TOKEN, "quoth_bot", privacy_mode=False)
    with TemporaryDirectory() as folder:
        home = Path(folder) / "var"
        build_library(write_corpus(Path(folder) / "documents"), home / "library.db")
        async with serve(telegram) as address:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            stage = Stage(telegram, address, home, port)
            try:
                yield stage
            finally:
                for bot in stage.bots:
                    await bot.kill()


async def ask_all(asked: Asked, people: Sequence[tuple[Room, Person]], count: int) -> None:
    """Let people ask so many questions in turn, all at once."""
    for number in range(count):
        room, person = people[number % len(people)]
        await asked.ask(room, person)

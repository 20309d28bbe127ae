"""Index swap under load: new versions come while people ask; each answer is from one of them."""

import asyncio
import logging
import re
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from index.answer import Question
from tests.conftest import build_library, write_corpus
from tests.faults.outcome import Outcome, Size
from tests.stories.conftest import TOKEN, make_telegram, open_librarian, running

_QUESTION = "How high is the Wexley tower?"
_PER_SECOND = 20
_PEOPLE = 50


class _Errors(logging.Handler):
    """Keeps what is logged as an error: the bot's own, and what the emulator's server says."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []
        self.of_server: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler.emit`."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        # On a busy machine a client of the emulator's hangs up; the bot asks again by itself.
        kept = self.of_server if record.name.startswith("uvicorn") else self.lines
        kept.append(f"{record.name}: {record.getMessage().splitlines()[0]} {kind}".strip())


async def row(size: Size) -> Outcome:
    """Ask 20 times a second, half of it in Telegram, while the library is replaced."""
    swaps, seconds = (4, 2.0) if size is Size.SHORT else (20, 20.0)
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    try:
        with TemporaryDirectory() as folder:
            return await _row(Path(folder), swaps, seconds, errors)
    finally:
        logging.getLogger().removeHandler(errors)


async def _row(folder: Path, swaps: int, seconds: float, errors: _Errors) -> Outcome:
    path, documents = folder / "library.db", folder / "documents"
    _write(documents, 1)
    build_library(documents, path)
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    rooms = [telegram.private_chat(telegram.add_person(f"Person {n}")) for n in range(_PEOPLE)]
    librarian = open_librarian(path)
    mixed: list[str] = []
    taken: set[int] = set()

    async def ask_inside() -> None:
        answer = await librarian.ask(Question.of(_QUESTION))
        heights = {_height(match.passage.text) for match in answer.matches}
        taken.add(answer.library_version)
        if heights != {str(answer.library_version)}:
            mixed.append(f"version {answer.library_version} answered from {sorted(heights)}")

    async def swap() -> None:
        for version in range(2, swaps + 2):
            _write(documents, version)
            await asyncio.to_thread(build_library, documents, path)
            await librarian.refresh()
            await asyncio.sleep(
                max(0.0, began + (version - 1) * seconds / swaps - time.monotonic())
            )

    async with running(telegram, librarian):
        began = time.monotonic()
        swapping = asyncio.create_task(swap())
        asked = 0
        inside: list[asyncio.Task[None]] = []
        while not swapping.done():
            inside.append(asyncio.create_task(ask_inside()))
            room = rooms[asked % _PEOPLE]
            assert room.creator is not None
            await telegram.say(room, room.creator, _QUESTION)
            asked += 1
            await asyncio.sleep(max(0.0, began + asked * 2 / _PER_SECOND - time.monotonic()))
        await swapping
        await asyncio.gather(*inside)
        answered = 0
        for number, room in enumerate(rooms):
            wanted = asked // _PEOPLE + (number < asked % _PEOPLE)
            said = await telegram.wait_for_messages(room, wanted, timeout_s=60)
            told = [int(_height(message["text"])) for message in said if "text" in message]
            answered += len(told)
            if told != sorted(told) or not {*told} <= {*range(1, swaps + 2)}:
                mixed.append(f"a chat was told {told}")
    failures = (*mixed, *errors.lines)
    figures = f"{swaps} swaps, {len(taken)} versions answered, {len(failures)} errors"
    if errors.of_server:
        figures += f", {len(errors.of_server)} of the emulator's ({errors.of_server[0]})"
    return Outcome("index swap under load", 2 * asked, asked - answered, 0, figures, failures[:5])


def _write(folder: Path, version: int) -> None:
    names = ("abbey", "barn", "chapel", "dairy", "forge", "gate")
    text = "The {}\n\nFrom the {}: the Wexley tower is {} metres high, as people say there.\n"
    write_corpus(folder, {f"{n}.txt": text.format(n.title(), n, version) for n in names})


def _height(text: str) -> str:
    found = re.search(r"(\d+) metres", text)
    return found.group(1) if found else "0"

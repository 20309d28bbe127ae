"""`python -m tests.bench.follow FOLDER [SIZE …]`: how soon `quoth run` answers from a changed file.

The bot is a process of its own, with the model of the settings, over HTTP to the emulator.
Libraries are built in FOLDER and kept there, of documents of two short passages. A change is a
file that is renamed into place; it is over when an answer quotes the new sentence. Processor time
is of the bot's process, without a question being asked.
"""

# ruff: noqa: T201
import asyncio
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.emulator.http import serve
from bot.emulator.server import TelegramServer
from bot.model import make_embedder
from config.settings import load_settings
from corpus.clean import clean
from corpus.read import TextFile
from index.prepare import prepare
from tests.stories.conftest import TOKEN, make_telegram

_SIZES = (50, 500, 5000)
_CHANGES, _LONGEST_S, _SETTLED_S = 10, 300.0, 3.0
_TICKS = os.sysconf("SC_CLK_TCK")
_SYLLABLES = "bar den fal gor lin mar nor pel ros sel tor vik wen zel".split()


def main() -> None:
    """Print a row for each size."""
    folder = Path(sys.argv[1])
    sizes = [int(size) for size in sys.argv[2:]] or list(_SIZES)
    print(f"{'documents':>9} {'answered after':>24} {'embedding':>10} {'processor':>22}")
    for size in sizes:
        documents = folder / str(size) / "documents"
        if not documents.exists():
            documents.mkdir(parents=True)
            for n in range(size):
                (documents / f"{n}.md").write_text(make_text(n), "utf-8")
        print(asyncio.run(measure(documents, documents.parent / "home", size)), flush=True)


def make_text(n: int, said: str = "It was painted white.") -> str:
    """A document of two short passages about a place of its own."""
    dice, place = random.Random(n), name_of(n)
    return (
        f"# The lighthouse of {place}\n\n## History\n\nThe lighthouse of {place} was founded in "
        f"{dice.randint(1600, 1990)}, after a long quarrel with the neighbouring town. It is "
        f"{dice.randint(4, 99)} metres high and was built of stone from the hills. {said}\n\n"
        f"## Visitors\n\nSome {dice.randint(200, 90_000)} people visit it in a year, most of them "
        f"between May and September. A ticket costs {dice.randint(2, 60)} crowns; children under "
        f"{dice.randint(5, 14)} years pay nothing.\n"
    )


def name_of(n: int) -> str:
    """Another name for each number below 38,416."""
    count = len(_SYLLABLES)
    return "".join(_SYLLABLES[n // count**place % count] for place in range(4)).capitalize()


async def measure(documents: Path, home: Path, size: int) -> str:
    """Run the bot over a folder and change ten files of it, twice."""
    settings = {**os.environ, "QUOTH_HOME": str(home), "QUOTH_CORPUS__FOLDER": str(documents)}
    subprocess.run([sys.executable, "-m", "bot", "index"], env=settings, check=True)  # noqa: ASYNC221  # before anything else
    # Another emulator begins with the same numbers.
    for kept in home.glob("inbox.db*"):  # noqa: ASYNC240  # before anything else
        kept.unlink()
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    async with serve(telegram) as address:
        settings |= {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "QUOTH_TELEGRAM__BASE_URL": address.base_url,
            "QUOTH_TELEGRAM__BASE_FILE_URL": address.base_file_url,
        }
        bot = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=settings)
        try:
            await answer(telegram, "Where is the lighthouse?", "")
            await asyncio.sleep(_SETTLED_S)
            await answered_after(telegram, documents, 0, "It was closed for the winter of 1899.")
            waits = [
                await answered_after(telegram, documents, n, f"It was sold for {n + 1000} crowns.")
                for n in range(1, _CHANGES + 1)
            ]
            idle = await spent(bot.pid, lambda: None)
            costs = [
                await spent(bot.pid, lambda n=n: put(documents, n, "It burnt."))  # type: ignore[misc]  # bound at once
                for n in range(1, _CHANGES + 1)
            ]
        finally:
            bot.send_signal(signal.SIGTERM)
            await bot.wait()
    took = [cost - idle for cost in costs]
    return (
        f"{size:9} {statistics.median(waits):8.2f} s, worst {max(waits):5.2f} s "
        f"{embedding():8.3f} s {statistics.median(took):8.3f} s, worst {max(took):5.3f} s"
    )


async def answered_after(telegram: TelegramServer, documents: Path, n: int, said: str) -> float:
    """Seconds from a change until an answer quotes it."""
    put(documents, n, said)
    began = time.monotonic()
    await answer(telegram, f"What became of the lighthouse of {name_of(n)}? {said}", said)
    took = time.monotonic() - began
    await asyncio.sleep(_SETTLED_S)
    return took


def put(documents: Path, n: int, said: str) -> None:
    """Rename a new text into the place of an old one."""
    beside = documents.parent / "new.md"
    beside.write_text(make_text(n, said), "utf-8")
    beside.rename(documents / f"{n}.md")


async def answer(telegram: TelegramServer, question: str, wanted: str) -> None:
    """Ask until the answer has something in it; each time another person does."""
    began = time.monotonic()
    while time.monotonic() - began < _LONGEST_S:
        ann = telegram.add_person("Ann")
        room = telegram.private_chat(ann)
        await telegram.say(room, ann, question)
        (message,) = await telegram.wait_for_messages(room, 1, timeout_s=_LONGEST_S)
        if wanted in message.get("text", ""):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(wanted)


async def spent(process_id: int, change: Callable[[], None]) -> float:
    """Processor seconds of a process in the seconds after something."""
    before = processor_s(process_id)
    change()
    await asyncio.sleep(_SETTLED_S)
    return processor_s(process_id) - before


def processor_s(process_id: int) -> float:
    """What a process has used of the processor."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def embedding() -> float:
    """Processor seconds of embedding one document."""
    embedder = make_embedder(load_settings())
    text = make_text(1, "It burnt.")
    took = []
    for _ in range(4):
        began = time.process_time()
        document = clean(TextFile("1.md", "", "markdown", text, "utf-8", is_assumed=False))
        prepared = prepare(document, embedder)
        count = len(prepared.passages)
        embedder.embed_passages(prepared.texts[:count], lambda _: None)
        embedder.embed_documents(prepared.texts[count:], lambda _: None)
        took.append(time.process_time() - began)
    return min(took)


if __name__ == "__main__":
    main()

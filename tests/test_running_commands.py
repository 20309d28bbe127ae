"""Commands that take their time: an index that is stopped, the bot itself, the doctor."""

import asyncio
import re
import signal
import subprocess
from pathlib import Path

import pytest

from bot.emulator.http import serve
from tests.conftest import CORPUS, write_corpus
from tests.stories.conftest import TOKEN, make_telegram
from tests.terminal import QUOTH, environment, home_with_library, quoth

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with_library(tmp_path_factory)


def test_many_skipped_files_are_summed_up_by_reason(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "documents")
    for n in range(4):
        write_corpus(folder, {f"copy {n}.txt": CORPUS["ferry.txt"], f"none {n}.txt": " "})
        (folder / f"old {n}.doc{n}").touch()
    for n in range(6):
        (folder / f"bread {n}.txt").write_bytes(f"Brot {n}\n\nBrötchen für {n}.\n".encode("cp1252"))
    done = quoth(tmp_path, "index", str(folder))
    summary = done.stdout.split("Skipped 12 files:\n")[1]
    assert summary.startswith(
        "  none 0.txt and 3 more: it is empty\n"
        "  old 0.doc0 and 3 more: not a format that is read\n"
        "  copy 1.txt and 3 more: the same text as another\n"
        "  (quoth index --list names all)\n"
        "bread 0.txt and 5 more are not UTF-8; read as cp1250\n"
    ), done.stdout


def test_who_stops_an_index_is_told_how_far_it_came_and_goes_on_later(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"Log {n}\n\nBoat {n} left pier {n % 7}.\n" for n in range(600)}
    command = [*QUOTH, "index", str(write_corpus(tmp_path / "documents", texts))]
    with subprocess.Popen(
        command,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background, a shell has told them to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as indexing:
        assert indexing.stderr is not None
        assert indexing.stderr.readline() == "Reading: 600 to do\n"
        assert indexing.stderr.readline() == "Splitting: 600 to do\n"
        assert indexing.stderr.readline() == "Embedding: 1200 to do\n"
        indexing.send_signal(signal.SIGINT)
        said = indexing.stderr.read()
    assert indexing.returncode == 130
    assert said.startswith("Stopped. Embedded ")
    assert "of 1,200 texts; what is done is kept, and the library is as it was.\n" in said
    assert quoth(tmp_path, "ask", "Which boat?").stderr.startswith("quoth: No library")


async def test_run_answers_over_http_and_ends_when_it_is_told_to(home: Path) -> None:
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    ann = telegram.add_person("Ann")
    room = telegram.private_chat(ann)
    async with serve(telegram) as address:
        settings = environment(
            home,
            TELEGRAM_BOT_TOKEN=TOKEN,
            QUOTH_TELEGRAM__BASE_URL=address.base_url,
            QUOTH_TELEGRAM__BASE_FILE_URL=address.base_file_url,
        )
        process = await asyncio.create_subprocess_exec(
            *QUOTH, "run", env=settings, stderr=asyncio.subprocess.PIPE
        )
        await telegram.say(room, ann, "Who founded the mill in 1788?")
        (message,) = await telegram.wait_for_messages(room, 1, timeout_s=60)
        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(process.communicate(), 30)
    assert "Anna Brandt" in message["text"]
    assert process.returncode == 0
    assert TOKEN not in log.decode()
    assert "founded" not in log.decode()
    assert telegram.violations == []


async def test_a_token_that_telegram_refuses_is_one_clear_line(home: Path) -> None:
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot")
    wrong = "654321:AAWrongTokenThatNobodyKnows00000000000"
    async with serve(telegram) as address:
        settings = environment(
            home, TELEGRAM_BOT_TOKEN=wrong, QUOTH_TELEGRAM__BASE_URL=address.base_url
        )
        process = await asyncio.create_subprocess_exec(
            *QUOTH, "run", env=settings, stderr=asyncio.subprocess.PIPE
        )
        _, log = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert "Telegram refuses the bot token" in log.decode()
    assert wrong not in log.decode()
    assert "Traceback" not in log.decode()


async def test_the_doctor_says_what_is_well_and_what_to_do(home: Path) -> None:
    telegram = make_telegram()
    telegram.add_bot(TOKEN, "quoth_bot", inline=False)
    async with serve(telegram) as address:
        settings = environment(
            home, TELEGRAM_BOT_TOKEN=TOKEN, QUOTH_TELEGRAM__BASE_URL=address.base_url
        )
        process = await asyncio.create_subprocess_exec(
            *QUOTH, "doctor", env=settings, stdout=asyncio.subprocess.PIPE
        )
        found, _ = await asyncio.wait_for(process.communicate(), 60)
    lines = found.decode().splitlines()
    assert any(line.startswith("ok   model: all-MiniLM-L6-v2@") for line in lines)
    assert "ok   engine: onnxruntime, single precision" in lines
    (library,) = [line for line in lines if line.startswith("ok   library: ")]
    assert re.match(
        r"ok   library: 4 passages, version \d+, \d+ KB a passage "
        r"\(\d+ KB, \d+ KB of it vectors; some \d+ KB in memory\)",
        library,
    )
    assert "ok   Telegram: the bot is @quoth_bot" in lines
    assert "FIX  inline mode: off; turn it on with BotFather, /setinline" in lines
    assert process.returncode == 1

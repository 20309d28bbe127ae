"""`quoth playground` and `quoth start` as a person runs them: real processes, over HTTP."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import write_corpus
from tests.terminal import QUOTH, environment, quoth

pytestmark = pytest.mark.model
_PATIENCE_S = 60.0


def free_port() -> int:
    """A port on which nothing listens at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


@contextmanager
def program(
    home: Path, *arguments: str, stdin: int = subprocess.DEVNULL, **settings: str
) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until it is told to stop, and ends cleanly then."""
    started = subprocess.Popen(
        [*QUOTH, *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(home, PYTHONUNBUFFERED="1", **settings),
    )
    try:
        yield started
        started.send_signal(signal.SIGINT)
        assert started.wait(_PATIENCE_S) == 0
    finally:
        started.kill()
        started.wait()
        for pipe in (started.stdin, started.stdout):
            if pipe is not None:
                pipe.close()


def printed_until(started: subprocess.Popen[str], end: str) -> str:
    """What a command prints, up to a line that holds a text."""
    assert started.stdout is not None
    printed = ""
    for line in started.stdout:
        printed += line
        if end in line:
            return printed
    raise AssertionError(printed)


@pytest.fixture
def documents(tmp_path: Path) -> str:
    """A folder of documents."""
    return str(write_corpus(tmp_path / "documents"))


@pytest.mark.parametrize("stdin", [subprocess.DEVNULL, subprocess.PIPE])
def test_without_a_token_and_without_questions_the_page_opens_and_answers(
    tmp_path: Path, documents: str, stdin: int
) -> None:
    port = free_port()
    settings = {"QUOTH_WEB__PORT": str(port), "QUOTH_CORPUS__FOLDER": documents}
    with program(tmp_path / "var", "start", stdin=stdin, **settings) as started:
        printed = printed_until(started, "Ctrl-C")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE_S) as page:
            visit = page.get("/api/visit").json()
            you = visit["you"][0]["id"]
            text = "What does a ticket for the ferry cost?"
            page.post(f"/api/chats/{you}/messages", json={"as": you, "text": text})
            answer = answer_in(page)
            ready, metrics = page.get("/readyz"), page.get("/metrics").text

    assert f"http://127.0.0.1:{port}" in printed
    assert "3 documents, 4 passages" in printed
    assert "TELEGRAM_BOT_TOKEN=" in printed
    assert "3 crowns" in answer
    assert ready.status_code == 200
    assert "quoth_documents 3.0" in metrics


def answer_in(page: httpx.Client) -> str:
    """The first message of the bot's in the stream of events."""
    with page.stream("GET", "/api/events") as events:
        for line in events.iter_lines():
            if '"text"' in line and '"reply_to_message"' in line:
                return line
    raise AssertionError


def test_the_next_port_is_taken_where_none_was_chosen(tmp_path: Path, documents: str) -> None:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 8080))
            taken.listen()
        except OSError:
            pass  # somebody else has it, which is as good
        with program(tmp_path / "var", "start", QUOTH_CORPUS__FOLDER=documents) as started:
            printed = printed_until(started, "Ctrl-C")

    assert "Port 8080 is taken" in printed
    assert re.search(r"http://127\.0\.0\.1:80(8[1-9]|9\d)", printed)


def test_a_port_that_was_chosen_and_is_taken_is_said(tmp_path: Path, documents: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = quoth(tmp_path / "var", "playground", "--port", port, QUOTH_CORPUS__FOLDER=documents)

    assert done.returncode == 2
    assert f"Cannot listen on 127.0.0.1, port {port}" in done.stderr
    assert "QUOTH_WEB__PORT" in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::"])
def test_the_page_is_not_exposed_unless_somebody_says_so(
    tmp_path: Path, documents: str, host: str
) -> None:
    settings = {"QUOTH_WEB__HOST": host, "QUOTH_CORPUS__FOLDER": documents}
    done = quoth(tmp_path / "var", "playground", **settings)

    assert done.returncode == 2
    assert "--expose" in done.stderr


def test_a_closed_corpus_is_never_exposed(tmp_path: Path, documents: str) -> None:
    settings = {"QUOTH_ACCESS__IS_OPEN": "false", "QUOTH_CORPUS__FOLDER": documents}
    done = quoth(tmp_path / "var", "playground", "--expose", QUOTH_WEB__HOST="0.0.0.0", **settings)

    assert done.returncode == 2
    assert "Do not expose it" in done.stderr


def test_nothing_that_is_said_is_written_unless_it_is_asked_for(
    tmp_path: Path, documents: str
) -> None:
    home, canary = tmp_path / "var", "What does the canary cost?"
    for keeps, names in (("false", {"library.db"}), ("true", {"library.db", "playground.db"})):
        port = free_port()
        with program(
            home,
            "start",
            QUOTH_WEB__PORT=str(port),
            QUOTH_CORPUS__FOLDER=documents,
            QUOTH_PLAYGROUND__KEEP=keeps,
        ) as started:
            printed_until(started, "Ctrl-C")
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE_S) as page:
                you = page.get("/api/visit").json()["you"][0]["id"]
                page.post(f"/api/chats/{you}/messages", json={"as": you, "text": canary})
                answer_in(page)
                # The answer is counted after it is sent.
                time.sleep(0.5)
        files = [path for path in home.rglob("*") if path.is_file()]
        assert {path.name for path in files if path.suffix == ".db"} == names
        holds = [path.name for path in files if canary.encode() in path.read_bytes()]
        assert holds == (["playground.db"] if keeps == "true" else [])

"""`quoth health`: whether questions are answered, for those who watch over containers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.cli.backing_up import health
from bot.errors import NotHealthy
from index.errors import LibraryMissing


@contextmanager
def answering(status: int, words: str) -> Iterator[int]:
    """A bot's port that says how it is."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()
            self.wfile.write(words.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_without_a_port_a_library_is_enough(
    library_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUOTH_HOME", str(library_path.parent))
    health()
    assert capsys.readouterr().out == "ok: version 1 of the library\n"
    monkeypatch.setenv("QUOTH_HOME", str(library_path.parent / "none"))
    with pytest.raises(LibraryMissing):
        health()


def test_with_a_port_the_running_bot_is_asked(
    library_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUOTH_HOME", str(library_path.parent))
    with answering(200, "ready\n") as port:
        monkeypatch.setenv("QUOTH_WEB__PORT", str(port))
        health()
        assert capsys.readouterr().out == "ok: ready\n"
    with pytest.raises(NotHealthy, match=f"No bot answers on port {port}"):
        health()
    with answering(503, "the library is damaged\n") as port:
        monkeypatch.setenv("QUOTH_WEB__PORT", str(port))
        with pytest.raises(NotHealthy, match=r"cannot answer: the library is damaged$"):
            health()

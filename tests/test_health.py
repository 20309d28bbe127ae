"""`quoth health`: whether questions are answered, for those who watch over containers."""

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.cli.backing_up import health
from bot.cli.checks import Finding, check_all
from bot.databases import make_database
from bot.errors import DatabaseUnusable, NotHealthy, PostgresMissing
from bot.wiring import make_door, make_inbox
from config.settings import load_settings
from index.errors import LibraryMissing
from tests.postgres import Postgres, make_certificate


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


def test_without_a_port_the_database_is_asked_too(
    library_path: Path,
    postgres: Postgres,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("QUOTH_HOME", str(library_path.parent))
    monkeypatch.setenv("QUOTH_DATABASE__ADDRESS", postgres.address())
    health()
    assert re.fullmatch(
        r"ok: version 1 of the library, PostgreSQL \d+\S*\n", capsys.readouterr().out
    )
    monkeypatch.setenv("QUOTH_DATABASE__ADDRESS", "postgresql://quoth@127.0.0.1:1/quoth")
    with pytest.raises(DatabaseUnusable, match=r"127\.0\.0\.1:1/quoth \(.*refused"):
        health()


def test_the_doctor_says_what_database_there_is_and_whether_it_can_be_used(
    postgres: Postgres, tmp_path: Path
) -> None:
    found = looked_at(tmp_path, postgres.address())
    assert found.is_well
    assert found.says.endswith(f"at 127.0.0.1:{postgres.port}/postgres, not encrypted")
    away = looked_at(tmp_path, "postgresql://quoth:a-password@127.0.0.1:1/quoth")
    assert not away.is_well
    assert "QUOTH_DATABASE__ADDRESS" in away.says
    assert "a-password" not in away.says


def looked_at(home: Path, address: str) -> Finding:
    settings = load_settings(home=home, database={"address": address})
    return next(one for one in check_all(settings) if one.what == "database")


def test_without_its_package_a_database_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "bot.sql.postgres", raising=False)
    settings = load_settings(home=tmp_path, database={"address": "postgresql://a@b/c"})
    with pytest.raises(PostgresMissing, match=r"pip install 'quoth\[postgres\]'"):
        make_database(settings, "inbox")


def test_replicas_know_the_same_secret_of_the_webhook_without_sharing_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTH_TELEGRAM__WEBHOOK__URL", "https://example.org/telegram")
    monkeypatch.setenv("QUOTH_DATABASE__ADDRESS", "postgresql://a@b/c")
    token = "123456:AAEmulatedTokenForTheHealth000000000"
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    secrets = {make_door(load_settings(home=tmp_path / name)).secret for name in ("a", "b")}
    assert len(secrets) == 1
    assert token not in secrets
    monkeypatch.delenv("QUOTH_DATABASE__ADDRESS")
    alone = {make_door(load_settings(home=tmp_path / name)).secret for name in ("a", "b")}
    assert len(alone | secrets) == 3


def test_two_bots_do_not_share_a_database(
    tmp_path: Path, postgres_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(home=tmp_path, database={"address": postgres_address})
    for number in (123, 123):
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"{number}:AAEmulatedTokenForTheHealth000")
        make_inbox(settings).close()
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "124:AAEmulatedTokenForTheHealth000")
    # The one would take the other's updates for its own that it has seen.
    with pytest.raises(DatabaseUnusable, match=r"of the bot 123, not of 124: give each"):
        make_inbox(settings)


def test_a_server_is_reached_by_tls_and_none_but_the_right_one(
    postgres: Postgres, tmp_path: Path
) -> None:
    if postgres.certificate is None:
        pytest.skip("there is no openssl to make a certificate with")
    right, wrong = tmp_path / "right.crt", make_certificate(tmp_path)
    right.write_bytes(postgres.certificate.read_bytes())
    address = postgres.address().replace("sslmode=disable", "sslmode=verify-full")
    found = looked_at(tmp_path, f"{address}&sslrootcert={right}")
    assert found.is_well
    assert found.says.endswith(", TLSv1.3")
    refused = looked_at(tmp_path, f"{address}&sslrootcert={wrong}")
    assert not refused.is_well
    assert "certificate verify failed" in refused.says

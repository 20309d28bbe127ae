"""`quoth pair`: a code is printed once, and who used one is listed and revoked."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.chats.memory import Chats
from bot.cli import app


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_HOME", str(tmp_path))
    monkeypatch.setenv("QUOTH_ACCESS__IS_OPEN", "false")
    monkeypatch.setenv("QUOTH_ACCESS__PAIRING", "true")
    monkeypatch.setenv("QUOTH_ACCESS__RESTRICTED", '{"board": []}')
    return tmp_path


def quoth(*arguments: str) -> str:
    return CliRunner().invoke(app, ["pair", *arguments]).output


def test_the_printed_code_lets_a_person_in_who_is_then_listed_and_revoked(home: Path) -> None:
    code = quoth("--collection", "board").splitlines()[0]
    chats = Chats(home / "chats.db")
    assert chats.permits.redeem(code, 17, chats.now)
    assert [(p.person_id, p.collection) for p in chats.permits.all()] == [(17, "board")]

    assert quoth("--list").startswith("17\tboard\t20")
    assert "no access by a code any more" in quoth("--revoke", "17")
    assert not chats.permits.all()
    chats.close()
    assert "Nobody came in" in quoth("--list")
    assert "did not come in" in quoth("--revoke", "17")


def test_what_would_do_nothing_says_what_to_set(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "is not restricted" in quoth("--collection", "garden")
    monkeypatch.setenv("QUOTH_ACCESS__PAIRING", "false")
    assert "QUOTH_ACCESS__PAIRING=true" in quoth()

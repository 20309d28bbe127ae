"""The webhook: nobody pushes without the secret, and nothing is confirmed that is not stored."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from telegram import Update

from bot.errors import NotStored
from bot.pushing import kept_secret
from bot.web.webhook import webhook_route

SECRET = "a-secret-of-the-tests"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
CHAT = {"id": 1, "type": "private", "first_name": "Ann"}
GOOD = {"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": CHAT, "text": "Who?"}}


class Door:
    """A webhook that keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.is_full = False
        self.client = TestClient(Starlette(routes=[webhook_route("telegram", SECRET, self.take)]))

    async def take(self, updates: Sequence[Update]) -> None:
        if self.is_full:
            raise NotStored("database or disk is full")
        self.taken += [update.update_id for update in updates]

    def post(self, body: object, headers: dict[str, str] | None = None) -> int:
        text = body if isinstance(body, str) else json.dumps(body)
        found = self.client.post("/telegram", content=text, headers=headers or HEADER)
        return found.status_code


@pytest.fixture
def door() -> Door:
    return Door()


def test_an_update_with_the_secret_is_taken(door: Door) -> None:
    assert door.post(GOOD) == 200
    assert door.taken == [7]


@pytest.mark.parametrize(
    "headers", [{"x": "y"}, {**HEADER, "X-Telegram-Bot-Api-Secret-Token": f"{SECRET}x"}]
)
def test_without_the_secret_nothing_is_taken(door: Door, headers: dict[str, str]) -> None:
    assert door.post(GOOD, headers) == 403
    assert door.taken == []


def test_a_body_that_is_too_long_or_no_json_is_refused(door: Door) -> None:
    assert door.post({**GOOD, "filling": "x" * 1_000_000}) == 413
    assert door.post("{oops") == 400
    assert door.post("[" * 100_000) == 400
    assert door.taken == []


def test_an_update_that_cannot_be_read_is_confirmed_and_logged_once(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "bot"):
        assert door.post({"update_id": 8, "message": {"date": "never"}}) == 200
    assert [one.getMessage() for one in caplog.records if one.name.startswith("bot.")] == [
        "update 8 cannot be read and is set aside: TypeError"
    ]


def test_what_was_not_stored_is_not_confirmed(door: Door) -> None:
    door.is_full = True
    assert door.post(GOOD) == 503
    door.is_full = False
    assert door.post(GOOD) == 200


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "webhook-secret"
    secret = kept_secret(path)
    assert len(secret) >= 32
    assert kept_secret(path) == secret
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["webhook-secret"]

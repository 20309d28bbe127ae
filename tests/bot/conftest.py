"""An inbox in both of its places: a file, and a PostgreSQL server."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.inbox.inbox import Inbox
from tests.bot.inboxes import Clock, open_inbox


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["file", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the inbox is: a path, or the address of a database."""
    if request.param == "file":
        return str(tmp_path / "inbox.db")
    return str(request.getfixturevalue("postgres_address"))


@pytest.fixture
async def inbox(place: str, clock: Clock) -> AsyncIterator[Inbox]:
    opened = open_inbox(place, clock)
    yield opened
    opened.close()


@pytest.fixture
def file_inbox(tmp_path: Path, clock: Clock) -> Iterator[Inbox]:
    opened = Inbox(tmp_path / "inbox.db", clock)
    yield opened
    opened.close()

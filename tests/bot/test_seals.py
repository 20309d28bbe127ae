"""The bot's memory is what was stored in it, or the bot does not start."""

import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from bot.chats.answers import Place
from bot.chats.memory import Chats
from bot.chats.seals import SEALED
from bot.chats.store import Store
from bot.errors import ChatsUnusable
from index.answer import Question
from index.stored.database import files_of
from tests.faults.damaged_files import remember_something


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A memory with something in it."""
    path = tmp_path / "var" / "chats.db"
    chats = Chats(path)
    remember_something(chats, 5)
    chats.options.set("language", "en", 100)  # replaces a row
    chats.options.migrate(101, 102)  # replaces another one
    chats.forget_person(103)
    chats.close()
    return path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0


def test_what_the_bot_changes_itself_is_right(path: Path) -> None:
    Chats(path).close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE settings SET value = 'vi' WHERE chat_id = 100",
        "INSERT INTO allowed VALUES (666, '*', 1)",
        "DELETE FROM gaps WHERE person_id = 1",
        "UPDATE codes SET expires_at = expires_at + 1",
        "DELETE FROM seals WHERE name = 'allowed'",
    ],
)
def test_what_was_changed_behind_its_back_is_refused(path: Path, statement: str) -> None:
    change(path, statement)
    with pytest.raises(ChatsUnusable, match=r"damaged: .*quoth restore") as caught:
        Chats(path)
    assert str(path) in str(caught.value)


def test_an_operator_can_take_it_for_right_as_it_is(path: Path) -> None:
    change(path, "INSERT INTO allowed VALUES (666, '*', 1)", "DELETE FROM seals")
    with closing(Chats(path)) as chats:
        assert [permit.person_id for permit in chats.permits.all()] == [666]
    change(path, "DELETE FROM allowed")
    with pytest.raises(ChatsUnusable):
        Chats(path)


def test_two_processes_keep_one_seal(path: Path) -> None:
    first, second = Store(path), Store(path)
    for n, store in enumerate((first, second, first)):
        store.execute("INSERT INTO events VALUES (?, 'asked', NULL, NULL)", (n,))
    first.close()
    second.close()
    Store(path).close()


def test_a_memory_without_seals_gets_them_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    scripts = files("bot.chats").joinpath("migrations")
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("0001.sql", "0002.sql"):
            connection.executescript(scripts.joinpath(name).read_text("utf-8"))
        connection.execute("INSERT INTO allowed VALUES (7, '*', 1)")
        connection.execute("PRAGMA user_version = 2")
    with closing(Chats(path)) as chats:
        assert [permit.person_id for permit in chats.permits.all()] == [7]
    change(path, "DELETE FROM allowed")
    with pytest.raises(ChatsUnusable):
        Chats(path)


def test_every_table_of_the_memory_is_sealed(path: Path) -> None:
    with closing(Store(path)) as store:
        tables = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert {name for (name,) in tables} - {"seals", "sqlite_sequence"} == {*SEALED}


def test_only_its_owner_can_read_the_memory(path: Path) -> None:
    with closing(Store(path)) as store:
        store.execute("INSERT INTO events VALUES (1, 'asked', NULL, NULL)")
        rights = {file.stat().st_mode & 0o777 for file in files_of(path)}
    assert (rights, path.parent.stat().st_mode & 0o777) == ({0o600}, 0o700)


def test_what_was_forgotten_is_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    with closing(Chats(path)) as chats:
        for n in range(50):
            chats.gaps.add(Question.of(f"zebra marmalade {n}"), Place(7, None, 3, None), chats.now)
    assert b"zebra" in path.read_bytes()
    with closing(Chats(path)) as chats:
        chats.forget_person(3)
    assert b"zebra" not in b"".join(file.read_bytes() for file in path.parent.iterdir())

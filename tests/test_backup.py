"""A backup holds one whole state, and comes back as it was or not at all."""

import hashlib
import io
import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.backup import back_up, restore
from bot.chats.memory import Chats
from bot.errors import BackupFailed, ChatsUnusable, RestoreRefused
from index.answer import Question
from index.errors import LibraryDamaged
from index.stored.library import Library
from tests.conftest import build_library, write_corpus
from tests.faults.damaged_files import chats_state, library_state, remember_something, turned
from tests.stories.conftest import open_librarian

QUESTION = Question.of("Who founded the mill in 1788?")


@pytest.fixture
def home(library_path: Path) -> Path:
    """A home with a library, a memory and an inbox."""
    chats = Chats(library_path.parent / "chats.db")
    remember_something(chats, 5)
    chats.close()
    with closing(sqlite3.connect(library_path.parent / "inbox.db")) as inbox, inbox:
        inbox.execute("CREATE TABLE waiting (id INTEGER)")
        inbox.execute("INSERT INTO waiting VALUES (17)")
    return library_path.parent


async def test_what_is_restored_elsewhere_gives_the_same_answers(
    home: Path, tmp_path: Path
) -> None:
    assert back_up(home, tmp_path / "all.tar") == ("library.db", "chats.db", "inbox.db")
    elsewhere = tmp_path / "elsewhere"
    restore(tmp_path / "all.tar", elsewhere)
    answers = []
    for place in (home, elsewhere):
        librarian = open_librarian(place / "library.db")
        answers.append(await librarian.ask(QUESTION))
        librarian.close()
    assert answers[0] == answers[1]
    assert "Anna Brandt" in answers[1].matches[0].passage.text
    assert chats_state(elsewhere / "chats.db") == chats_state(home / "chats.db")
    with closing(sqlite3.connect(elsewhere / "inbox.db")) as inbox:
        assert inbox.execute("SELECT id FROM waiting").fetchall() == [(17,)]
    rights = {file.name: file.stat().st_mode & 0o777 for file in elsewhere.iterdir()}
    assert set(rights.values()) == {0o600}
    assert elsewhere.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "all.tar").stat().st_mode & 0o777 == 0o600


def test_a_backup_under_writes_holds_one_committed_state(
    home: Path, folder: Path, tmp_path: Path
) -> None:
    ends = threading.Event()
    states = [library_state(home / "library.db")]

    def write() -> None:
        turn = 0
        while not ends.is_set():
            turn += 1
            write_corpus(folder, {"log.txt": f"The log\n\nIt is turn {turn} of the boats.\n"})
            build_library(folder, home / "library.db")
            states.append(library_state(home / "library.db"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(5):
            back_up(home, tmp_path / f"{n}.tar")
            restore(tmp_path / f"{n}.tar", tmp_path / str(n))
    finally:
        ends.set()
        writer.join()
    assert len(states) > 2
    for n in range(5):
        assert library_state(tmp_path / str(n) / "library.db") in states


def test_what_was_written_last_is_in_it_while_the_bot_runs(home: Path, tmp_path: Path) -> None:
    chats = Chats(home / "chats.db")
    chats.options.set("language", "th", 5)  # in the log beside the file, for as long as it is open
    back_up(home, tmp_path / "all.tar")
    chats.close()
    restore(tmp_path / "all.tar", tmp_path / "elsewhere")
    with closing(Chats(tmp_path / "elsewhere" / "chats.db")) as restored:
        assert restored.options.get("language", 5) == "th"


def test_files_that_are_there_are_replaced_only_by_force(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "all.tar")
    before = chats_state(home / "chats.db")
    chats = Chats(home / "chats.db")
    remember_something(chats, 3)
    chats.close()
    with pytest.raises(RestoreRefused, match=r"library\.db and chats\.db.*--force"):
        restore(tmp_path / "all.tar", home)
    assert chats_state(home / "chats.db") != before
    restore(tmp_path / "all.tar", home, force=True)
    assert chats_state(home / "chats.db") == before


def test_nothing_is_put_under_a_running_bot(home: Path, tmp_path: Path) -> None:
    back_up(home, tmp_path / "all.tar")
    chats = Chats(home / "chats.db")
    chats.options.set("language", "th", 1)
    with pytest.raises(RestoreRefused, match=r"chats\.db is in use\. Stop the bot"):
        restore(tmp_path / "all.tar", home, force=True)
    assert chats.options.get("language", 1) == "th"
    chats.close()
    restore(tmp_path / "all.tar", home, force=True)


@pytest.mark.parametrize("place", [10, 600, 0.3, 0.9])
def test_a_damaged_backup_changes_nothing(home: Path, tmp_path: Path, place: float) -> None:
    file = tmp_path / "all.tar"
    back_up(home, file)
    whole = file.read_bytes()
    at = int(place if place > 1 else place * len(whole))
    before = library_state(home / "library.db")
    for damaged in (turned(whole, at, 3), whole[:at]):
        file.write_bytes(damaged)
        with pytest.raises(RestoreRefused, match=str(file)):
            restore(file, home, force=True)
        assert library_state(home / "library.db") == before
        assert not [one for one in home.iterdir() if one.name.startswith(".restore")]


def test_documents_that_came_by_the_bot_are_kept_and_come_back(home: Path, tmp_path: Path) -> None:
    place = home / "added" / "north" / "pier.txt"
    place.parent.mkdir(parents=True)
    place.write_text("The pier")
    names = back_up(home, tmp_path / "all.tar")
    assert names[-1] == "added/north/pier.txt"
    place.write_text("Another pier")
    (home / "added" / "later.txt").write_text("Later")
    restore(tmp_path / "all.tar", home, force=True)
    assert place.read_text() == "The pier"
    assert not (home / "added" / "later.txt").exists()


@pytest.mark.parametrize(
    "name",
    ["added/../../outside", "/tmp/outside", "../outside", "added//x", "added/", "quoth.toml"],
)
def test_a_backup_that_names_another_place_writes_nothing_there(
    home: Path, tmp_path: Path, name: str
) -> None:
    file, forged = tmp_path / "all.tar", tmp_path / "forged.tar"
    back_up(home, file)
    with tarfile.open(file) as old, tarfile.open(forged, "w") as new:
        for member in old.getmembers():
            packed = old.extractfile(member)
            assert packed is not None
            data = packed.read()
            if member.name == "manifest.json":
                manifest = json.loads(data)
                manifest["sha256"][name] = hashlib.sha256(b"x").hexdigest()
                data = json.dumps(manifest).encode()
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
        member = tarfile.TarInfo(name)
        member.size = 1
        new.addfile(member, io.BytesIO(b"x"))
    restore(forged, tmp_path / "in" / "home")
    assert {one.name for one in (tmp_path / "in").rglob("*")} == {
        "home",
        "library.db",
        "chats.db",
        "inbox.db",
    }
    assert not (tmp_path / "outside").exists()


def test_names_of_others_in_a_backup_are_not_used(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.tar"
    back_up(home, file)
    with tarfile.open(file, "a") as archive:
        for name in ("../outside", "/tmp/outside", "quoth.toml"):
            member = tarfile.TarInfo(name)
            member.size = 1
            archive.addfile(member, io.BytesIO(b"x"))
    restore(file, tmp_path / "in" / "home")
    assert sorted(one.name for one in (tmp_path / "in").rglob("*")) == [
        "chats.db",
        "home",
        "inbox.db",
        "library.db",
    ]


def test_what_is_damaged_is_not_backed_up(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "library.db")) as connection, connection:
        connection.execute("UPDATE documents SET text = replace(text, '1788', '1789')")
    with pytest.raises(LibraryDamaged):
        back_up(home, tmp_path / "all.tar")
    with Library.open(home / "library.db", create=True):
        pass
    assert [one.name for one in tmp_path.iterdir() if "tar" in one.name] == []


def test_a_memory_that_is_damaged_is_not_backed_up(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "chats.db")) as connection, connection:
        connection.execute("UPDATE settings SET value = 'xx'")
    with pytest.raises(ChatsUnusable):
        back_up(home, tmp_path / "all.tar")


def test_a_backup_never_replaces_another_file(home: Path, tmp_path: Path) -> None:
    (tmp_path / "all.tar").write_text("mine")
    with pytest.raises(BackupFailed, match="Name a new file"):
        back_up(home, tmp_path / "all.tar")
    assert (tmp_path / "all.tar").read_text() == "mine"
    with pytest.raises(BackupFailed, match="nothing to copy"):
        back_up(tmp_path / "empty", tmp_path / "other.tar")
    with pytest.raises(BackupFailed, match="Cannot write"):
        back_up(home, tmp_path / "no" / "such" / "folder.tar")

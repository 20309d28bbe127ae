"""What did not change in a folder is not read again, and whatever did is."""

import os
import time
from pathlib import Path
from unittest.mock import patch

from corpus import read
from corpus.memory import Memory
from corpus.read import Outcomes, Reading, read_folder
from tests.conftest import write_corpus


def later() -> int:
    """A time at which all files of a test are old."""
    return time.time_ns() + 60_000_000_000


def read_paths(folder: Path, memory: Outcomes) -> tuple[Reading, list[str]]:
    """Read a folder; say which files were opened."""
    opened: list[str] = []
    original = read._read

    def counted(*arguments: object) -> object:
        opened.append(Path(str(arguments[1])).name)
        return original(*arguments)  # type: ignore[arg-type]  # passed on as they come

    with patch.object(read, "_read", counted):
        return read_folder(folder, memory=memory), opened


def test_a_file_that_did_not_change_is_not_read_again(folder: Path) -> None:
    memory: Outcomes = Memory(later)
    first, _ = read_paths(folder, memory)
    again, opened = read_paths(folder, memory)
    assert opened == []
    assert again == first


def test_a_change_that_leaves_size_and_time_is_seen(folder: Path) -> None:
    memory: Outcomes = Memory(later)
    read_paths(folder, memory)
    path = folder / "ferry.txt"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("3 crowns", "5 crowns"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    found, opened = read_paths(folder, memory)
    assert opened == ["ferry.txt"]
    assert any("5 crowns" in file.text for file in found.files)


def test_a_file_that_is_younger_than_two_seconds_is_read_again(folder: Path) -> None:
    memory: Outcomes = Memory()
    read_paths(folder, memory)
    assert len(read_paths(folder, memory)[1]) == 3


def test_what_is_new_or_gone_is_seen(folder: Path) -> None:
    memory: Outcomes = Memory(later)
    read_paths(folder, memory)
    (folder / "mill.md").unlink()
    write_corpus(folder, {"south/pier.txt": "The pier\n\nThe pier is 40 metres long.\n"})
    found, opened = read_paths(folder, memory)
    assert opened == ["pier.txt"]
    assert [file.path for file in found.files] == [
        "ferry.txt",
        "north/orchard.txt",
        "south/pier.txt",
    ]


def test_a_link_is_followed_each_time(folder: Path, tmp_path: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "north" / "orchard.txt")
    memory: Outcomes = Memory(later)
    read_paths(folder, memory)
    (folder / "link.txt").unlink()
    (folder / "link.txt").symlink_to(folder / "ferry.txt")
    found, opened = read_paths(folder, memory)
    assert opened == ["link.txt"]
    assert [skipped.reason for skipped in found.skipped] == ["the same text as ferry.txt"]


def test_a_file_that_is_refused_is_not_read_again_until_it_changes(folder: Path) -> None:
    (folder / "broken.txt").write_bytes(b"\0\1\2" * 100)
    memory: Outcomes = Memory(later)
    first, _ = read_paths(folder, memory)
    again, opened = read_paths(folder, memory)
    assert opened == []
    assert again.skipped == first.skipped != ()
    write_corpus(folder, {"broken.txt": "The pier\n\nThe pier is 40 metres long.\n"})
    assert read_paths(folder, memory)[0].skipped == ()

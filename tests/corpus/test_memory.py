"""What did not change in a folder is not read again, and whatever did is."""

import os
import time
from pathlib import Path
from unittest.mock import patch

from corpus import read
from corpus.listing import Listing, changed_names
from corpus.memory import Memory
from corpus.read import Outcomes, Reading, read_folder
from tests.conftest import write_corpus


def later() -> int:
    """A time at which all files of a test are old."""
    return time.time_ns() + 60_000_000_000


def read_paths(
    folder: Path, memory: Outcomes, changed: set[str] | None = None
) -> tuple[Reading, list[str]]:
    """Read a folder, or what changed of it; say which files were opened."""
    opened: list[str] = []
    original = read._read

    def counted(*arguments: object) -> object:
        opened.append(Path(str(arguments[1])).name)
        return original(*arguments)  # type: ignore[arg-type]  # passed on as they come

    with patch.object(read, "_read", counted):
        return read_folder(folder, memory=memory, changed=changed), opened


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


def told(folder: Path, *names: str) -> set[str]:
    return {str(folder.absolute() / name) for name in names}


def test_where_changes_are_told_nothing_else_is_looked_at(folder: Path) -> None:
    memory: Outcomes = Memory(later)
    read_paths(folder, memory)
    write_corpus(folder, {"ferry.txt": "The ferry\n\nIt sank.\n", "new.txt": "New\n\nIt is new.\n"})
    (folder / "mill.md").unlink()
    found, opened = read_paths(folder, memory, told(folder, "new.txt", "mill.md", "none.txt"))
    assert opened == ["new.txt"]
    assert [file.path for file in found.files] == ["ferry.txt", "new.txt", "north/orchard.txt"]
    assert "sank" not in found.files[0].text
    assert "sank" in read_paths(folder, memory)[0].files[0].text


def test_a_folder_that_came_or_went_is_a_reason_to_look_at_all(folder: Path) -> None:
    memory: Outcomes = Memory(later)
    read_paths(folder, memory)
    (folder / "north").rename(folder / "south")
    for names in (("north",), ("south",)):
        again: Outcomes = Memory(later)
        again.of(folder).names = memory.of(folder).names
        found, _ = read_paths(folder, again, told(folder, *names))
        assert [file.path for file in found.files] == ["ferry.txt", "mill.md", "south/orchard.txt"]


def test_a_folder_that_is_closed_is_told_of_each_time(folder: Path) -> None:
    memory: Outcomes = Memory(later)
    closed = [(str(folder / "south"), "Permission denied")]
    with patch.object(read, "list_folder", lambda _: Listing(("ferry.txt",), tuple(closed))):
        for changed in (None, set[str]()):
            found, _ = read_paths(folder, memory, changed)
            assert [(one.path, one.reason) for one in found.skipped] == closed


def test_a_name_that_the_system_spells_otherwise_is_not_taken_for_another_file(
    folder: Path,
) -> None:
    names = ("Ferry.txt", "mill.md", "north/orchard.txt")
    (folder / "ferry.txt").rename(folder / "Ferry.txt")
    found = changed_names(folder, names, told(folder, "ferry.txt", "Ferry.txt"))
    assert found == {"ferry.txt": False, "Ferry.txt": True}

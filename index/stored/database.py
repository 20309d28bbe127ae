"""SQLite files of ours: for their owner alone, and shared by several processes."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

# SQLite's own name for a database that is in no file, and gone with its connection.
IN_MEMORY = Path(":memory:")
# SQLite's names for writing that the disk did not take.
_NOT_TAKEN = (
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_TRUNCATE",
    "SQLITE_IOERR_SHMSIZE",
)


def connect(
    path: Path, *, check_same_thread: bool = True, page_bytes: int = 4096
) -> sqlite3.Connection:
    """Open a database, or make an empty one, with its folder, that only its owner can read.

    `IN_MEMORY` makes no file. A new file is made of pages of `page_bytes`.

    Raises:
        OSError: the folder or the file cannot be made.
        sqlite3.DatabaseError: it is no database, or cannot be opened.
    """
    if path != IN_MEMORY:
        make_private_folder(path.parent)
        _make_private(path)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=check_same_thread)
    try:
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA page_size = {page_bytes}")
        connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; one that is there keeps its rights."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def files_of(path: Path) -> tuple[Path, ...]:
    """A database's file, and those that SQLite keeps beside it while it is in use."""
    return path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def is_disk_full(error: sqlite3.Error) -> bool:
    """Whether something could not be written because the disk did not take it."""
    return getattr(error, "sqlite_errorname", "") in _NOT_TAKEN


def _make_private(path: Path) -> None:
    # SQLite gives -wal and -shm the rights of the file itself, so that it must have them first.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    for file in files_of(path):
        # Those that an older Quoth made may be open to all; not everybody may change that.
        with suppress(OSError):
            if file.is_file() and file.stat().st_mode & 0o077:
                file.chmod(0o600)

"""One file with all that Quoth keeps: taken while it runs, put back while it does not."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.chats.store import Store
from bot.errors import BackupFailed, RestoreRefused
from index.stored.database import files_of, make_private_folder
from index.stored.library import Library

# What there may be; the first of them there must be.
LIBRARY, CHATS, INBOX, PLAYGROUND = NAMES = (
    "library.db",
    "chats.db",
    "inbox.db",
    "playground.db",
)
# The folder of documents that came by the bot itself, which are nowhere else.
ADDED = "added"
_MANIFEST = "manifest.json"
_FORMAT = 1


def back_up(home: Path, target: Path) -> tuple[str, ...]:
    """Write one whole state of each database to a new file; what it holds.

    Raises:
        BackupFailed: there is nothing to copy, the file is there already or cannot be written.
        SearchError, ChatsUnusable: what is to be copied is damaged.
    """
    if target.exists():
        raise BackupFailed(f"{target} is there already. Name a new file")
    names = [name for name in NAMES if (home / name).is_file()]
    if LIBRARY not in names:
        raise BackupFailed(f"No library in {home}, so there is nothing to copy")
    part = target.with_name(f"{target.name}.part")
    try:
        # Beside the target, where there must be room for it anyway.
        with TemporaryDirectory(dir=target.parent, prefix=".quoth-") as folder:
            for name in names:
                _copy(home / name, Path(folder) / name)
                _check(Path(folder) / name)
            names += _copy_added(home, Path(folder))
            _pack(part, Path(folder), names)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise BackupFailed(f"Cannot write {target}: {error}. Nothing was kept of it") from error
    return tuple(names)


def restore(source: Path, home: Path, *, force: bool = False) -> tuple[str, ...]:
    """Put the databases of a backup into a home; which ones.

    Raises:
        RestoreRefused: it is no whole backup, a bot is running there, or there are files already
            and `force` is not set.
        SearchError, ChatsUnusable: it is of another Quoth.
    """
    make_private_folder(home)
    there = [name for name in (*NAMES, ADDED) if (home / name).exists()]
    if there and not force:
        raise RestoreRefused(
            f"{home} holds {' and '.join(there)} already. Move them away, or replace them with: "
            "quoth restore --force"
        )
    for name in there:
        if name != ADDED and _is_in_use(home / name):
            raise RestoreRefused(f"{home / name} is in use. Stop the bot first")
    try:
        with TemporaryDirectory(dir=home, prefix=".restore-") as folder:
            names = _unpack(source, Path(folder))
            for name in names:
                _check(Path(folder) / name)
            for name in NAMES:
                for file in files_of(home / name):  # a log of the old file must not join the new
                    file.unlink(missing_ok=True)
            shutil.rmtree(home / ADDED, ignore_errors=True)
            for name in sorted({name.split("/")[0] for name in names}):
                (Path(folder) / name).replace(home / name)
    except OSError as error:
        raise RestoreRefused(f"Cannot restore {source}: {error}") from error
    return names


def _copy(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.execute("PRAGMA busy_timeout = 10000")
        old.backup(new)  # in one step: one committed state, while others write


def _copy_added(home: Path, folder: Path) -> list[str]:
    names = []
    for path in sorted((home / ADDED).rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            (folder / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / name).write_bytes(path.read_bytes())
            names.append(name)
    return names


def _check(path: Path) -> None:
    """Refuse to keep or to take what could not be answered from."""
    if path.name == LIBRARY:
        with Library.open(path) as library, library.reading():
            for entry in library.entries():
                library.vectors.read(entry.vectors_key)
    elif path.name in (CHATS, PLAYGROUND):
        Store(path).close()
    elif path.name == INBOX:
        with closing(sqlite3.connect(path)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise BackupFailed(f"{path.name} is damaged: {found}")


def _is_in_use(path: Path) -> bool:
    """Whether a process has it open: it cannot be had alone then."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
    return False


def _pack(target: Path, folder: Path, names: list[str]) -> None:
    digests = {name: _digest(folder / name) for name in names}
    manifest = json.dumps({"format": _FORMAT, "sha256": digests}).encode()
    with os.fdopen(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            member = tarfile.TarInfo(_MANIFEST)
            member.size = len(manifest)
            archive.addfile(member, io.BytesIO(manifest))
            for name in names:
                archive.add(folder / name, name)
        file.flush()
        os.fsync(file.fileno())


def _unpack(source: Path, folder: Path) -> tuple[str, ...]:
    with _reading(source) as archive:
        manifest = json.loads(_bytes(archive, _MANIFEST).read())
        if manifest["format"] != _FORMAT:
            raise RestoreRefused(f"{source} is of a newer Quoth")
        digests = manifest["sha256"]
        # Only our own names, and those below our own folder, are ever used as paths.
        names = tuple(name for name in digests if name in NAMES or _is_added(name))
        for name in names:
            (folder / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (
                _bytes(archive, name) as packed,
                os.fdopen(os.open(folder / name, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file,
            ):
                while chunk := packed.read(1 << 20):
                    file.write(chunk)
            if _digest(folder / name) != digests[name]:
                raise RestoreRefused(f"{source} is damaged: {name} is not what was packed")
    return names


def _is_added(name: str) -> bool:
    first, *rest = name.split("/")
    is_plain = all(part.isprintable() and part not in ("", ".", "..") for part in rest)
    return first == ADDED and bool(rest) and is_plain


@contextmanager
def _reading(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as archive:
            yield archive
    except (tarfile.TarError, KeyError, TypeError, ValueError, EOFError) as error:
        raise RestoreRefused(f"{source} is not a whole backup ({error})") from error


def _bytes(archive: tarfile.TarFile, name: str) -> io.BufferedReader:
    found = archive.extractfile(name)
    if not isinstance(found, io.BufferedReader):
        raise KeyError(name)
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

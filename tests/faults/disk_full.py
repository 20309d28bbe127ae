"""A full disk: what cannot be stored is said in one line, and what was stored stays."""

import asyncio
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from bot.chats.memory import Chats
from bot.chats.store import Store
from tests.conftest import build_library, write_corpus
from tests.faults.damaged_files import library_state, remember_something
from tests.faults.outcome import Outcome, Size

ROOT = Path(__file__).resolve().parent.parent.parent
# No file may grow beyond a number of bytes: argument 1. SQLite sees what a full disk does to it.
_LIMITED = """
import resource, sys
from pathlib import Path
from bot.errors import BotError
from index.errors import SearchError
limit = int(sys.argv[1])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
path = Path(sys.argv[2])
try:
    {}
except (BotError, SearchError) as error:
    print(f"quoth: {{error}}")
    sys.exit(2)
"""
_INDEX = """
    from tests.conftest import build_library
    build_library(Path(sys.argv[3]), path)
"""
_REMEMBER = """
    from bot.chats.store import Store
    store = Store(path)
    for n in range(5000):
        store.execute("INSERT INTO events VALUES (?, 'asked', ?, 1.5)", (n, "x" * 200))
        print(n, flush=True)
"""
_KB = 1024


async def row(size: Size) -> Outcome:
    """Write to disks with less and less space."""
    steps = 3 if size is Size.SHORT else 20
    with TemporaryDirectory() as folder:
        failures = [
            *await asyncio.to_thread(_index, Path(folder), steps),
            *await asyncio.to_thread(_remember, Path(folder), steps),
        ]
        mounted = await asyncio.to_thread(_mounted, Path(folder) / "small")
        if mounted is not None:
            failures += mounted
    tried = 2 * steps + (mounted is not None)
    figures = "and on a full tmpfs" if mounted is not None else "no tmpfs may be mounted here"
    return Outcome("disk full", tried, len(failures), figures=figures, failures=tuple(failures))


def _index(folder: Path, steps: int) -> list[str]:
    path, documents = folder / "a" / "library.db", folder / "documents"
    build_library(write_corpus(documents), path)
    before, has = library_state(path), path.stat().st_size
    write_corpus(documents, {f"{n}.txt": f"Log {n}\n\nBoat {n} left. " * 40 for n in range(40)})
    failures = []
    for step in range(steps):
        # The write-ahead log is what fills first; its index alone takes 32 KB.
        limit = 34 * _KB + step * has // steps
        done = _run(_INDEX, limit, path, documents)
        failures += _complaints(f"index, {limit} bytes", done, "quoth index")
        if library_state(path) != before:
            failures.append(f"index, {limit} bytes: the old library is not as it was")
    if _run(_INDEX, 0, path, documents).returncode != 0:
        failures.append("index: it does not work once there is space again")
    return failures


def _remember(folder: Path, steps: int) -> list[str]:
    path = folder / "b" / "chats.db"
    chats = Chats(path)
    remember_something(chats, 20)
    chats.close()
    failures = []
    for step in range(steps):
        with closing(Store(path)) as store:
            store.execute("DELETE FROM events")
        copy = folder / f"chats-{step}" / "chats.db"
        copy.parent.mkdir()
        copyfile(path, copy)
        limit = 150 * _KB + step * 20 * _KB
        done = _run(_REMEMBER, limit, copy)
        failures += _complaints(f"chats, {limit} bytes", done, "Free some space")
        confirmed = done.stdout.count("\n") - 1
        with closing(Store(copy)) as store:
            kept = store.execute("SELECT count(*) FROM events").fetchone()[0]
        if kept != confirmed:
            failures.append(f"chats, {limit} bytes: {confirmed} confirmed, {kept} kept")
    return failures


def _mounted(folder: Path) -> list[str] | None:
    """On a file system that is full indeed, where one may be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=500k", "tmpfs", str(folder)]
    try:
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            return None
    except OSError:
        return None
    try:
        path, documents = folder / "library.db", folder.parent / "few"
        build_library(write_corpus(documents), path)
        before = library_state(path)
        write_corpus(documents, {f"{n}.txt": f"Log {n}\n\nBoat {n} left. " * 99 for n in range(99)})
        failures = _complaints("index, tmpfs", _run(_INDEX, 0, path, documents), "quoth index")
        if library_state(path) != before:
            failures.append("index, tmpfs: the old library is not as it was")
        return failures
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def _run(code: str, limit: int, *paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _LIMITED.format(code.strip()), str(limit), *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _complaints(what: str, done: subprocess.CompletedProcess[str], advice: str) -> list[str]:
    last = done.stdout.splitlines()[-1:] or [""]
    if done.returncode == 2 and last[0].startswith("quoth: Cannot write") and advice in last[0]:
        return []
    return [f"{what}: it ended with {done.returncode}, {last[0]!r} {done.stderr[-300:]!r}"]

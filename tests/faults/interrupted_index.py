"""An update of the library that is killed at any moment: the old one serves, the next run ends."""

import asyncio
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from index.snapshot import load
from tests.conftest import build_library, write_corpus
from tests.faults.damaged_files import State, library_state
from tests.faults.outcome import Outcome, Size

ROOT = Path(__file__).resolve().parent.parent.parent
# Slowly, so that there is a middle to be killed in.
_INDEX = """
import sys, time
from pathlib import Path
from index.embedder import HashingEmbedder
from tests.conftest import build_library
class Slow(HashingEmbedder):
    def embed_documents(self, texts, progress=None):
        time.sleep(0.03)
        return super().embed_documents(texts, progress)
print("ready", flush=True)
build_library(Path(sys.argv[1]), Path(sys.argv[2]), Slow())
"""
_LONGEST_S = 0.5


async def row(size: Size) -> Outcome:
    """Kill updates at random moments and compare with undisturbed ones."""
    kills = 2 if size is Size.SHORT else 30
    dice = random.Random(7)
    killed = wrong = 0
    failures: list[str] = []
    with TemporaryDirectory() as folder:
        path, documents = Path(folder) / "library.db", Path(folder) / "documents"
        build_library(write_corpus(documents, _texts(0)), path)
        for turn in range(1, 10 * kills):
            if killed >= kills:
                break
            before = library_state(path)
            write_corpus(documents, _texts(turn))
            with _undisturbed(documents, Path(folder)) as right:
                was_killed = await _index(documents, path, dice.random() * _LONGEST_S)
                killed += was_killed
                after = library_state(path)
                wrong += after != before and after[3:] != right[3:]
                load(path)
                await _index(documents, path, None)
                if library_state(path)[3:] != right[3:]:
                    failures.append(f"turn {turn}: the next run came to something else")
    return Outcome("index killed", killed, wrong, failures=tuple(failures))


def _texts(turn: int) -> dict[str, str]:
    return {
        f"{n}.txt": f"Log {n}\n\n"
        + "\n\n".join(f"Boat {n} left pier {m} on day {turn}." for m in range(300 if n else 1200))
        for n in range(3)
    }


@contextmanager
def _undisturbed(documents: Path, folder: Path) -> Iterator[State]:
    path = folder / "undisturbed.db"
    build_library(documents, path)
    yield library_state(path)
    path.unlink()


async def _index(documents: Path, path: Path, killed_after_s: float | None) -> bool:
    """Update in a process of its own; whether it was killed before its end."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _INDEX, str(documents), str(path)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    await child.stdout.readline()
    try:
        await asyncio.wait_for(child.wait(), killed_after_s)
    except TimeoutError:
        child.kill()
        await child.wait()
    if killed_after_s is None:
        assert child.returncode == 0
    return child.returncode != 0

"""`python -m tests.bench.live`: what one changed document costs, in libraries of three sizes.

Processor seconds of one core, the median of three; vectors are made by the hashing embedder, so
that what is left is everything but embedding.
"""

# ruff: noqa: T201
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from corpus.memory import Memory
from corpus.read import Outcomes, read_folder
from index.embedder import HashingEmbedder
from index.known import Known
from index.snapshot import load
from index.stored.library import Library
from index.update import Report, update
from tests.bench.library import Words, make_words, pick
from tests.conftest import Watch

_SIZES = (50, 500, 5000)
_ROUNDS, _PARAGRAPHS, _SENTENCES, _WORDS = 3, 8, 5, 14
T = TypeVar("T")


def main() -> None:
    """Print a row for each size, and the last one over the first but one."""
    sizes = [int(size) for size in sys.argv[1:]] or list(_SIZES)
    print("documents  first look  look at all  update  refresh    load")
    for size in sizes:
        with TemporaryDirectory() as home:
            row = measure(Path(home), size)
        print(f"{size:9}{row[0]:10.2f} s{row[1]:11.3f} s{row[2]:6.3f} s", end="")
        print(f"{row[3]:7.3f} s{row[4]:6.2f} s", flush=True)


def measure(home: Path, size: int) -> list[float]:
    """Seconds of looks at a built library, of an update, a refresh and a load.

    The first look is of a new process, the second at all files, none of which changed. The update
    is of one file, and is told which one.
    """
    rng = np.random.default_rng(0)
    words, folder, path = make_words(rng), home / "documents", home / "library.db"
    folder.mkdir()
    for n in range(size):
        (folder / f"{n}.txt").write_text(make_text(rng, words, f"Document {n}"), "utf-8")
    embedder = HashingEmbedder()

    def bring_up_to_date(memory: Outcomes, known: Known, changed: set[str] | None = None) -> Report:
        with Library.open(path, create=True) as library:
            reading = read_folder(folder, library.extracts, memory=memory, changed=changed)
            return update(library, reading, embedder, Watch(), known)

    bring_up_to_date(Memory(), Known(embedder.identity))
    # Files of a moment ago are not remembered, and these stand for old ones.
    memory: Outcomes = Memory(lambda: time.time_ns() + 60_000_000_000)
    known = Known(embedder.identity)
    first = seconds(lambda: bring_up_to_date(memory, known))[0]
    whole = float(
        np.median([seconds(lambda: bring_up_to_date(memory, known))[0] for _ in range(3)])
    )
    loading, snapshot = seconds(lambda: load(path))
    updating, refreshing = [], []
    for n in range(_ROUNDS):
        (folder / "3.txt").write_text(make_text(rng, words, f"Change {n}"), "utf-8")
        told = {str(folder / "3.txt")}
        took, report = seconds(lambda: bring_up_to_date(memory, known, told))  # noqa: B023  # called at once
        assert report.embedded_documents == 1
        updating.append(took)
        before = snapshot
        took, snapshot = seconds(lambda: load(path, old=before))  # noqa: B023  # called at once
        refreshing.append(took)
    return [first, whole, float(np.median(updating)), float(np.median(refreshing)), loading]


def make_text(rng: np.random.Generator, words: Words, title: str) -> str:
    """A text of some eight passages."""
    paragraphs = [
        " ".join(" ".join(pick(rng, words, _WORDS)).capitalize() + "." for _ in range(_SENTENCES))
        for _ in range(_PARAGRAPHS)
    ]
    return "\n\n".join([title, *paragraphs]) + "\n"


def seconds(call: Callable[[], T]) -> tuple[float, T]:
    """How long a call took the processor, and what came of it."""
    began = time.process_time()
    found = call()
    return time.process_time() - began, found


if __name__ == "__main__":
    main()

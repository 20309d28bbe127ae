"""Hostile files: each refused or read in time, memory unchanged, questions answered meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.librarian import Librarian
from corpus.formats.extract import Refused
from corpus.formats.registry import BY_ENDING
from corpus.sandbox.limits import Limits
from corpus.sandbox.sandbox import Sandbox
from index.answer import Question, Verdict
from index.embedder import HashingEmbedder
from index.snapshot import load
from tests.conftest import build_library, write_corpus
from tests.corpus.hostile import HOSTILE
from tests.corpus.sizes import resident_mb
from tests.faults.outcome import Outcome, Size

_MOST_S = 25
_MOST_GROWTH_MB = 30
_MOST_ANSWER_S = 2
_BETWEEN_QUESTIONS_S = 0.05
_QUESTION = "How often does the ferry cross the river?"
_SHORT = Limits(cpu_s=1, wall_s=3)
_IN_SHORT = (
    "flat bomb.docx",
    "overlapping parts.docx",
    "laughs.docx",
    "outside.epub",
    "page loop.pdf",
    "forms in forms.pdf",
    "comments.html",
    "attributes.html",
    "bold in bold.html",
    "one field.csv",
    "truncated.docx",
)


async def row(size: Size) -> Outcome:
    """Read every trap, one after another, while somebody asks."""
    limits = Limits() if size is Size.FULL else _SHORT
    names = list(HOSTILE) if size is Size.FULL else list(_IN_SHORT)
    failures: list[str] = []
    slowest, growth = 0.0, 0.0
    with TemporaryDirectory() as home, Sandbox(limits) as sandbox:
        async with _somebody_who_asks(Path(home)) as asked:
            for name in names:
                path = Path(home, "trap")
                await asyncio.to_thread(_make, HOSTILE[name], path)
                before, began = resident_mb(), time.monotonic()
                await asyncio.to_thread(_read, sandbox, path, name)
                took = time.monotonic() - began
                grown = resident_mb() - before
                slowest, growth = max(slowest, took), max(growth, grown)
                if took > _MOST_S:
                    failures.append(f"{name} took {took:.1f} s")
                if grown > _MOST_GROWTH_MB:
                    failures.append(f"{name} took {grown:.0f} MB of our memory")
    if asked.slowest_s > _MOST_ANSWER_S:
        failures.append(f"an answer took {asked.slowest_s:.1f} s")
    return Outcome(
        "hostile files",
        len(names) + asked.count,
        lost=asked.lost,
        figures=f"{len(names)} files, slowest {slowest:.1f} s, +{growth:.0f} MB; "
        f"{asked.count} answers, slowest {asked.slowest_s * 1000:.0f} ms",
        failures=tuple(failures),
    )


def _make(maker: Callable[[], bytes], path: Path) -> None:
    path.write_bytes(maker())


def _read(sandbox: Sandbox, path: Path, name: str) -> None:
    with path.open("rb") as file:
        try:
            sandbox.read(file, path.stat().st_size, BY_ENDING[Path(name).suffix])
        except Refused:
            return


@dataclass(slots=True)
class _Asked:
    count: int = 0
    lost: int = 0
    slowest_s: float = 0.0
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def _somebody_who_asks(home: Path) -> AsyncIterator[_Asked]:
    """Ask the small corpus again and again; every answer must be found."""
    path = home / "library.db"
    build_library(write_corpus(home / "documents"), path)
    librarian = Librarian(lambda old: load(path, old=old), lambda: "1", HashingEmbedder())
    asked = _Asked()

    async def ask() -> None:
        while not asked.is_over.is_set():
            began = time.monotonic()
            answer = await librarian.ask(Question.of(_QUESTION))
            asked.slowest_s = max(asked.slowest_s, time.monotonic() - began)
            asked.count += 1
            asked.lost += answer.verdict is not Verdict.FOUND
            await asyncio.sleep(_BETWEEN_QUESTIONS_S)

    asking = asyncio.create_task(ask())
    try:
        yield asked
    finally:
        asked.is_over.set()
        await asking
        librarian.close()

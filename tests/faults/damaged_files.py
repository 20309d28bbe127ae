"""Damaged files: libraries and memories that were cut off or had a bit turned over."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.chats.answers import Place
from bot.chats.memory import Chats
from bot.chats.seals import SEALED
from bot.chats.store import Store
from bot.errors import ChatsUnusable
from bot.librarian import Librarian
from index.answer import Question
from index.embedder import HashingEmbedder
from index.errors import SearchError
from index.snapshot import load
from index.stored.database import files_of
from index.stored.library import Library
from tests.conftest import build_library, write_corpus
from tests.faults.outcome import Outcome, Size

QUESTION = Question.of("Who founded the mill in 1788?")
State = tuple[object, ...]
Damage = Callable[[bytes], bytes]


async def row(size: Size) -> Outcome:
    """Every damaged file is refused with what to do, or gives exactly what was stored."""
    cuts, flips = (6, 24) if size is Size.SHORT else (50, 400)
    with TemporaryDirectory() as folder:
        found = [
            _library(Path(folder) / "library", cuts, flips),
            _chats(Path(folder) / "chats", cuts, flips),
            _log(Path(folder) / "log", flips // 2),
            await _serving(Path(folder) / "serving", flips // 8),
        ]
    tried = sum(len(outcomes) for outcomes in found)
    refused = sum(outcomes.count("refused") for outcomes in found)
    wrong = tried - refused - sum(outcomes.count("right") for outcomes in found)
    return Outcome("damaged files", tried, wrong, figures=f"{refused} refused, {wrong} wrong")


def library_state(path: Path) -> State:
    """All that is answered from."""
    with Library.open(path) as library, library.reading():
        entries = library.entries()
        vectors = [library.vectors.read(entry.vectors_key).to_bytes() for entry in entries]
        return library.version, library.model, library.thresholds, entries, vectors


def chats_state(path: Path) -> State:
    """All that is remembered."""
    with closing(Store(path)) as store:
        return tuple(sorted(map(repr, store.execute(f"SELECT * FROM {one}"))) for one in SEALED)


def _damages(cuts: int, flips: int) -> Iterator[Damage]:
    dice = random.Random(6)
    for _ in range(cuts):
        share = dice.random()
        yield lambda data, share=share: data[: int(len(data) * share)]  # type: ignore[misc]  # because mypy takes no lambda with a default
    for _ in range(flips):
        place, bit = dice.random(), dice.randrange(8)
        yield lambda data, place=place, bit=bit: turned(data, int(len(data) * place), bit)  # type: ignore[misc]  # as above


def turned(data: bytes, place: int, bit: int) -> bytes:
    """The bytes with one bit turned over."""
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def _outcome(read: Callable[[], State], *rights: State) -> str:
    try:
        state = read()
    except (SearchError, ChatsUnusable) as error:
        says_what_to_do = "quoth index" in str(error) or "quoth restore" in str(error)
        return "refused" if says_what_to_do else f"refused without advice: {error}"
    return "right" if state in rights else "wrong"


def _library(folder: Path, cuts: int, flips: int) -> list[str]:
    path = folder / "library.db"
    build_library(write_corpus(folder / "documents"), path)
    right, whole = library_state(path), path.read_bytes()
    outcomes = []
    for damage in _damages(cuts, flips):
        _put(path, damage(whole))
        outcomes.append(_outcome(lambda: library_state(path), right))
    return outcomes


def remember_something(chats: Chats, count: int) -> None:
    """Fill every table that people's rights and answers hang on."""
    for n in range(count):
        chats.options.set("language", "th", 100 + n)
        chats.permits.issue("north", chats.now)
        chats.gaps.add(QUESTION, Place(7, None, n, None), chats.now)
        chats.events.add("asked", chats.now, verdict="FOUND", took_ms=n / 7)


def _chats(folder: Path, cuts: int, flips: int) -> list[str]:
    path = folder / "chats.db"
    chats = Chats(path)
    remember_something(chats, 100)
    chats.close()
    right, whole = chats_state(path), path.read_bytes()
    outcomes = []
    for damage in _damages(cuts, flips):
        _put(path, damage(whole))
        outcomes.append(_outcome(lambda: chats_state(path), right))
    return outcomes


def _log(folder: Path, flips: int) -> list[str]:
    """A write-ahead log that a crash left: what is behind the damage is as if never committed."""
    path, copy = folder / "library.db", folder / "copy" / "library.db"
    documents = write_corpus(folder / "documents")
    build_library(documents, path)
    before = library_state(path)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchone()  # so that the log is not taken in
        build_library(write_corpus(documents, {"new.txt": "The pier\n\nIt is long.\n"}), path)
        after = library_state(path)
        copy.parent.mkdir()
        file, log = (one.read_bytes() for one in files_of(path)[:2])
    outcomes = []
    for damage in _damages(0, flips):
        _put(copy, file)
        files_of(copy)[1].write_bytes(damage(log))
        outcomes.append(_outcome(lambda: library_state(copy), before, after))
    return outcomes


async def _serving(folder: Path, flips: int) -> list[str]:
    """A bot that runs meanwhile goes on with the last good version."""
    path = folder / "library.db"
    documents = write_corpus(folder / "documents")
    build_library(documents, path)

    def seal() -> str:
        with Library.open(path) as library:
            return library.seal

    librarian = Librarian(
        lambda _: load(path), seal, HashingEmbedder(), clock=count(step=100).__next__
    )
    right = (await librarian.ask(QUESTION)).matches
    build_library(write_corpus(documents, {"new.txt": "The pier\n\nIt is long.\n"}), path)
    whole = path.read_bytes()
    outcomes = []
    for damage in _damages(flips // 4, flips):
        _put(path, damage(whole))
        taken = await librarian.refresh()
        same = (await librarian.ask(QUESTION)).matches[0].passage == right[0].passage
        outcomes.append(("right" if taken else "refused") if same else "wrong")
    librarian.close()
    return outcomes


def _put(path: Path, data: bytes) -> None:
    for file in files_of(path):
        file.unlink(missing_ok=True)
    path.write_bytes(data)

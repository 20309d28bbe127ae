"""A folder of files to texts: which files count, what each was taken for, and what was skipped."""

import hashlib
import os
import stat
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from corpus.bounds import Bounds
from corpus.decode import Decoded, NotText, decode
from corpus.errors import CorpusError
from corpus.formats.extract import Extract, GivenUp, Refused
from corpus.formats.registry import BY_ENDING, FORMATS, ExtraMissing, unread
from corpus.listing import changed_names, list_folder
from corpus.memory import FolderMemory, Memory, state_of
from corpus.sandbox.sandbox import Sandbox
from corpus.shelf import Extractor, NoShelf, Shelf
from corpus.skipped import Skipped

READABLE = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown"}
MOST_FILE_BYTES = 20 * 1024 * 1024
# Prose has no such lines; a longer one is data, and would be cut into quotes nobody can read.
MOST_LINE_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of the folder as text; `path` is relative to the folder, with "/" between parts.

    Where a reader of its format made the text, `extract` holds what else it found, and `original`
    is the SHA-256 of the file's bytes. `digest` is that of the text, as hexadecimal.
    """

    path: str
    collection: str
    kind: str
    text: str
    encoding: str
    is_assumed: bool
    extract: Extract | None = None
    original: str = ""
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        data = self.text.encode("utf-8", "surrogatepass")
        object.__setattr__(self, "digest", hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder gave: texts in order of their paths, and the files that were skipped.

    `keys` are those of everything on the shelf that is of this folder; `parsed` counts the files
    that were not on it.
    """

    folder: Path
    files: tuple[TextFile, ...]
    skipped: tuple[Skipped, ...]
    keys: frozenset[str] = frozenset()
    parsed: int = 0


class FolderMissing(CorpusError):
    """The folder of documents does not exist, or is a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        what = "is a file, not a folder" if self.folder.exists() else "does not exist"
        return f"The folder {self.folder} {what}. Name the folder that holds your documents."


class FolderEmpty(CorpusError):
    """The folder holds no document that can be read."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading.folder)
        self.reading = reading

    def __str__(self) -> str:
        kinds = ", ".join([".txt", ".md", *(found.endings[0] for found in FORMATS)])
        why = "".join(f"\n  {s.path}: {s.reason}" for s in self.reading.skipped[:5])
        more = len(self.reading.skipped) - 5
        rest = f"\n  and {more} more" if more > 0 else ""
        return (
            f"No document to read in {self.reading.folder}. Put {kinds} files there, "
            f"or name another folder.{why}{rest}"
        )


class Counter(Protocol):
    """Is told how far reading has come."""

    def expect(self, texts: int) -> None:
        """Before reading: how many files there are."""
        ...

    def advance(self, texts: int) -> None:
        """During reading: how many more are done."""
        ...


Outcomes = Memory[TextFile | Skipped]


def read_folder(
    folder: Path,
    shelf: Shelf | None = None,
    counter: Counter | None = None,
    memory: Outcomes | None = None,
    changed: Set[str] | None = None,
) -> Reading:
    """Read every document under `folder`; a sub-folder is a collection.

    Args:
        folder: where the documents are.
        shelf: what was read before, so that it is not parsed again.
        counter: is told about every file.
        memory: what came of the files before, so that those that did not change are not read.
        changed: the paths that may have changed since, so that no others are looked at; None
            where that is not known.

    Raises:
        FolderMissing: there is no such folder.
        FolderEmpty: nothing in it could be read.
    """
    if not folder.is_dir():
        raise FolderMissing(folder)
    known: FolderMemory[TextFile | Skipped] = (Memory() if memory is None else memory).of(folder)
    skipped: list[Skipped] = []
    names, touched = _look(folder, known, changed, skipped)
    if counter is not None:
        counter.expect(len(names))
    files: list[TextFile] = []
    seen: dict[tuple[str, str], str] = {}
    bounds = Bounds(folder)
    with Sandbox() as sandbox:
        extractor = Extractor(sandbox, shelf or NoShelf())
        for name in names:
            kept = None if touched is None or name in touched else known.recall(name)
            if kept is None:
                outcome = _read_or_recall(bounds, name, extractor, known)
            else:
                outcome = kept.outcome
                extractor.keys += kept.keys
            if isinstance(outcome, TextFile):
                first = seen.setdefault((outcome.collection, outcome.digest), outcome.path)
                if first != outcome.path:
                    outcome = Skipped(outcome.path, f"the same text as {first}")
            if isinstance(outcome, TextFile):
                files.append(outcome)
            else:
                skipped.append(outcome)
            if counter is not None:
                counter.advance(1)
    keys = frozenset(extractor.keys)
    reading = Reading(folder, tuple(files), tuple(skipped), keys, extractor.parsed)
    if not files:
        raise FolderEmpty(reading)
    return reading


def _look(
    folder: Path,
    known: FolderMemory[TextFile | Skipped],
    changed: Set[str] | None,
    skipped: list[Skipped],
) -> tuple[Sequence[str], Set[str] | None]:
    """The names of a folder's files, and which of them may have changed, None of all."""
    if changed is not None and known.names is not None:
        touched = changed_names(folder, known.names, changed)
        if touched is not None:
            there = {name for name, is_there in touched.items() if is_there}
            known.forget(touched.keys() - there)
            known.names = tuple(sorted(frozenset(known.names) - touched.keys() | there))
            return known.names, there
    names, closed = list_folder(folder)
    skipped += [Skipped(path, reason) for path, reason in closed]
    known.keep_only(names)
    # What is closed may open without being told of.
    known.names = None if closed else names
    return names, None


def read_file(folder: Path, name: str, shelf: Shelf | None = None) -> TextFile | Skipped:
    """Read one file.

    Args:
        folder: what it must lie in.
        name: its path below the folder.
        shelf: what was read before.
    """
    with Sandbox() as sandbox:
        try:
            return _read(Bounds(folder), folder / name, Extractor(sandbox, shelf or NoShelf()))
        except Refused as error:
            return Skipped(name, str(error))
        except OSError as error:
            return Skipped(name, error.strerror or str(error))


def _read_or_recall(
    bounds: Bounds, name: str, extractor: Extractor, known: FolderMemory[TextFile | Skipped]
) -> TextFile | Skipped:
    path = f"{bounds.folder}/{name}"
    state = state_of(path)
    kept = known.find(name, state)
    if kept is not None:
        extractor.keys += kept.keys
        return kept.outcome
    before = len(extractor.keys)
    try:
        outcome = _read(bounds, Path(path), extractor)
    except (GivenUp, ExtraMissing) as error:  # another time it may be read
        return Skipped(name, str(error))
    except OSError as error:
        return Skipped(name, error.strerror or str(error))
    known.keep(name, state, outcome, tuple(extractor.keys[before:]))
    return outcome


def _read(bounds: Bounds, path: Path, extractor: Extractor) -> TextFile | Skipped:
    relative = path.relative_to(bounds.folder)
    name = relative.as_posix()
    if refused := _refused_by_name(path, name):
        return refused
    ending = path.suffix.lower()
    try:
        if not bounds.hold(path):
            return Skipped(name, "a link that leads out of the folder")
        if not _is_file(path):
            return Skipped(name, "not a file")
        collection = relative.parts[0] if len(relative.parts) > 1 else ""
        if ending in BY_ENDING:
            return _extracted(path, name, collection, extractor)
        text = _text_of(path)
    except RuntimeError:
        return Skipped(name, "a link that leads to itself")
    except (GivenUp, ExtraMissing):
        raise
    except (NotText, Refused) as error:
        return Skipped(name, str(error))
    return TextFile(name, collection, READABLE[ending], text.text, text.encoding, text.is_assumed)


def _refused_by_name(path: Path, name: str) -> Skipped | None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return Skipped(os.fsencode(name).decode("utf-8", "replace"), "its name is not UTF-8")
    ending = path.suffix.lower()
    if ending in READABLE or ending in BY_ENDING:
        return None
    if path.is_dir():
        return Skipped(name, "a link to a folder: only what lies in the folder itself is read")
    return Skipped(name, unread(path.suffix))


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        if not path.is_symlink():
            raise
        raise Refused("a link that leads nowhere") from None


def _extracted(path: Path, name: str, collection: str, extractor: Extractor) -> TextFile:
    extract, original = extractor.extract(path, BY_ENDING[path.suffix.lower()])
    return TextFile(
        name,
        collection,
        "extract",
        extract.text,
        "utf-8",
        is_assumed=False,
        extract=extract,
        original=original,
    )


def _text_of(path: Path) -> Decoded:
    size = path.stat().st_size
    if size > MOST_FILE_BYTES:
        raise NotText(f"{size:,} bytes; at most {MOST_FILE_BYTES:,} are read")
    decoded = decode(path.read_bytes())
    if not decoded.text.strip():
        raise NotText("it is empty")
    longest = max(len(line) for line in decoded.text.split("\n"))
    if longest > MOST_LINE_CHARACTERS:
        raise NotText(
            f"one line has {longest:,} characters; at most {MOST_LINE_CHARACTERS:,} are read. "
            "Break it into lines"
        )
    return decoded

"""A folder of files to texts: which files count, what each was taken for, and what was skipped."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.decode import Decoded, NotText, decode
from corpus.errors import CorpusError

READABLE = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown"}
MOST_FILE_BYTES = 20 * 1024 * 1024
# Prose has no such lines; a longer one is data, and would be cut into quotes nobody can read.
MOST_LINE_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of the folder as text; `path` is relative to the folder, with "/" between parts."""

    path: str
    collection: str
    kind: str
    text: str
    encoding: str
    is_assumed: bool

    @property
    def digest(self) -> str:
        """SHA-256 of the text, as hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder gave: texts in order of their paths, and the files that were skipped."""

    folder: Path
    files: tuple[TextFile, ...]
    skipped: tuple[Skipped, ...]


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
        kinds = ", ".join(sorted(READABLE))
        why = "".join(f"\n  {s.path}: {s.reason}" for s in self.reading.skipped[:5])
        more = len(self.reading.skipped) - 5
        rest = f"\n  and {more} more" if more > 0 else ""
        return (
            f"No document to read in {self.reading.folder}. Put {kinds} files there, "
            f"or name another folder.{why}{rest}"
        )


def read_folder(folder: Path) -> Reading:
    """Read every document under `folder`; a sub-folder is a collection.

    Raises:
        FolderMissing: there is no such folder.
        FolderEmpty: nothing in it could be read.
    """
    if not folder.is_dir():
        raise FolderMissing(folder)
    files: list[TextFile] = []
    skipped: list[Skipped] = []
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(_paths(folder, skipped), key=lambda path: path.as_posix()):
        outcome = _read(folder, path)
        if isinstance(outcome, TextFile):
            first = seen.setdefault((outcome.collection, outcome.digest), outcome.path)
            if first != outcome.path:
                outcome = Skipped(outcome.path, f"the same text as {first}")
        if isinstance(outcome, TextFile):
            files.append(outcome)
        else:
            skipped.append(outcome)
    reading = Reading(folder, tuple(files), tuple(skipped))
    if not files:
        raise FolderEmpty(reading)
    return reading


def _paths(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    def closed(error: OSError) -> None:
        skipped.append(Skipped(str(error.filename), error.strerror or str(error)))

    for parent, names, files in os.walk(folder, onerror=closed):
        names[:] = [name for name in names if not name.startswith(".")]
        for name in files:
            if not name.startswith("."):
                yield Path(parent, name)


def _read(folder: Path, path: Path) -> TextFile | Skipped:
    relative = path.relative_to(folder)
    name = relative.as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        return Skipped(os.fsencode(name).decode("utf-8", "replace"), "its name is not UTF-8")
    kind = READABLE.get(path.suffix.lower())
    if kind is None:
        return Skipped(name, f"not a format that is read ({path.suffix or 'no ending'})")
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return Skipped(name, "a link that leads out of the folder")
        if not stat.S_ISREG(path.stat().st_mode):
            return Skipped(name, "not a file")
        text = _text_of(path)
    except RuntimeError:
        return Skipped(name, "a link that leads to itself")
    except NotText as error:
        return Skipped(name, str(error))
    except OSError as error:
        return Skipped(name, error.strerror or str(error))
    collection = relative.parts[0] if len(relative.parts) > 1 else ""
    return TextFile(name, collection, kind, text.text, text.encoding, text.is_assumed)


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

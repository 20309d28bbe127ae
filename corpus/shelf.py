"""What was read once and need not be read again: extracts by the content of their files."""

import hashlib
from pathlib import Path
from typing import BinaryIO, Protocol

from corpus.formats.extract import Extract, GivenUp, Refused
from corpus.formats.registry import ExtraMissing, Format
from corpus.sandbox.sandbox import Sandbox

# Part of every key: raise it when a reader changes, and every file is read anew.
READERS = 12
_READ, _REFUSED = b"=", b"?"


class Shelf(Protocol):
    """Keeps what came of files, by a key of their content."""

    def find(self, key: str) -> bytes | None:
        """What was kept under a key."""
        ...

    def keep(self, key: str, data: bytes) -> None:
        """Keep something under a key."""
        ...


class NoShelf:
    """Keeps nothing: every file is read."""

    def find(self, key: str) -> bytes | None:
        """Nothing."""

    def keep(self, key: str, data: bytes) -> None:
        """Do nothing."""


class Extractor:
    """Reads files of formats, each content once.

    Args:
        sandbox: where they are parsed.
        shelf: where what came of it is kept: extracts, and reasons that will not change.
    """

    def __init__(self, sandbox: Sandbox, shelf: Shelf) -> None:
        self._sandbox, self._shelf = sandbox, shelf
        self.keys: list[str] = []
        self.parsed = 0

    def extract(self, path: Path, kind: Format) -> tuple[Extract, str]:
        """What a file holds, and the SHA-256 of its bytes.

        Raises:
            Refused: it is not read; the message is the reason.
            OSError: it cannot be opened.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            key = f"{digest}/{kind.name}/{READERS}"
            self.keys.append(key)
            kept = self._shelf.find(key)
            if kept is None:
                kept = self._read(file, kind, key)
        if kept[:1] == _REFUSED:
            raise Refused(kept[1:].decode("utf-8", "replace"))
        return Extract.from_json(kept[1:]), digest

    def _read(self, file: BinaryIO, kind: Format, key: str) -> bytes:
        size = file.seek(0, 2)
        file.seek(0)
        self.parsed += 1
        try:
            found = _READ + self._sandbox.read(file, size, kind).to_json()
        except (ExtraMissing, GivenUp):
            raise
        except Refused as refused:
            found = _REFUSED + str(refused).encode("utf-8", "replace")
        self._shelf.keep(key, found)
        return found

"""Files that are added by hand: checked, and kept beside the operator's folder."""

import os
from pathlib import Path

from corpus.errors import CorpusError
from corpus.formats.registry import BY_ENDING, can_be_saved_as, unread
from corpus.read import READABLE

# File systems take 255, of which some are for the ending of an unfinished file.
_MOST_NAME_BYTES = 200
_NOT_IN_NAMES = frozenset('\\/:*?"<>|')


class FileRefused(CorpusError):
    """A file that cannot be added."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"{self.name or 'The file'} was not added: {self.reason}"


def place_for(added: Path, name: str, collection: str) -> Path:
    """Where a file of a name will be kept.

    Raises:
        FileRefused: it is no name of a file, or not of a format that is read.
    """
    _check(name, name)
    if collection:
        _check(name, collection)
    readable = {*READABLE, *BY_ENDING}
    ending = Path(name).suffix
    if can_be_saved_as(ending):
        raise FileRefused(name, unread(ending))
    if ending.lower() not in readable:
        kinds = ", ".join(sorted(readable))
        raise FileRefused(name, f"not a format that is read; {kinds} are")
    return added / collection / name


def keep(place: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner alone."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.unfinished")
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    unfinished.replace(place)


def is_plain_name(part: str) -> bool:
    """Whether a text of a stranger's is no more than a name: it becomes part of a path."""
    is_name = part.isprintable() and not _NOT_IN_NAMES & set(part)
    is_short = 0 < len(part.encode(errors="replace")) <= _MOST_NAME_BYTES
    return is_name and is_short and part == part.strip() and not part.startswith(".")


def _check(name: str, part: str) -> None:
    if not is_plain_name(part):
        raise FileRefused(name, "give the file and its collection short, plain names")

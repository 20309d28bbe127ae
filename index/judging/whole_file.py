"""Results are written whole or not at all."""

import os
from pathlib import Path

from index.errors import FileUnwritable


def check_writable(path: Path) -> None:
    """Complain before a long run, not after it.

    Raises:
        FileUnwritable: it is a folder, or its folder is missing or closed to us.
    """
    if path.is_dir():
        raise FileUnwritable(path, "it is a folder")
    if not path.parent.is_dir():
        raise FileUnwritable(path, "its folder does not exist")
    if not os.access(path.parent, os.W_OK):
        raise FileUnwritable(path, "its folder is closed to us")


def write_whole(path: Path, text: str) -> None:
    """Write a text beside the file, then put it in the file's place.

    Raises:
        FileUnwritable: it cannot be.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            aside.write_text(text, encoding="utf-8")
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise FileUnwritable(path, error.strerror or str(error)) from error


def make_folder(folder: Path) -> None:
    """Make a folder for results, unless it is there.

    Raises:
        FileUnwritable: it cannot be made, or a file is in its place.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(folder, error.strerror or str(error)) from error
    check_writable(folder / "run.json")

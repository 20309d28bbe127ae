"""The documents of a library: a folder, and the files that were added by hand beside it."""

from collections.abc import Set
from pathlib import Path

from corpus.listing import is_below
from corpus.read import Counter, FolderEmpty, Outcomes, Reading, read_folder
from corpus.shelf import Shelf
from corpus.skipped import Skipped


def read_sources(
    folder: Path,
    added: Path,
    shelf: Shelf | None = None,
    counter: Counter | None = None,
    memory: Outcomes | None = None,
    changed: Set[str] | None = None,
) -> Reading:
    """Read both folders; what is in the first already is skipped in the second.

    Args:
        folder: the operator's documents.
        added: files that were added by hand; it need not exist.
        shelf: what was read before.
        counter: is told about every file of the folder.
        memory: what came of the files before.
        changed: the paths that may have changed since; None where that is not known.

    Raises:
        FolderMissing: there is no such folder.
        FolderEmpty: nothing could be read in either.
    """
    if changed and not all(is_below(one, folder) or is_below(one, added) for one in changed):
        changed = None  # the system has other names for these folders
    if not added.is_dir():
        return read_folder(folder, shelf, counter, memory, changed)
    own = _readable(folder, shelf, counter, memory, changed)
    more = _readable(added, shelf, None, memory, changed)
    paths = {file.path for file in own.files}
    texts = {(file.collection, file.digest): file.path for file in own.files}
    files, skipped = list(own.files), [*own.skipped, *more.skipped]
    for file in more.files:
        if file.path in paths:
            skipped.append(Skipped(file.path, f"added, but {folder} has a file of that name"))
        elif (file.collection, file.digest) in texts:
            first = texts[file.collection, file.digest]
            skipped.append(Skipped(file.path, f"added, but the same text as {first}"))
        else:
            files.append(file)
    reading = Reading(
        folder,
        tuple(sorted(files, key=lambda file: file.path)),
        tuple(skipped),
        own.keys | more.keys,
        own.parsed + more.parsed,
    )
    if not files:
        raise FolderEmpty(reading)
    return reading


def _readable(
    folder: Path,
    shelf: Shelf | None,
    counter: Counter | None,
    memory: Outcomes | None,
    changed: Set[str] | None,
) -> Reading:
    try:
        return read_folder(folder, shelf, counter, memory, changed)
    except FolderEmpty as error:
        return error.reading

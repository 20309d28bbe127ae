"""The documents of a library: a folder, and the files that were added by hand beside it."""

from pathlib import Path

from corpus.read import Counter, FolderEmpty, Outcomes, Reading, Skipped, read_folder
from corpus.shelf import Shelf


def read_sources(
    folder: Path,
    added: Path,
    shelf: Shelf | None = None,
    counter: Counter | None = None,
    memory: Outcomes | None = None,
) -> Reading:
    """Read both folders; what is in the first already is skipped in the second.

    Args:
        folder: the operator's documents.
        added: files that were added by hand; it need not exist.
        shelf: what was read before.
        counter: is told about every file of the folder.
        memory: what came of the files before.

    Raises:
        FolderMissing: there is no such folder.
        FolderEmpty: nothing could be read in either.
    """
    if not added.is_dir():
        return read_folder(folder, shelf, counter, memory)
    own = _readable(folder, shelf, counter, memory)
    more = _readable(added, shelf, None, memory)
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
    folder: Path, shelf: Shelf | None, counter: Counter | None, memory: Outcomes | None
) -> Reading:
    try:
        return read_folder(folder, shelf, counter, memory)
    except FolderEmpty as error:
        return error.reading

"""Documents put into a library or taken out of it one by one, with no look at any other."""

from collections.abc import Sequence, Set

from index.prepare import Prepared
from index.stored.entries import Entry
from index.stored.library import Library, Overtaken


def enter(library: Library, prepared: Sequence[Prepared], model: str) -> bool:
    """Store documents that are embedded in place of those at their paths.

    Args:
        library: is changed.
        prepared: the documents.
        model: the identity of the one that embedded them.

    Returns:
        Whether it was done: not where everything has to be embedded anew.
    """
    if library.model != model or not library.folder:
        return False
    entries = [one.entry(model) for one in prepared]
    _commit(library, entries, {one.document.path for one in prepared})
    return True


def strike(library: Library, path: str) -> bool:
    """Remove the document at a path; whether a file was left out for its sake."""
    for document_id, own in library.paths().items():
        if own == path:
            library.extracts.drop_of(document_id)
    _commit(library, [], {path})
    return any(path in one.reason for one in library.skipped())


def _commit(library: Library, entries: Sequence[Entry], paths: Set[str]) -> None:
    """Put entries in the places of the documents at these paths, or nothing."""
    while True:
        since, holdings = library.version, library.holdings()
        old = {key: one for key, one in holdings.items() if one.path in paths}
        new = {entry.document.id for entry in entries}
        used = {one.vectors_key for key, one in holdings.items() if key not in old}
        used |= {entry.vectors_key for entry in entries}
        try:
            library.commit(
                entries,
                sorted(old.keys() - new),
                [one for one in library.skipped() if one.path not in paths],
                model=library.model or "",
                folder=library.folder or "",
                since=since,
                # What another process embeds ahead of its own commit stays.
                unused=sorted({one.vectors_key for one in old.values()} - used),
            )
        except Overtaken:
            continue
        return

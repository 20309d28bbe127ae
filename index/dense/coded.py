"""How a library is searched, in a line; and a large one's codes, made when it is built."""

import logging

from index.dense.halves import mapped
from index.dense.held import FLAT
from index.dense.prepared import (
    Blocks,
    Place,
    Prepared,
    path_of,
    prepare,
    questions_of,
    read,
    save,
)
from index.dense.spill import Spill
from index.stored.library import Library

_log = logging.getLogger(__name__)


def prepare_search(library: Library, flat: int = FLAT) -> None:
    """Make the codes of a large library anew, where too much changed since they were made.

    Where there is no room for that, who loads the library makes them.

    Raises:
        LibraryUnusable: vectors are missing or damaged.
    """
    with library.reading():
        place, blocks = _place(library, flat), library.vectors.blocks()
        if not _is_large(blocks, flat) or _is_current(read(place), blocks):
            return
        try:
            spill = Spill(library.path.parent)
            passages, sentences = [], []
            for key, _ in blocks:  # one after the other: only one blob is in memory at a time
                found = library.vectors.read(key)
                passages.append(spill.add(found.passages))
                sentences.append(spill.add(found.sentences))
        except OSError as error:
            _log.warning("No room to make codes in %s (%s)", library.path.parent, error.strerror)
            return
    width = int(passages[0][:0].shape[1])
    if place.is_needed(sum(map(len, passages)), width):
        save(prepare(mapped(passages, width), blocks, questions_of(sentences)), place)


def search_line(library: Library, flat: int = FLAT) -> str:
    """How a library is searched, and how well."""
    blocks = library.vectors.blocks()
    count = sum(count for _, count in blocks)
    found = read(_place(library, flat)) if _is_large(blocks, flat) else None
    if found is None or not found.tuned.width:
        return f"each of {count:,} passages is compared with a question"
    changed = found.match(blocks).changed
    return (
        f"{count:,} passages by codes, the best {found.tuned.width:,} compared: "
        f"{found.tuned.recall:.1%} of the 50 nearest found when it was measured, "
        f"{changed:.0%} changed since"
    )


def _place(library: Library, flat: int) -> Place:
    return Place(path_of(library.path), library.model or "", flat)


def _is_large(blocks: Blocks, flat: int) -> bool:
    return sum(count for _, count in blocks) > flat


def _is_current(kept: Prepared | None, blocks: Blocks) -> bool:
    return kept is not None and kept.match(blocks).is_current

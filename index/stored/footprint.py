"""What a library takes on disk, and in the memory of who answers from it."""

from dataclasses import dataclass

from index.dense.held import IN_MEMORY
from index.stored.library import Library

# Texts, passages and their words, as search looks them up: 58 MB for 7.8 MB of text (2026-11-21).
_MEMORY_A_CHARACTER = 8


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes of a library's file and of the vectors in it, and about what it takes in memory.

    `spilled_bytes` are those of a file that lies beside the library while it is served.
    """

    passages: int
    file_bytes: int
    vector_bytes: int
    memory_bytes: int
    spilled_bytes: int

    @property
    def bytes_a_passage(self) -> float:
        """On disk."""
        return self.file_bytes / max(1, self.passages)


def footprint(library: Library) -> Footprint:
    """Measure a library; every checksum in it is checked on the way.

    Raises:
        LibraryUnusable: vectors are missing or damaged.
    """
    entries = library.entries()
    vectors = searched = 0
    for entry in entries:
        found = library.vectors.read(entry.vectors_key)
        vectors += sum(getattr(found, name).nbytes for name in found.__slots__)
        searched += found.passages.nbytes  # once more, as they are searched
    words = _MEMORY_A_CHARACTER * sum(len(entry.document.text) for entry in entries)
    is_spilled = library.vectors.size() > IN_MEMORY
    log = library.path.with_name(f"{library.path.name}-wal")
    files = [path for path in (library.path, log) if path.exists()]
    return Footprint(
        passages=sum(len(entry.passages) for entry in entries),
        file_bytes=sum(path.stat().st_size for path in files),
        vector_bytes=vectors,
        memory_bytes=searched + words + (0 if is_spilled else vectors),
        spilled_bytes=vectors if is_spilled else 0,
    )

"""What a library takes on disk, and in the memory of who answers from it."""

from dataclasses import dataclass

from index.library import Library
from index.vectors import DocumentVectors

# The words of all passages, as search looks them up: 34 MB for 1.6 MB of text (2026-11-21).
_MEMORY_A_CHARACTER = 20


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes of a library's file and of the vectors in it, and about what it takes in memory.

    Reading it takes as much again for a moment.
    """

    passages: int
    file_bytes: int
    vector_bytes: int
    memory_bytes: int

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
    vectors = memory = 0
    for entry in entries:
        found = library.vectors(entry.vectors_key)
        vectors += sum(getattr(found, name).nbytes for name in found.__slots__)
        memory += _in_memory(found) + _MEMORY_A_CHARACTER * len(entry.document.text)
    log = library.path.with_name(f"{library.path.name}-wal")
    files = [path for path in (library.path, log) if path.exists()]
    return Footprint(
        passages=sum(len(entry.passages) for entry in entries),
        file_bytes=sum(path.stat().st_size for path in files),
        vector_bytes=vectors,
        memory_bytes=memory,
    )


def _in_memory(vectors: DocumentVectors) -> int:
    """As it is stored; the vectors of passages in single precision, too, once to be searched."""
    floats = 5 * vectors.passages.nbytes + vectors.sentences.nbytes + vectors.contexts.nbytes
    return (
        floats + vectors.pieces.nbytes + vectors.piece_sentences.nbytes + vectors.piece_ids.nbytes
    )

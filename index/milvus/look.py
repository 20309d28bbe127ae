"""What `quoth doctor` says about Milvus."""

from dataclasses import dataclass
from pathlib import Path

from index.milvus.client import Milvus
from index.milvus.marks import Marks
from index.milvus.sync import Kept, content_of, table_name
from index.milvus.table import Table, takes_words
from index.stored.library import Library


@dataclass(frozen=True, slots=True)
class Look:
    """A server that answers, and what it holds of a library.

    `rows` is None where it holds nothing of it yet. `others` are collections of the same prefix
    that belong to another model or index.
    """

    url: str
    version: str
    rows: int | None
    is_current: bool
    has_words: bool
    others: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Whether questions would be answered from the library as it is now."""
        return self.rows is not None and self.is_current

    def __str__(self) -> str:
        says = f"{self.version} at {self.url}"
        if self.rows is None:
            return f"{says}, which holds nothing of the library yet; run quoth index"
        says += f", {self.rows} passages"
        if not self.is_current:
            says += " of another state of the library; run quoth index"
        if not self.has_words:
            says += "; older than 2.4, so that words are looked for in memory"
        if self.others:
            says += f"; other models or indexes left: {', '.join(self.others)}"
        return says


def look(path: Path, milvus: Milvus, kept: Kept) -> Look:
    """Ask a server what it holds of a library; nothing is changed.

    Raises:
        StoreAway: the server does not answer.
        StoreUnusable: it cannot be asked.
        LibraryMissing: there is none.
    """
    version = milvus.version()
    with Library.open(path) as library:
        content, model = content_of(library), library.model or ""
    table = Table(milvus, table_name(kept, model))
    mark = Marks(milvus, kept.prefix).read(table.name)
    named = milvus.call("list_collections")
    mine = [one for one in named if one.startswith(f"{kept.prefix}_")]
    is_there = table.name in named
    return Look(
        url=milvus.address.url,
        version=version,
        rows=table.count() if is_there else None,
        is_current=mark is not None and mark.content == content,
        has_words=takes_words(version),
        others=tuple(sorted({*mine} - {table.name, f"{kept.prefix}_marks"})),
    )

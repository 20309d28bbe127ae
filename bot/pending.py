"""Files that were sent and wait for an admin's word, each under an id that nobody can guess."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot.holdings import Holdings
from bot.preview import Given, Preview
from corpus.adding import keep

# Whoever has not confirmed by then sends the file again.
_KEPT_S = 24 * 60 * 60
_BEGINNING_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits, and what its card says; `collections` are the choices, in order.

    `same` are the paths of documents with the same text. `is_new` is whether the card said that
    there is no document of its name.
    """

    id: str
    admin_id: int
    name: str
    collection: str
    collections: tuple[str, ...]
    title: str
    date: str | None
    passages: int
    begins: str
    warnings: tuple[str, ...]
    same: tuple[str, ...]
    is_new: bool = True

    @property
    def already_there(self) -> str | None:
        """The path of a document with the same text in the chosen collection, if there is one."""
        return next((path for path in self.same if collection_of(path) == self.collection), None)

    @classmethod
    def of(cls, preview: Preview, admin_id: int, collections: tuple[str, ...]) -> "Upload":
        """What is kept of a preview."""
        document = preview.document
        return cls(
            secrets.token_hex(8),
            admin_id,
            preview.given.name,
            preview.given.collection,
            collections,
            document.title,
            document.date,
            preview.passages,
            document.text[:_BEGINNING_CHARACTERS].strip(),
            preview.warnings,
            preview.same,
        )


class Pending:
    """Keeps uploads in a folder: what stands there outlives a restart, and is no document.

    Args:
        folder: where; it need not exist.
        now: the time in seconds.
    """

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        self._folder, self._now = folder, now

    def put(self, upload: Upload, content: bytes) -> None:
        """Keep a new upload; the content comes first, so that none is without it."""
        self.prune()
        keep(self._folder / f"{upload.id}.file", content)
        self._write(upload)

    def find(self, upload_id: str, admin_id: int) -> Upload | None:
        """The upload of an admin; None if it is another's, or gone."""
        self.prune()
        try:
            found = json.loads((self._folder / f"{upload_id}.json").read_bytes())
        except FileNotFoundError:
            return None
        lists = {name: tuple(found[name]) for name in ("collections", "warnings", "same")}
        upload = Upload(**{**found, **lists})
        return upload if upload.admin_id == admin_id else None

    def choose(self, upload: Upload, number: int) -> Upload:
        """Choose the collection of that number, if there is one."""
        if not 0 <= number < len(upload.collections):
            return upload
        return self.change(upload, collection=upload.collections[number])

    def file_under(self, upload: Upload, name: str) -> Upload:
        """Choose a collection by its name; a new one is a further choice from now on."""
        collections = tuple(dict.fromkeys((*upload.collections, name)))
        return self.change(upload, collection=name, collections=collections)

    def change(self, upload: Upload, **changes: Any) -> Upload:
        """Keep an upload with something changed."""
        changed = replace(upload, **changes)
        self._write(changed)
        return changed

    def given(self, upload: Upload) -> Given:
        """The file with its content."""
        content = (self._folder / f"{upload.id}.file").read_bytes()
        return Given(upload.name, upload.collection, content)

    def drop(self, upload: Upload) -> None:
        """Forget an upload."""
        for ending in ("json", "file"):
            (self._folder / f"{upload.id}.{ending}").unlink(missing_ok=True)

    def prune(self) -> None:
        """Drop what nobody confirmed in time, and what a crash left unfinished."""
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.iterdir()):
            if path.stat().st_mtime < self._now() - _KEPT_S:
                path.unlink(missing_ok=True)

    def _write(self, upload: Upload) -> None:
        data = json.dumps(asdict(upload)).encode()
        keep(self._folder / f"{upload.id}.json", data)


def collection_of(path: str) -> str:
    """The collection that a document's path stands for."""
    return path.partition("/")[0] if "/" in path else ""


@dataclass(frozen=True, slots=True)
class Reception:
    """Where admins hand documents in: what was added, and what waits to be."""

    holdings: Holdings
    pending: Pending

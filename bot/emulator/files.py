"""Files that were sent, kept in memory."""

import mimetypes
from dataclasses import dataclass
from itertools import count

from bot.emulator.errors import BadRequest
from bot.emulator.people import Json, UploadedFile

DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file, under the ids that Telegram would give it."""

    number: int
    name: str
    content: bytes
    mime_type: str
    size_bytes: int
    folder: str

    @property
    def file_id(self) -> str:
        """The id by which a bot sends or fetches the file."""
        return f"EMU-file-{self.number:08d}"

    @property
    def path(self) -> str:
        """Where the file can be downloaded."""
        suffix = self.name.rpartition(".")[2] if "." in self.name else "bin"
        safe = suffix if suffix.isalnum() and suffix.isascii() else "bin"
        return f"{self.folder}/file_{self.number}.{safe}"

    def ids(self) -> Json:
        """Return the fields that every kind of file has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": f"EMU{self.number:06d}",
            "file_size": self.size_bytes,
        }

    def as_document(self) -> Json:
        """Return the ``Document`` of the Bot API."""
        return {**self.ids(), "file_name": self.name, "mime_type": self.mime_type}

    def as_photo(self) -> list[Json]:
        """Return the sizes of the photo; the emulator keeps one and never looks inside."""
        return [{**self.ids(), "width": 1280, "height": 720}]


class FileStore:
    """All files of the world, by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = count()

    def add(
        self, upload: UploadedFile, *, folder: str = "documents", size_bytes: int | None = None
    ) -> StoredFile:
        """Keep a file; ``size_bytes`` pretends another size."""
        mime_type = upload.mime_type
        if mime_type == "application/octet-stream":
            mime_type = mimetypes.guess_type(upload.name, strict=False)[0] or mime_type
        size_bytes = len(upload.content) if size_bytes is None else size_bytes
        stored = StoredFile(
            next(self._numbers),
            upload.name,
            upload.content,
            mime_type,
            size_bytes,
            folder,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def with_id(self, file_id: str) -> StoredFile | None:
        """Return the file a bot names by id, if there is one."""
        return self._by_id.get(file_id)

    def remove(self, file_id: str) -> None:
        """Drop a file."""
        stored = self._by_id.pop(file_id, None)
        if stored is not None:
            del self._by_path[stored.path]

    def at_path(self, path: str) -> StoredFile | None:
        """Return the file to download, if it exists and is small enough."""
        stored = self._by_path.get(path)
        return stored if stored and stored.size_bytes <= DOWNLOAD_LIMIT_BYTES else None

    def downloadable(self, file_id: str) -> StoredFile:
        """Return the file a bot wants to fetch.

        Raises:
            BadRequest: Unknown, or larger than bots may download.
        """
        stored = self._by_id.get(file_id)
        if stored is None:
            raise BadRequest("wrong file_id or the file is temporarily unavailable")
        if stored.size_bytes > DOWNLOAD_LIMIT_BYTES:
            raise BadRequest("file is too big")
        return stored

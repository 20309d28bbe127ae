"""The file that a document was read from, if it is still there and still the same."""

import hashlib
from pathlib import Path

from corpus.document import Document

# What Telegram takes from a bot.
MOST_BYTES = 50_000_000


def read_original(folder: str, document: Document) -> bytes | None:
    """The file's bytes; None where there is none, or another, or the text is all there is.

    Args:
        folder: the folder that the library was built from.
        document: a document of that library.
    """
    if not document.original or not folder:
        return None
    root = Path(folder)
    path = root / document.path
    try:
        is_inside = path.resolve().is_relative_to(root.resolve())
        if not is_inside or path.stat().st_size > MOST_BYTES:
            return None
        data = path.read_bytes()
    except (OSError, RuntimeError):
        return None
    return data if hashlib.sha256(data).hexdigest() == document.original else None

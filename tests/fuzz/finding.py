"""An input that broke a property: what it broke, the least of it, and where it is kept."""

import hashlib
import json
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parent.parent.parent


class TookTooLong(BaseException):
    """An input that takes more seconds than one may; no parser is to swallow it."""


def key_of(error: BaseException) -> str:
    """What tells one defect from another: the error, and the innermost places, ours and any."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if Path(one.filename).is_relative_to(_ROOT)]
    places = [f"{Path(one.filename).name}:{one.lineno}" for one in (*ours[-1:], *frames[-1:])]
    if isinstance(error, TookTooLong | RecursionError | MemoryError):
        # Where it is when time or room runs out is chance.
        places = places[:0]
    return " ".join([type(error).__name__, *dict.fromkeys(places)])


class Findings:
    """The findings of one run of one target.

    Args:
        folder: where they are written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.keys: set[str] = set()

    def keep(self, value: Any, error: BaseException) -> None:
        """Write down an input with what it did, once for each defect."""
        key = key_of(error)
        if key not in self.keys:
            self.keys.add(key)
            write(self._folder, value, "".join(traceback.format_exception(error)))


def write(folder: Path, value: Any, why: str) -> Path:
    """Write an input into a folder, with the reason beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    content = as_bytes(value)
    ending = "bin" if isinstance(value, bytes) else "json"
    path = folder / f"{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    path.write_bytes(content)
    path.with_suffix(".txt").write_text(why, "utf-8", "backslashreplace")
    return path


def as_bytes(value: Any) -> bytes:
    """An input as the bytes of a file; values as JSON."""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def read(path: Path) -> Any:
    """An input that was written."""
    content = path.read_bytes()
    return content if path.suffix == ".bin" else json.loads(content)


def least(data: bytes, fails: Callable[[bytes], bool], is_time: Callable[[], bool]) -> bytes:
    """A smaller input that fails alike: halves, quarters and so on left out while it does."""
    size = max(1, len(data) // 2)
    while size and is_time():
        start = 0
        while start < len(data) and is_time():
            shorter = data[:start] + data[start + size :]
            if shorter and fails(shorter):
                data = shorter
            else:
                start += size
        size //= 2
    return data

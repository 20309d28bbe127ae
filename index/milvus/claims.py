"""Which documents' rows a library has in Milvus: it removes no others.

Several libraries, one on each replica, may share rows: what one of them does not know yet, or not
any more, may be what another one answers from.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path


class Claims:
    """The states of documents, for each table: a file beside the library.

    Args:
        library: the library's file.
    """

    def __init__(self, library: Path) -> None:
        self._path = library.with_name(f"{library.name}-milvus.json")

    def read(self, table: str) -> frozenset[str] | None:
        """What was claimed; None where that is not known (any more)."""
        found = self._all().get(table)
        return None if found is None else frozenset(found)

    def write(self, table: str, states: Iterable[str]) -> None:
        """Claim these and no others."""
        found = self._all() | {table: sorted(states)}
        new = self._path.with_name(f"{self._path.name}-new")
        with os.fdopen(os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            json.dump(found, file)
        new.replace(self._path)

    def _all(self) -> dict[str, list[str]]:
        try:
            found: dict[str, list[str]] = json.loads(self._path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found

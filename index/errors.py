"""What can go wrong with the library and the model; messages are for the operator."""

from pathlib import Path


class SearchError(Exception):
    """Any error of this package."""


class LibraryMissing(SearchError):
    """There is no library yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"No library in {self.path.parent}. Build one: quoth index"


class LibraryUnusable(SearchError):
    """The library's file is damaged, or was written by another Quoth."""


class LibraryDamaged(LibraryUnusable):
    """What the library's file holds is not what was stored in it."""

    def __init__(self, reason: str, path: Path | None = None) -> None:
        super().__init__(reason, path)
        self.reason, self.path = reason, path

    def __str__(self) -> str:
        where = f"The library {self.path}" if self.path else "The library"
        return f"{where} is damaged ({self.reason}). Move it away and run: quoth index"


class LibraryUnwritable(LibraryUnusable):
    """The disk did not take what was to be written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return (
            f"Cannot write {self.path} ({self.reason}). The library is as it was before; free some "
            "space on that disk and run it again: quoth index"
        )


class ModelUnusable(SearchError):
    """The embedding model cannot be loaded: missing, altered, or not a model."""


class NoGraph(SearchError):
    """No graph can be made of a model, or run; says why. sentence-transformers runs it instead."""


class HostsUnusable(SearchError):
    """The hosts that were to embed cannot be used, or not any more."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address, self.reason = address, reason

    def __str__(self) -> str:
        return (
            f"The hosts at {self.address} cannot embed: {self.reason}. What is embedded is kept; "
            "mend it and run it again, or embed here without QUOTH_EMBED__SCHEDULER and --hosts"
        )


class ModelChanged(SearchError):
    """The library's vectors were made by another model than the one that reads questions."""

    def __init__(self, library: str, settings: str) -> None:
        super().__init__(library, settings)
        self.library, self.settings = library, settings

    def __str__(self) -> str:
        return (
            f"The library was built with the model {self.library}, the settings name "
            f"{self.settings}. Embed it anew: quoth index"
        )


class QuestionsUnusable(SearchError):
    """A file of questions for `quoth eval` cannot be read."""


class RunUnusable(SearchError):
    """A file is not what `quoth eval --out` writes, or nothing in it can be compared."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return (
            f"Cannot compare with {self.path}: {self.reason}. "
            "Write a run of the same questions with: quoth eval QUESTIONS --out FILE"
        )


class FileUnwritable(SearchError):
    """A result cannot be written to where it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot write {self.path}: {self.reason}. Name a file in a folder that is there"


class BenchmarksUnusable(SearchError):
    """The file that lists what `quoth quality` measures cannot be read."""


class BenchmarkFileMissing(SearchError):
    """Questions or documents of a benchmark are not in the folder of data."""

    def __init__(self, path: Path, benchmark: str) -> None:
        super().__init__(path, benchmark)
        self.path, self.benchmark = path, benchmark

    def __str__(self) -> str:
        return (
            f"{self.path} is not there; the benchmark '{self.benchmark}' needs it. "
            "Name the folder that holds the data: make quality DATA=FOLDER"
        )


class StoreUnusable(SearchError):
    """Milvus cannot do what is needed, or cannot be spoken to from here."""


class StoreRefused(StoreUnusable):
    """Milvus does not take the token."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url

    def __str__(self) -> str:
        return (
            f"Milvus at {self.url} refuses the token, or its user may not do what is needed. "
            "Set QUOTH_STORE__TOKEN to user:password or a key"
        )


class StoreAway(SearchError):
    """Milvus does not answer just now; the same may well succeed later."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        tls = " and QUOTH_STORE__CERTIFICATE" if self.url.startswith("https") else ""
        return (
            f"Milvus at {self.url} cannot be used just now ({self.reason}). "
            f"Start it, or check the network, QUOTH_STORE__ADDRESS{tls}"
        )


class StoreLost(StoreAway):
    """Milvus has nothing of this version of the library; a running bot writes it anew."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "it does not hold this version of the library")

    def __str__(self) -> str:
        return (
            f"Milvus at {self.url} does not hold this version of the library. A running bot writes "
            "it anew by itself; else run: quoth index"
        )

"""The graphs that were made of models, kept in a folder with their checksums."""

import json
import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import ModelUnusable, NoGraph
from index.models.model import file_digest

_log = logging.getLogger(__name__)
# How long files that nothing wrote to since are taken for the ones that were read whole. Reading
# them takes as long as making a session (70 ms), and finds what a disk loses without a write.
_TRUSTED_S = 24 * 3600
# Two writes within one tick of the disk's clock look like one.
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """How a graph was checked, and why it must not be used; empty where it may."""

    says: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class _Record:
    """What is kept of a graph: the digests of its files, and how it was checked."""

    digests: dict[str, str]
    says: str
    refused: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """When the files of a graph were read whole and found right, and what the disk said of them."""

    at: float
    marks: dict[str, list[int]]


class Graphs:
    """A folder of graphs, each `STEM.onnx` with what belongs to it and, last, `STEM.json`.

    Args:
        folder: where they are.
        clock: seconds since 1970.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder, self._clock = folder, clock

    def get(
        self, stem: str, make: Callable[[Path], None], check: Callable[[Path], Check]
    ) -> tuple[Path, str]:
        """The folder with the files of a graph, byte for byte as they were checked, and how.

        Args:
            stem: names the graph: the model, the precision and the recipe.
            make: writes its files into a folder.
            check: looks at them there.

        Raises:
            NoGraph: it cannot be made, or must not be used.
        """
        record = self._record(stem) or self._make(stem, make, check)
        if record.refused:
            raise NoGraph(record.refused)
        return self.folder, record.says

    def forget_checks(self) -> None:
        """Read every graph whole, the next time that it is asked for."""
        for path in self.folder.glob("*.seen"):
            path.unlink(missing_ok=True)

    def _record(self, stem: str) -> _Record | None:
        """What is kept of a graph; None where there is none that is whole."""
        path = self.folder / f"{stem}.json"
        if not path.exists():
            return None
        try:
            record = _Record(**json.loads(path.read_text("utf-8")))
            if not self._is_seen(stem, record):
                self._read_whole(stem, record)
        except (AttributeError, ModelUnusable, OSError, TypeError, ValueError) as error:
            _log.warning("The graph %s is made anew: %s", path.with_suffix(""), error)
            return None
        return record

    def _drop_older(self, stem: str) -> None:
        """Remove what was made of the same model by another recipe: as large as the model."""
        before, _, _ = stem.rpartition("-")
        for path in self.folder.glob(f"{before}-*") if before else ():
            if path.stem != stem:
                path.unlink(missing_ok=True)

    def _read_whole(self, stem: str, record: _Record) -> None:
        """Compare the files of a graph with their digests, and remember that it was done."""
        marks = self._marks(record)  # from before: what is written meanwhile is seen next time
        for name, digest in record.digests.items():
            if file_digest(self.folder / name) != digest:
                raise ValueError(f"{name} is not as it was written")
        now = self._clock()
        if any(mark[-1] > now * 1e9 - _SETTLED_NS for mark in marks.values()):
            return
        try:
            seen = asdict(_Seen(now, marks))
            self._seen_path(stem).write_text(json.dumps(seen), "utf-8")
        except OSError as error:
            _log.debug("Files are read whole each time: %s", error)  # a folder for reading only

    def _is_seen(self, stem: str, record: _Record) -> bool:
        """Whether the files were read whole lately, and the disk says that they are the same."""
        try:
            seen = _Seen(**json.loads(self._seen_path(stem).read_text("utf-8")))
            is_fresh = 0 <= self._clock() - seen.at < _TRUSTED_S
        except (OSError, TypeError, ValueError):
            return False
        return is_fresh and seen.marks == self._marks(record)

    def _marks(self, record: _Record) -> dict[str, list[int]]:
        """What changes with every write; the time of the last change cannot be set back."""
        stats = {name: (self.folder / name).stat() for name in record.digests}
        return {
            name: [stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]
            for name, stat in stats.items()
        }

    def _seen_path(self, stem: str) -> Path:
        return self.folder / f"{stem}.seen"

    def _make(
        self, stem: str, make: Callable[[Path], None], check: Callable[[Path], Check]
    ) -> _Record:
        """Make a graph aside, check it, and put it in its place whole."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".making-", dir=self.folder) as name:
                aside = Path(name)
                make(aside)
                digests = {path.name: file_digest(path) for path in sorted(aside.iterdir())}
                found = check(aside)
                record = _Record({} if found.refused else digests, found.says, found.refused)
                note = aside / f"{stem}.json"
                note.write_text(json.dumps(asdict(record), indent=1), "utf-8")
                # The note comes last: without it there is no graph.
                for file in [*record.digests, note.name]:
                    (aside / file).replace(self.folder / file)
            self._drop_older(stem)
        except OSError as error:
            raise NoGraph(f"{self.folder} cannot be written: {error.strerror}") from error
        return record

"""The graphs that were made of models, kept in a folder with their checksums."""

import json
import logging
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import ModelUnusable, NoGraph
from index.models.model import file_digest

_log = logging.getLogger(__name__)


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


class Graphs:
    """A folder of graphs, each `STEM.onnx` with `STEM.weights` and, last, `STEM.json`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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

    def _record(self, stem: str) -> _Record | None:
        """What is kept of a graph; None where there is none that is whole."""
        path = self.folder / f"{stem}.json"
        if not path.exists():
            return None
        try:
            record = _Record(**json.loads(path.read_text("utf-8")))
            for name, digest in record.digests.items():
                if file_digest(self.folder / name) != digest:
                    raise ValueError(f"{name} is not as it was written")
        except (AttributeError, ModelUnusable, OSError, TypeError, ValueError) as error:
            _log.warning("The graph %s is made anew: %s", path.with_suffix(""), error)
            return None
        return record

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
        except OSError as error:
            raise NoGraph(f"{self.folder} cannot be written: {error.strerror}") from error
        return record

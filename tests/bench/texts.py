"""The passages and questions that all contenders get, as files: only numpy is needed to read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Passage(NamedTuple):
    """A text to be found, its title before it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """A folder of passages and questions; the vectors of the passages where they are known."""

    folder: Path
    passages: tuple[Passage, ...]
    questions: tuple[str, ...]

    @classmethod
    def write(
        cls,
        folder: Path,
        passages: Sequence[Passage],
        questions: Sequence[str] = (),
        vectors: NDArray[np.float32] | None = None,
    ) -> "Texts":
        """Write them all."""
        folder.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"passages": passages, "questions": questions})
        (folder / "texts.json").write_text(content, "utf-8")
        if vectors is not None:
            np.save(folder / "vectors.npy", vectors)
        return cls(folder, tuple(passages), tuple(questions))

    @classmethod
    def read(cls, folder: Path) -> "Texts":
        """Read what was written."""
        found = json.loads((folder / "texts.json").read_text("utf-8"))
        passages = tuple(Passage(*passage) for passage in found["passages"])
        return cls(folder, passages, tuple(found["questions"]))

    def vectors(self) -> NDArray[np.float32]:
        """A row for each passage."""
        found: NDArray[np.float32] = np.load(self.folder / "vectors.npy")
        return found

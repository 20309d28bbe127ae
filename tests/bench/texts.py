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
    """A folder of passages and questions; the vectors of the passages where they are known.

    Read as they are needed: what serves questions must not hold passages for the bench.
    """

    folder: Path

    def write(
        self,
        passages: Sequence[Passage],
        questions: Sequence[str] = (),
        vectors: NDArray[np.float32] | None = None,
    ) -> None:
        """Write them all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "passages.json").write_text(json.dumps(passages), "utf-8")
        (self.folder / "questions.json").write_text(json.dumps(questions), "utf-8")
        if vectors is not None:
            np.save(self.folder / "vectors.npy", vectors)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Those to be found."""
        found = json.loads((self.folder / "passages.json").read_text("utf-8"))
        return tuple(Passage(*passage) for passage in found)

    @property
    def questions(self) -> tuple[str, ...]:
        """Those to be asked."""
        return tuple(json.loads((self.folder / "questions.json").read_text("utf-8")))

    @property
    def vectors(self) -> NDArray[np.float32]:
        """A row for each passage."""
        found: NDArray[np.float32] = np.load(self.folder / "vectors.npy")
        return found

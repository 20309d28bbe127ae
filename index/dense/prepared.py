"""The index of a large library, kept in a file beside it: what is learnt and measured once."""

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from index.dense.approximate import ApproximateStore, Tuned, add, train, tune
from index.dense.halves import Halves
from index.dense.held import FLAT
from index.dense.nearest import Codes, FaissStore, VectorStore
from index.dense.spill import RowsOf
from index.vectors import Floats, Rows

_log = logging.getLogger(__name__)
# Codes are learnt anew once such a share of them is of vectors that came or went since.
_MOST_CHANGED = 0.25
_MAGIC = b"QNEAR1\n"
# So many sentences are asked when codes are made.
_QUESTIONS = 200
Blocks = tuple[tuple[str, int], ...]
"""The documents in their order: the key of each one's vectors, and how many passages it has."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Codes, how they are searched, and of which documents' passages they are, in order.

    `learnt` of them were there when it was measured how they must be searched.
    """

    codes: Codes
    tuned: Tuned
    blocks: Blocks
    learnt: int

    def match(self, blocks: Blocks) -> "Matched":
        """Compare with the documents that are there now."""
        starts: dict[tuple[str, int], list[int]] = {}
        first = 0
        for block in self.blocks:
            starts.setdefault(block, []).append(first)
            first += block[1]
        rows, row = np.full(first, -1, np.int64), 0
        missing, new = [np.zeros(0, np.int64)], []
        for block in blocks:
            own = np.arange(row, row + block[1])
            row += block[1]
            if found := starts.get(block):
                start = found.pop(0)
                rows[start : start + block[1]] = own
            else:
                missing.append(own)
                new.append(block)
        return Matched(rows, np.concatenate(missing), tuple(new), self.learnt)

    def grown(self, matched: "Matched", halves: Halves) -> "Prepared":
        """With codes for what came; this one stays as it is."""
        if not len(matched.missing):
            return self
        codes = self.codes.copy()
        add(codes, halves, matched.missing)
        return Prepared(codes, self.tuned, self.blocks + matched.new, self.learnt)

    def store(self, matched: "Matched", halves: Halves) -> VectorStore:
        """What searches; of a grown one, and of all that it was grown by."""
        if not self.tuned.width:
            return FaissStore(halves.take(np.arange(len(halves))))
        rows = np.concatenate([matched.rows, matched.missing])
        return ApproximateStore(halves, self.codes, rows, self.tuned.width)


@dataclass(frozen=True, slots=True)
class Matched:
    """Which row each code stands for (-1: none), and the rows and documents without codes."""

    rows: Rows
    missing: Rows
    new: Blocks
    learnt: int

    @property
    def changed(self) -> float:
        """The share of codes of vectors that came since they were learnt, or went."""
        count = len(self.rows) + len(self.missing)
        return float((self.rows < 0).sum() + count - self.learnt) / max(1, count)

    @property
    def is_current(self) -> bool:
        """Whether codes of before do for what is there now."""
        return self.changed <= _MOST_CHANGED


def prepare(halves: Halves, blocks: Blocks, questions: Floats) -> Prepared:
    """Learn codes for all vectors and measure how they must be searched."""
    codes = train(halves)
    tuned = tune(halves, codes, questions)
    _log.info("%d vectors: recall %.3f, %d compared", len(halves), tuned.recall, tuned.width)
    return Prepared(codes, tuned, blocks, len(halves))


def path_of(library: Path) -> Path:
    """The file of what is prepared for a library."""
    return library.with_name(f"{library.name}-nearest")


@dataclass(frozen=True, slots=True)
class Place:
    """Where what is prepared for a library is kept, if anywhere, and for which model's vectors.

    `flat`: up to so many vectors nothing is prepared.
    """

    path: Path | None
    model: str
    flat: int = FLAT

    def is_needed(self, count: int, width: int) -> bool:
        """Whether so many vectors are searched by codes."""
        return count > max(self.flat, Codes.FEWEST) and not width % Codes.MULTIPLE


def current(
    place: Place,
    halves: Halves,
    blocks: Blocks,
    sentences: Sequence[RowsOf],
    old: Prepared | None = None,
) -> tuple[Prepared, Matched]:
    """What was prepared before, brought up to date; or made anew, and kept.

    Args:
        place: where it is kept.
        halves: the vectors.
        blocks: the documents that they are of.
        sentences: of the documents.
        old: what the version before was searched with.
    """
    if old is not None and (matched := old.match(blocks)).is_current:
        return old.grown(matched, halves), matched
    found = read(place)
    if found is not None and (matched := found.match(blocks)).is_current:
        return found.grown(matched, halves), matched
    fresh = prepare(halves, blocks, questions_of(sentences))
    save(fresh, place)
    return fresh, fresh.match(blocks)


def questions_of(documents: Sequence[RowsOf]) -> Floats:
    """Sentences of a library as questions to it: the same ones of the same library."""
    rng = np.random.default_rng(0)
    documents = [sentences for sentences in documents if len(sentences)]
    chosen = rng.integers(len(documents), size=_QUESTIONS)
    rows = [(documents[n], int(rng.integers(len(documents[n])))) for n in chosen]
    return np.concatenate([found[row : row + 1] for found, row in rows]).astype(np.float32)


def save(prepared: Prepared, place: Place) -> None:
    """Write it so that it is there whole or not at all; without room it is made anew each time."""
    if place.path is None:
        return
    head = {
        "model": place.model,
        "width": prepared.tuned.width,
        "recall": prepared.tuned.recall,
        "blocks": prepared.blocks,
    }
    text = json.dumps(head).encode()
    body = len(text).to_bytes(8, "little") + text + prepared.codes.to_bytes()
    try:
        with NamedTemporaryFile(dir=place.path.parent, delete=False) as file:
            try:
                file.write(_MAGIC + hashlib.sha256(body).digest() + body)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(place.path)
            except OSError:
                Path(file.name).unlink()
                raise
    except OSError as error:
        why = error.strerror
        _log.warning("Cannot write %s (%s): it is made anew at each start", place.path, why)


def read(place: Place) -> Prepared | None:
    """What `save` wrote; None if there is none, it is damaged, or was made for another model."""
    if place.path is None:
        return None
    try:
        data = place.path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("Cannot read %s (%s)", place.path, error.strerror)
        return None
    start = len(_MAGIC) + 32
    body = data[start:]
    if data[:start] != _MAGIC + hashlib.sha256(body).digest():
        _log.warning("%s is damaged: it is made anew", place.path)
        return None
    size = int.from_bytes(body[:8], "little")
    head = json.loads(body[8 : 8 + size])
    if head["model"] != place.model:
        return None
    codes = Codes.from_bytes(body[8 + size :])
    blocks = tuple((key, count) for key, count in head["blocks"])
    return Prepared(codes, Tuned(head["width"], head["recall"]), blocks, len(codes))

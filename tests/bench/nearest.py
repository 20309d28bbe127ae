"""`python -m tests.bench.nearest VECTORS.npy [QUESTIONS.npy]`: the index of each size, measured.

Milliseconds of one core for a search, the share of the best 50 that is found, and what making and
reading the index costs. Without a file, or where it holds too few, vectors of random topics.
"""

# ruff: noqa: T201
import os

# Before numpy and FAISS are loaded: one core, as on a small server.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.dense.approximate import K
from index.dense.halves import Half, Halves
from index.dense.held import FLAT
from index.dense.nearest import FaissStore, VectorStore
from index.dense.prepared import Place, prepare, read, save
from index.vectors import Floats

SIZES = (10_000, 100_000, 1_000_000)
_ASKED, _EXACT, _CHUNK, _DIMENSIONS = 200, 30, 16_384, 384


def main() -> None:
    """Print a row for each size, and all as JSON at the end."""
    vectors = np.load(sys.argv[1], mmap_mode="r") if sys.argv[1:] else None
    questions = np.load(sys.argv[2]).astype(np.float32) if sys.argv[2:] else None
    found = []
    print(f"{'vectors':>9}{'of':>8}{'flat':>10}{'index':>10}{'recall':>8}{'made':>8}{'read':>8}")
    for size in SIZES:
        if vectors is not None and len(vectors) >= size:
            # Where no questions are given, vectors that are not in the index ask.
            asked = vectors[-_ASKED:].astype(np.float32) if questions is None else questions
            one = measure(np.array(vectors[:size]), asked) | {"of": "texts"}
        else:
            one = measure(topics(size, 1), topics(_ASKED, 2).astype(np.float32)) | {"of": "topics"}
        found.append(one)
        print(
            f"{one['vectors']:9}{one['of']:>8}{one['flat_ms']:7.2f} ms{one['search_ms']:7.2f} ms"
            f"{one['recall']:8.4f}{one['made_s']:6.1f} s{one['read_s']:6.2f} s",
            flush=True,
        )
    print(json.dumps(found))


def topics(count: int, seed: int) -> Half:
    """Vectors of random texts about random topics."""
    centres = np.random.default_rng(0).normal(size=(2000, _DIMENSIONS)).astype(np.float32)
    rng = np.random.default_rng(seed)
    found = np.empty((count, _DIMENSIONS), np.float16)
    for first in range(0, count, _CHUNK):
        own = found[first : first + _CHUNK]
        part = centres[rng.integers(len(centres), size=len(own))]
        part += 1.2 * rng.normal(size=own.shape).astype(np.float32)
        own[:] = part / np.linalg.norm(part, axis=1, keepdims=True)
    return found


def measure(vectors: Half, questions: Floats) -> dict[str, float]:
    """One size.

    Args:
        vectors: rows of unit length.
        questions: some two hundred of them, or more.
    """
    asked, halves = questions[:_ASKED], Halves(vectors)
    flat = FaissStore(vectors)
    found: dict[str, float] = {
        "vectors": len(vectors),
        "flat_ms": milliseconds(flat, asked[:_EXACT]),
    }
    if len(vectors) <= FLAT:
        return found | {
            "search_ms": found["flat_ms"],
            "recall": recall(flat, flat, halves, asked),
            "width": 0,
            "made_s": 0.0,
            "read_s": 0.0,
        }
    blocks = (("all", len(vectors)),)
    own = vectors[np.random.default_rng(3).choice(len(vectors), 200, replace=False)]
    began = time.process_time()
    prepared = prepare(halves, blocks, own.astype(np.float32))
    made = time.process_time() - began
    with TemporaryDirectory() as folder:
        place = Place(Path(folder) / "nearest", "")
        save(prepared, place)
        began = time.process_time()
        read(place)
        read_s = time.process_time() - began
    store = prepared.store(prepared.match(blocks), halves)
    return found | {
        "search_ms": milliseconds(store, asked),
        "recall": recall(store, flat, halves, asked),
        "recall_when_made": prepared.tuned.recall,
        "width": prepared.tuned.width,
        "made_s": made,
        "read_s": read_s,
    }


def milliseconds(store: VectorStore, questions: Floats) -> float:
    """The middle one of all searches."""
    found = []
    for question in questions:
        began = time.process_time()
        store.search(question, K)
        found.append(time.process_time() - began)
    return float(np.median(found)) * 1000


def recall(store: VectorStore, exact: VectorStore, halves: Halves, questions: Floats) -> float:
    """The share of the best that is found; what is as good as the last of them counts."""

    def share(question: Floats) -> float:
        limit = float((halves[exact.search(question, K)] @ question).min())
        return float((halves[store.search(question, K)] @ question >= limit - 1e-6).mean())

    return float(np.mean([share(question) for question in questions]))


if __name__ == "__main__":
    main()

"""What every peer is asked to do, and how it is measured: one task a process, one line of JSON.

Run in the peer's environment, so that nothing but the standard library and numpy is imported here.
"""

# ruff: noqa: T201
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tests.bench.texts import Passage, Texts

Floats = NDArray[np.float32]
K = 5


class Peer(Protocol):
    """A program that finds passages by their vectors."""

    def build(self, passages: Sequence[Passage], vectors: Floats | None) -> None:
        """Make an index of passages; with their vectors, nothing is embedded."""
        ...

    def save(self) -> None:
        """Write the index to disk."""
        ...

    def load(self) -> None:
        """Read the index from disk."""
        ...

    def ask(self, question: str) -> list[str]:
        """The ids of the best `K` passages."""
        ...

    def replace(self, gone: Sequence[str], come: Sequence[Passage]) -> None:
        """Take passages out of the index and embed others."""
        ...


def main(make: Callable[[str, Path], Peer]) -> None:
    """Do what the command line says: TASK HOME [TEXTS | QUESTION].

    Args:
        make: a peer that embeds with the model in one folder and keeps its index in another.
    """
    task, home, *rest = sys.argv[1:]
    model = os.environ["QUOTH_BENCH_MODEL"]
    peer = make(model, Path(home))
    if task == "ask":
        peer.load()
        found: object = peer.ask(rest[0])
    else:
        texts = Texts(Path(rest[0]))
        if task == "index":
            make(model, Path(home) / "warm").build(texts.passages[:1], None)
        found = _TASKS[task](peer, texts)
    print(json.dumps(found), flush=True)
    # Some leave threads behind that nobody ends.
    os._exit(0)


def index(peer: Peer, texts: Texts) -> dict[str, float]:
    """Embed passages, and make and save their index: the model is warm."""
    passages = texts.passages
    began = time.process_time()
    peer.build(passages, None)
    peer.save()
    return {"passages_s": len(passages) / (time.process_time() - began)}


def pack(peer: Peer, texts: Texts) -> dict[str, float]:
    """Make and save an index of vectors that are there already."""
    passages, vectors = texts.passages, texts.vectors
    began = time.process_time()
    peer.build(passages, vectors)
    peer.save()
    return {"build_s": time.process_time() - began}


def serve(peer: Peer, texts: Texts) -> dict[str, float]:
    """Load an index and ask."""
    peer.load()
    return {**timed(peer.ask, texts.questions), "memory_mb": memory_mb()}


def change(peer: Peer, texts: Texts) -> dict[str, float]:
    """Load an index, exchange the passages of one document, and save it."""
    passages = texts.passages
    peer.load()
    peer.replace([passage.id for passage in passages], passages)
    peer.save()
    return {}


_TASKS: dict[str, Callable[[Peer, Texts], dict[str, float]]] = {
    "index": index,
    "pack": pack,
    "serve": serve,
    "change": change,
}


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of the processor a question, the first one left out."""
    ask("What is ready?")
    found = []
    for question in questions:
        began = time.process_time()
        ask(question)
        found.append((time.process_time() - began) * 1000)
    p50, p95 = np.percentile(found, [50, 95])
    return {"p50_ms": float(p50), "p95_ms": float(p95)}


def memory_mb() -> float:
    """What the process holds in memory now."""
    (line,) = [x for x in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in x]
    return int(line.split()[1]) / 1024

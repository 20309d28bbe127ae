"""Quoth's own part in each comparison: `python -m tests.bench.quoth ENGINE TASK HOME MATERIAL …`.

One task a process, one line of JSON. Graphs of the model are kept in the folder that
QUOTH_BENCH_ENGINES names.
"""

# ruff: noqa: T201
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.answer import Question
from index.embedder import Embedder
from index.models.engines import Wanted
from index.models.model import BUNDLED
from index.models.transformer import TransformerEmbedder
from index.prepare import embed_missing
from index.retrieve import retrieve
from index.snapshot import Snapshot, build, load
from index.stored.library import Library
from tests.bench.editions import Base
from tests.bench.material import Material
from tests.bench.peers.harness import memory_mb, timed
from tests.bench.synthetic import made_up_vectors
from tests.bench.texts import Passage, Texts

Figures = dict[str, float]
_LIBRARY = "library.db"


@dataclass(frozen=True, slots=True)
class Task:
    """What a task may need: an engine, a folder, texts, and the arguments that it takes beside."""

    embedder: Embedder
    home: Path
    path: Path
    rest: Sequence[str]

    @property
    def material(self) -> Material:
        """The documents and questions."""
        return Material.read(self.path)

    @property
    def library(self) -> Path:
        """Where its library is."""
        return self.home / _LIBRARY


def main() -> None:
    """Do what the command line says."""
    engine, name, home, material, *rest = sys.argv[1:]
    embedder = TransformerEmbedder(BUNDLED, Path(os.environ["QUOTH_BENCH_ENGINES"]), Wanted(engine))
    embedder.embed_question("ready")
    Path(home).mkdir(parents=True, exist_ok=True)
    task = Task(embedder, Path(home), Path(material), rest)
    print(json.dumps(_TASKS[name](task)))


def embed(task: Task) -> Figures:
    """Store the vectors of all texts, once."""
    documents = task.material.documents
    with Library.open(task.library, create=True) as library:
        found = embed_missing(library, documents, task.embedder, _Silent())
    return {"documents": found.documents}


def index(task: Task) -> Figures:
    """Embed a sample of passages with all their vectors, store them and load them."""
    documents = task.material.sample(int(task.rest[0]))
    began = time.process_time()
    with Library.open(task.library, create=True) as library:
        embed_missing(library, documents, task.embedder, _Silent())
        entries = [document.entry(task.embedder.identity) for document in documents]
        library.commit(
            entries, [], [], model=task.embedder.identity, folder="", since=library.version
        )
    snapshot = load(task.library)
    return {"passages_s": len(snapshot.passages) / (time.process_time() - began)}


def pack(task: Task) -> Figures:
    """Make a library of vectors that are there already: BASE SIZE [FOLDER for the others]."""
    size = int(task.rest[1])
    found = list(_base(task).library(size))
    with Library.open(task.library, create=True) as library:
        for entry, vectors in found:
            library.vectors.store(entry.vectors_key, vectors)
        entries = [entry for entry, _ in found]
        library.commit(
            entries, [], [], model=task.embedder.identity, folder="", since=library.version
        )
    return {"passages": size}


def hand_over(task: Task) -> Figures:
    """Write a library's passages and their vectors for the others: BASE SIZE QUESTIONS."""
    size, questions = int(task.rest[1]), int(task.rest[2])
    found = list(_base(task).library(size))
    passages = [
        Passage(passage.id, f"{entry.document.title}. {passage.text}")
        for entry, _ in found
        for passage in entry.passages
    ]
    whole = np.concatenate([vectors.passages for _, vectors in found]).astype(np.float32)
    Texts(task.home).write(passages, task.material.asked(questions), whole)
    return {"passages": len(passages)}


def serve(task: Task) -> Figures:
    """Load a library and ask: MATERIAL is a folder with questions, and nothing else is read."""
    began = time.process_time()
    snapshot = load(task.library)
    loaded = time.process_time() - began
    return {**_asked(task, snapshot, Texts(task.path).questions), "load_s": loaded}


def grow(task: Task) -> Figures:
    """Build a library of any size in memory and ask: BASE SIZE QUESTIONS."""
    size, questions = int(task.rest[1]), int(task.rest[2])
    entries, vectors = map(list, zip(*_base(task).library(size), strict=True))
    began = time.process_time()
    snapshot = build(1, task.embedder.identity, entries, vectors)
    built = time.process_time() - began
    return {**_asked(task, snapshot, task.material.asked(questions)), "build_s": built}


def _base(task: Task) -> Base:
    """Documents and vectors that larger libraries are made of; BASE is "-" for made-up vectors."""
    documents, path = task.material.documents, task.rest[0]
    if path == "-":
        return Base(documents, made_up_vectors(documents))
    # Embedded in single precision: another engine's vectors take as long to search.
    model = TransformerEmbedder(BUNDLED, Path(os.environ["QUOTH_BENCH_ENGINES"])).identity
    with Library.open(Path(path) / _LIBRARY) as library, library.reading():
        vectors = tuple(library.vectors.read(document.vectors_key(model)) for document in documents)
    return Base(documents, vectors)


def _asked(task: Task, snapshot: Snapshot, questions: Sequence[str]) -> Figures:
    steps: list[tuple[float, float]] = []
    began = encoded = 0.0

    def lap(step: str) -> None:
        nonlocal encoded
        now = time.process_time()
        encoded = now if step == "encode the question" and not encoded else encoded

    def ask(text: str) -> None:
        nonlocal began, encoded
        task.embedder.forget_questions()
        began, encoded = time.process_time(), 0.0
        retrieve(Question.of(text), snapshot, task.embedder, lap=lap)
        steps.append((encoded - began, time.process_time() - encoded))

    found = timed(ask, questions)
    encode, search = np.median(np.array(steps), axis=0) * 1000
    return {
        **found,
        "encode_ms": float(encode),
        "search_ms": float(search),
        "memory_mb": memory_mb(),
        "passages": len(snapshot.passages),
    }


class _Silent:
    """A watcher that tells nobody."""

    def expect(self, texts: int) -> None:
        """See `Watcher.expect`."""

    def advance(self, texts: int) -> None:
        """See `Watcher.advance`."""


_TASKS: dict[str, Callable[[Task], Figures]] = {
    "embed": embed,
    "index": index,
    "pack": pack,
    "texts": hand_over,
    "serve": serve,
    "grow": grow,
}

if __name__ == "__main__":
    main()

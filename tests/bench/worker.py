"""One measurement in a process of its own, printed as JSON: `python -m tests.bench.worker KIND`."""

import os

# ruff: noqa: T201
# Before numpy and torch are loaded: one core, as on a small server.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.embedder import Embedder
from index.models.engines import Wanted
from index.models.model import BUNDLED, find_model
from index.models.transformer import TransformerEmbedder
from index.vectors import Embedding
from tests.bench.library import make_question, make_snapshot, make_words

_PASSAGES, _SENTENCES, _QUESTIONS, _SEARCHES = 96, 5, 50, 200


def main() -> None:
    """Measure what is named: an engine, `peer`, `search` or `serving`."""
    kind, home = sys.argv[1], Path(sys.argv[2])
    if kind == "peer":
        found = peer()
    elif kind == "search":
        found = search(home)
    elif kind == "serving":
        found = serving(home)
    else:
        found = engine(TransformerEmbedder(BUNDLED, home / "engines", Wanted(kind)))
    print(json.dumps(found))


def texts() -> tuple[list[str], list[str], list[str]]:
    """Passages made of the sample's sentences, those sentences, and questions with their words."""
    folder = files("corpus") / "sample"
    read = [file.read_text("utf-8") for file in sorted(folder.iterdir(), key=lambda f: f.name)]
    lines = [line for text in read for line in text.splitlines()]
    sentences = [part for line in lines for part in line.split(". ") if len(part) > 40]
    rng = np.random.default_rng(0)
    picked = [
        rng.choice(len(sentences), rng.integers(2, 2 * _SENTENCES - 1)) for _ in range(_PASSAGES)
    ]
    parts = [[sentences[n] for n in own] for own in picked]
    questions = [f"What about {' '.join(p[0].split()[2:9])}?" for p in parts[:_QUESTIONS]]
    return [". ".join(own) for own in parts], [one for own in parts for one in own], questions


def peer() -> dict[str, float]:
    """sentence-transformers as others use it: the vectors of passages and nothing else."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(find_model(BUNDLED).folder), device="cpu")
    passages, _, questions = texts()
    model.encode(["ready"])
    return {
        "started_s": time.process_time(),
        "passages_s": _seconds(lambda: model.encode(passages, normalize_embeddings=True)),
        "question_ms": _median_ms(
            [partial(model.encode, [text], normalize_embeddings=True) for text in questions]
        ),
        "memory_mb": _memory_mb(),
    }


def engine(embedder: Embedder) -> dict[str, float]:
    """One of ours: vectors of passages and of their word pieces, and with those of sentences."""
    passages, sentences, questions = texts()
    embedder.embed_question("ready")
    started = time.process_time()
    alone = _seconds(lambda: embedder.embed_passages(passages))
    return {
        "started_s": started,
        "passages_s": alone,
        "all_s": alone + _seconds(lambda: embedder.embed_documents(sentences)),
        "question_ms": _median_ms([partial(embedder.embed_question, text) for text in questions]),
        "memory_mb": _memory_mb(),
    }


def search(home: Path) -> dict[str, float]:
    """A question: encoding it, and everything after that."""
    from index.answer import Question
    from index.retrieve import retrieve

    rng = np.random.default_rng(0)
    words = make_words(rng)
    embedder = Encoded(BUNDLED, home / "engines")
    snapshot = make_snapshot(rng, words, embedder.identity)
    asked = [make_question(rng, words) for _ in range(_SEARCHES)]
    encoding, searching = [], []
    for text in ["How many are ready?", *asked]:
        encoding.append(_seconds(partial(embedder.read, text)))
        question = Question.of(text)
        searching.append(_seconds(partial(retrieve, question, snapshot, embedder)))
    return {
        "encode_ms": float(np.median(encoding[1:])) * 1000,
        "search_ms": float(np.median(searching[1:])) * 1000,
    }


def serving(home: Path) -> dict[str, float]:
    """A library on disk, read into memory and asked."""
    from index.answer import Question
    from index.retrieve import retrieve
    from index.snapshot import load

    embedder = TransformerEmbedder(BUNDLED, home / "engines")
    embedder.embed_question("ready")
    before = _memory_mb()
    snapshot = load(home / "library.db")
    rng = np.random.default_rng(0)
    words = make_words(rng)
    for _ in range(20):
        retrieve(Question.of(make_question(rng, words)), snapshot, embedder)
    return {"engine_mb": before, "memory_mb": _memory_mb(), "passages": len(snapshot.passages)}


class Encoded(TransformerEmbedder):
    """The model, for a question that is encoded already."""

    _read: Embedding

    def read(self, text: str) -> None:
        """Encode the next question."""
        self._read = super().embed_question(text)

    def embed_question(self, text: str) -> Embedding:
        """What was encoded before."""
        del text
        return self._read


def _seconds(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _median_ms(calls: Sequence[Callable[[], object]]) -> float:
    return float(np.median([_seconds(call) for call in calls])) * 1000


def _memory_mb() -> float:
    """What the process holds in memory now."""
    (line,) = [x for x in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in x]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()

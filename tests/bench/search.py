"""`python -m tests.bench.search [FILE]`: BM25, and the steps of a question after its encoding.

FILE is in SQuAD format: its sentences, article by article, make up libraries of real words; without
it words are as rare and common as in texts (Zipf), which is harder: questions are of common words.
"""

# ruff: noqa: T201
import os

# Before numpy is loaded: one core, as on a small server.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.answer import Question
from index.judging.questions import read_questions
from index.lexical.lexicon import Lexicon, Terms
from index.lexical.terms import DocumentTerms
from index.lexical.tokens import Tokeniser
from index.models.model import BUNDLED
from index.retrieve import retrieve
from index.snapshot import Snapshot, build
from index.steps import Laps
from tests.bench.library import Words, make_document, make_question, make_words
from tests.bench.worker import Encoded

_LEXICONS, _LIBRARIES = (10_000, 100_000, 1_000_000), (2000, 10_000)
_DOCUMENT, _SENTENCES, _WORDS, _COMMON = 500, 5, 125, 6000
# Real texts have new names on every page: so many words a passage come from a long tail.
_NAMES, _TAIL = 3, 500_000
_ASKED, _BEST = 200, 50
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of processor time, the median and the 95th percentile."""

    p50_ms: float
    p95_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """Of single runs."""
        p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95]).tolist()
        return cls(p50, p95)


def main() -> None:
    """Print a row for each size."""
    file = Path(sys.argv[1]) if sys.argv[1:] else None
    print(f"{'BM25, passages':>16}{'best':>8}{'p95':>8}{'look at all':>14}{'p95':>8} ms")
    for size in _LEXICONS:
        found = lexical(*(zipf(size) if file is None else real(size, file)))
        row = [f"{one.p50_ms:8.2f}{one.p95_ms:8.2f}" for one in found]
        print(f"{size:16,}{row[0]}      {row[1]}", flush=True)
    for size in _LIBRARIES:
        print(f"\nafter encoding, over {size:,} passages: p50, p95 ms")
        for name, times in steps(size).items():
            print(f"{name:24}{times.p50_ms:8.2f}{times.p95_ms:8.2f}", flush=True)


def lexical(lexicon: Lexicon, asked: Sequence[Terms]) -> tuple[Times, Times]:
    """What the best 50 by BM25 take, and what they take by a look at all passages."""
    best = [seconds(partial(lexicon.best, terms, _BEST)) for terms in asked]
    few = asked[: max(20, 2_000_000 // len(lexicon.postings))]
    return Times.of(best), Times.of([seconds(partial(_by_all, lexicon, terms)) for terms in few])


def zipf(passages: int) -> tuple[Lexicon, list[Terms]]:
    """Passages and questions of words that are as common as in texts."""
    rng = np.random.default_rng(0)

    def draw(*shape: int) -> Numbers:
        return np.minimum(rng.zipf(1.3, shape) - 1, _COMMON - 1)

    documents = [
        numbered(list(draw(_DOCUMENT, _WORDS))) for _ in range(max(1, passages // _DOCUMENT))
    ]
    lexicon = Lexicon.of(documents, {str(n): n for n in range(_COMMON)})
    return lexicon, [Terms(list(map(str, draw(8))), [], lexicon) for _ in range(_ASKED)]


def real(passages: int, file: Path) -> tuple[Lexicon, list[Terms]]:
    """Passages of five sentences of one article each and some rare words, and its questions."""
    rng, tokeniser, vocabulary = np.random.default_rng(0), Tokeniser(), dict[str, int]()
    found = read_questions(file)
    articles = [
        [
            np.array([vocabulary.setdefault(t, len(vocabulary)) for t in tokeniser.terms(text)])
            for passage in prepared.passages
            for text in prepared.sentences(passage)
        ]
        for prepared in found.documents
    ]
    known = len(vocabulary)

    def passage(sentences: Sequence[Numbers]) -> Numbers:
        picked = [sentences[n] for n in rng.integers(0, len(sentences), _SENTENCES)]
        names = known + np.minimum(rng.zipf(1.05, _NAMES), _TAIL) - 1
        return np.concatenate([*picked, names]).astype(np.int64)

    documents = [
        numbered([passage(articles[n % len(articles)]) for _ in range(_DOCUMENT)])
        for n in range(max(1, passages // _DOCUMENT))
    ]
    names = {f"name {n}": known + n for n in range(_TAIL)}
    lexicon = Lexicon.of(documents, vocabulary | names)
    cases = [found.cases[n] for n in rng.permutation(len(found.cases))[:_ASKED].tolist()]
    return lexicon, [lexicon.terms(case.question) for case in cases]


def numbered(passages: Sequence[Numbers]) -> DocumentTerms:
    """The terms of a document without a title, each passage of one line."""
    sizes = np.array([len(passage) for passage in passages], np.int32)
    text = np.concatenate(passages)
    lines = np.ravel(np.stack([np.zeros_like(sizes), sizes], axis=1))
    return DocumentTerms(
        text=text.astype(np.int32),
        line_sizes=lines,
        line_counts=np.full(len(passages), 2, np.int32),
    )


def steps(passages: int) -> dict[str, Times]:
    """What each step of a question takes but its encoding, and all of them together."""
    rng = np.random.default_rng(0)
    words = make_words(rng)
    with tempfile.TemporaryDirectory() as home:
        embedder = Encoded(BUNDLED, Path(home))
        snapshot = _library(rng, words, embedder.identity, passages)
        found: dict[str, list[float]] = {}
        for n in range(_ASKED + 1):
            text = make_question(rng, words)
            embedder.read(text)
            laps = Laps(time.process_time)
            retrieve(Question.of(text), snapshot, embedder, lap=laps)
            if n:  # the first one finds everything cold
                for name, ms in (*laps.steps, ("all", sum(step.ms for step in laps.steps))):
                    found.setdefault(name, []).append(ms / 1000)
    return {name: Times.of(values) for name, values in found.items()}


def _library(rng: np.random.Generator, words: Words, model: str, passages: int) -> Snapshot:
    made = [make_document(rng, words, f"d{n}", _DOCUMENT) for n in range(passages // _DOCUMENT)]
    return build(1, model, [entry for entry, _ in made], [vectors for _, vectors in made])


def _by_all(lexicon: Lexicon, terms: Terms) -> object:
    scores = lexicon.scores(terms)
    return np.lexsort((np.arange(len(scores)), -scores))[:_BEST]


def seconds(call: Callable[[], object]) -> float:
    """How long a call took the processor."""
    began = time.process_time()
    call()
    return time.process_time() - began


if __name__ == "__main__":
    main()

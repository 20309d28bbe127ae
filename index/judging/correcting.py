"""Learn what makes a sentence's vector in its passage that of the sentence alone.

No questions are looked at: a model is asked for both vectors of many sentences, and the one is
fitted to the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.crew import Texts
from index.embedder import Embedder, Progress
from index.models.correction import Correction
from index.prepare import Prepared
from index.vectors import Floats, InPassages, in_passages

# Of the ridge: .3 and 3 come less near by .001 (2026-11-21).
_RIDGE = 1.0
# A long manual tells no more than a short one.
_PASSAGES = 12
# Every so many of the documents are left out to say how near it comes.
_LEFT_OUT = 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """The sentences of a document: what passages tell of them, and their vectors alone."""

    told: InPassages
    alone: Floats

    @classmethod
    def of(cls, texts: Texts, embedder: Embedder, progress: Progress) -> "Lesson":
        """Embed a document both ways; sentences are left out that one of them cannot do."""
        told = in_passages(embedder.embed_passages(texts.passages, progress), texts.sentence_starts)
        alone = embedder.embed_documents(texts.sentences, progress)
        used = told.is_read & told.passages.any(axis=1) & alone.any(axis=1)
        return cls(told.where(used), alone[used])


@dataclass(frozen=True, slots=True)
class Nearness:
    """The mean cosine of sentences alone to those in their passages, before and after."""

    before: float
    after: float


def some(prepared: Prepared) -> Prepared:
    """A dozen passages of a document, spaced evenly over all."""
    passages = prepared.passages
    count = min(_PASSAGES, len(passages))
    chosen = tuple(passages[place * len(passages) // count] for place in range(count))
    return replace(prepared, passages=chosen)


def learn(lessons: Sequence[Lesson]) -> NDArray[np.float16]:
    """The weights of a correction, as they are kept."""
    told, alone = _joined(lessons)
    inputs = np.concatenate([told.contexts, told.passages], axis=1).astype(np.float64)
    mean, middle = inputs.mean(axis=0), alone.mean(axis=0)
    centred = inputs - mean
    inner = centred.T @ centred + _RIDGE * np.eye(inputs.shape[1])
    weights = np.linalg.solve(inner, centred.T @ (alone - middle))
    return np.concatenate([weights, (middle - mean @ weights)[None, :]]).astype(np.float16)


def nearness(lessons: Sequence[Lesson]) -> Nearness:
    """How near a correction comes for documents that it was not learnt from."""
    learnt = [lesson for number, lesson in enumerate(lessons) if number % _LEFT_OUT]
    correction = Correction(learn(learnt).astype(np.float32))
    told, alone = _joined(lessons[::_LEFT_OUT])
    before, after = told.contexts, correction.corrected(told)
    return Nearness(*(float((found * alone).sum(axis=1).mean()) for found in (before, after)))


def _joined(lessons: Sequence[Lesson]) -> tuple[InPassages, Floats]:
    told = InPassages(
        np.concatenate([lesson.told.contexts for lesson in lessons]),
        np.concatenate([lesson.told.passages for lesson in lessons]),
        np.concatenate([lesson.told.is_read for lesson in lessons]),
    )
    return told, np.concatenate([lesson.alone for lesson in lessons])

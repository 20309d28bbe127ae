"""What all contenders work on: real passages and questions where they are at hand, else made up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.judging.questions import read_questions
from index.prepare import Prepared
from tests.bench.library import Words, make_words, pick
from tests.bench.texts import Passage

_REAL = "squad_dev.json"
_ARTICLES, _PARAGRAPHS, _SENTENCES, _WORDS = 48, 43, 5, 20


@dataclass(frozen=True, slots=True)
class Material:
    """Documents split into passages, and questions, each once.

    `path` is the file that they are read from.
    """

    path: Path
    documents: tuple[Prepared, ...]
    questions: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> "Material":
        """Read a file in SQuAD format."""
        found = read_questions(path)
        distinct = dict.fromkeys(case.question for case in found.cases)
        return cls(path, found.documents, tuple(distinct))

    @property
    def size(self) -> int:
        """How many passages there are."""
        return sum(len(document.passages) for document in self.documents)

    def sample(self, passages: int) -> tuple[Prepared, ...]:
        """About so many passages, spaced evenly over all documents."""
        step = max(1, self.size // passages)
        return tuple(
            replace(document, passages=document.passages[::step]) for document in self.documents
        )

    def asked(self, count: int) -> tuple[str, ...]:
        """So many questions, spaced evenly over all."""
        return tuple(self.questions[n * len(self.questions) // count] for n in range(count))


def find_material(data: Path, home: Path) -> Path:
    """The file of real texts in a folder of data; where there is none, one of random words."""
    if (data / _REAL).is_file():
        return (data / _REAL).resolve()
    return random_words(home)


def random_words(home: Path) -> Path:
    """A file of texts in no language, the same every time."""
    path = home / "random-words.json"
    path.write_text(json.dumps({"data": _made_up()}), "utf-8")
    return path


def is_real(path: Path) -> bool:
    """Whether these are texts that somebody wrote."""
    return path.name == _REAL


def texts_of(documents: Sequence[Prepared]) -> list[Passage]:
    """Passages as they are embedded: each after its title."""
    return [
        Passage(passage.id, text)
        for document in documents
        # Zipped to the shorter: sentences follow the passages.
        for passage, text in zip(document.passages, document.texts, strict=False)
    ]


def _made_up() -> list[dict[str, object]]:
    rng = np.random.default_rng(0)
    words = make_words(rng)
    return [
        {
            "title": " ".join(pick(rng, words, 2)).title(),
            "paragraphs": [_paragraph(rng, words) for _ in range(_PARAGRAPHS)],
        }
        for _ in range(_ARTICLES)
    ]


def _paragraph(rng: np.random.Generator, words: Words) -> dict[str, object]:
    sentences = [" ".join(pick(rng, words, _WORDS)).capitalize() + "." for _ in range(_SENTENCES)]
    some = sentences[0].split()[1:8]
    question = {"question": f"How many {' '.join(some)}?", "answers": [{"text": some[0]}]}
    return {"context": " ".join(sentences), "qas": [question]}

"""Whether two engines make the same of texts: measured on fixed ones, before one is relied on."""

import time
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from index.models.engine import Encoded, Engine
from index.models.prompts import Prompts
from index.vectors import Floats

_TOP = 10
_SHORT = 20
# In several scripts, with accents, signs and nothing, and longer than most models read.
_ODD = (
    "",
    "Mill",
    "Der Müller zählt 1.788 Säcke – „Roggen“ und Gerste.",
    "Một vé phà giá 3 cua-ron.",
    "渡船在1931年建造，船票三克朗。",
    "ตั๋วเรือข้ามฟากราคาสามคราวน์",
    "Паром был построен в 1931 году.",
    "πορθμείο, 2.5 km, a+b=c, e-mail@example.org 🚢",
    "The ferry crosses the river every twenty minutes from six in the morning. " * 60,
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How an engine compares with another.

    `cosine`: the least of any text; `token_cosine`: the mean of all tokens; `top10`: the mean share
    of the ten nearest sentences of a question that are the same; `speed`: how many times as fast
    (processor time, one core).
    """

    cosine: float
    token_cosine: float
    top10: float
    speed: float

    def __str__(self) -> str:
        return (
            f"cosine {self.cosine:.5f}, of tokens {self.token_cosine:.5f}, top 10 {self.top10:.3f} "
            f"the same, {self.speed:.1f} times as fast"
        )


def agreement(engine: Engine, reference: Engine, prompts: Prompts) -> Agreement:
    """Compare an engine with another that runs the same model."""
    sentences = _sample()
    documents, questions = [*_ODD, *sentences], _asked(sentences)
    results = []
    for one in (reference, engine):
        one.encode_question("ready", "")  # what is done once is not counted
        began = time.process_time()
        encoded = dict(one.encode(documents, prompts.document))
        passages = [encoded[row] for row in range(len(documents))]
        took = time.process_time() - began
        asked = [one.encode_question(question, prompts.query) for question in questions]
        results.append((passages, asked, took))
    (expected, asked_there, slow), (found, asked_here, fast) = results
    pairs = list(zip([*expected, *asked_there], [*found, *asked_here], strict=True))
    tops = [
        len(set(one) & set(other)) / _TOP
        for one, other in zip(
            _nearest(asked_there, expected), _nearest(asked_here, found), strict=True
        )
    ]
    return Agreement(
        cosine=min(_cosine(one, other) for one, other in pairs),
        token_cosine=float(np.mean([_token_cosine(one, other) for one, other in pairs])),
        top10=float(np.mean(tops)),
        speed=slow / max(1e-9, fast),
    )


def _sample() -> list[str]:
    """The sample documents, sentence by sentence."""
    folder = files("corpus") / "sample"
    texts = [file.read_text("utf-8") for file in sorted(folder.iterdir(), key=lambda f: f.name)]
    lines = [line for text in texts for line in text.splitlines()]
    return [part for line in lines for part in line.split(". ") if len(part) > _SHORT]


def _asked(documents: list[str]) -> list[str]:
    """Some words of every other text: near to several, as questions are."""
    return [" ".join(text.split()[1:9]) for text in documents[::2] if len(text) > 2 * _SHORT]


def _nearest(questions: list[Encoded], passages: list[Encoded]) -> list[list[int]]:
    found = _units(questions) @ _units(passages).T
    rows: list[list[int]] = np.argsort(-found, axis=1, kind="stable")[:, :_TOP].tolist()
    return rows


def _units(encoded: list[Encoded]) -> Floats:
    vectors = np.array([one.vector for one in encoded], np.float32)
    return np.asarray(vectors / np.maximum(1e-12, np.linalg.norm(vectors, axis=1, keepdims=True)))


def _cosine(one: Encoded, other: Encoded) -> float:
    a, b = _units([one, other])
    return float(a @ b)


def _token_cosine(one: Encoded, other: Encoded) -> float:
    """The mean over tokens; 0 where the two were not given the same."""
    if list(one.ids) != list(other.ids) or one.states is None or other.states is None:
        return 0.0
    a, b = one.states, other.states
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return float(((a * b).sum(axis=1) / np.maximum(1e-12, lengths)).mean())

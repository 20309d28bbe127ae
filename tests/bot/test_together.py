"""Questions that wait are encoded together, and each gets what it would get alone."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from bot.librarian import Librarian
from index.answer import Answer, Question
from index.embedder import HashingEmbedder
from index.retrieve import retrieve
from index.snapshot import Snapshot, load
from index.vectors import Embedding

QUESTIONS = [
    "Who founded the mill in 1788?",
    "How much is a single ticket for the ferry?",
    "When are the apples harvested?",
    "Who founded the mill in 1788?",
    "How many trees does the orchard have?",
]


class Gate(HashingEmbedder):
    """Holds the first question until it is opened; remembers, and notes what came together."""

    def __init__(self, fails: str = "") -> None:
        super().__init__()
        self.opened, self.came = threading.Event(), threading.Event()
        self.batches: list[list[str]] = []
        self._fails = fails
        self._known: dict[str, Embedding] = {}

    def embed_question(self, text: str) -> Embedding:
        if text not in self._known:
            self.embed_questions([text])
        return self._known[text]

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        self.batches.append(list(texts))
        self.came.set()
        assert self.opened.wait(10)
        if self._fails in texts:
            raise ValueError("it cannot be read")
        self._known |= zip(texts, super().embed_questions(texts), strict=True)
        return [self._known[text] for text in texts]


def make_librarian(path: Path, embedder: HashingEmbedder) -> Librarian:
    return Librarian(lambda _: load(path), lambda: "", embedder)


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    """An embedder that waits."""
    found = Gate()
    yield found
    found.opened.set()


async def ask_all(
    librarian: Librarian, gate: Gate, texts: Sequence[str]
) -> list[asyncio.Task[Answer]]:
    """Ask one question, and the others while it is encoded."""
    first, *others = texts
    tasks = [asyncio.create_task(librarian.ask(Question.of(first)))]
    await asyncio.to_thread(gate.came.wait, 10)
    tasks += [asyncio.create_task(librarian.ask(Question.of(text))) for text in others]
    await asyncio.sleep(0.05)
    return tasks


def seen(answer: Answer) -> object:
    """All of an answer that is shown."""
    return (
        answer.question,
        answer.verdict,
        [(m.passage.id, m.score, m.best) for m in answer.matches],
    )


async def test_questions_that_come_meanwhile_are_encoded_together_and_answered_as_if_alone(
    library_path: Path, snapshot: Snapshot, gate: Gate
) -> None:
    librarian = make_librarian(library_path, gate)
    tasks = await ask_all(librarian, gate, QUESTIONS)
    gate.opened.set()
    answers = await asyncio.gather(*tasks)
    librarian.close()
    assert gate.batches == [QUESTIONS[:1], QUESTIONS[1:]]
    for text, answer in zip(QUESTIONS, answers, strict=True):
        alone = retrieve(Question.of(text), snapshot, HashingEmbedder())
        assert seen(answer) == seen(alone)


async def test_one_question_that_cannot_be_read_fails_alone(library_path: Path) -> None:
    gate = Gate(fails=QUESTIONS[2])
    librarian = make_librarian(library_path, gate)
    tasks = await ask_all(librarian, gate, QUESTIONS)
    gate.opened.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    librarian.close()
    assert [isinstance(answer, Answer) for answer in answers] == [True, True, False, True, True]
    assert isinstance(answers[2], ValueError)


async def test_a_question_that_is_given_up_while_it_waits_is_not_encoded(
    library_path: Path, gate: Gate
) -> None:
    librarian = make_librarian(library_path, gate)
    tasks = await ask_all(librarian, gate, QUESTIONS)
    tasks[2].cancel()
    await asyncio.sleep(0)
    gate.opened.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    librarian.close()
    assert QUESTIONS[2] not in {text for batch in gate.batches for text in batch}
    assert isinstance(answers[2], asyncio.CancelledError)
    assert all(isinstance(answer, Answer) for n, answer in enumerate(answers) if n != 2)


async def test_a_flood_is_encoded_in_portions_and_answered_in_its_order(
    library_path: Path, gate: Gate
) -> None:
    librarian = make_librarian(library_path, gate)
    texts = [f"Who founded the mill number {n}?" for n in range(40)]
    tasks = await ask_all(librarian, gate, texts)
    done: list[int] = []

    def note(n: int, task: asyncio.Task[Answer]) -> None:
        done.append(n)

    for n, task in enumerate(tasks):
        task.add_done_callback(partial(note, n))
    gate.opened.set()
    await asyncio.gather(*tasks)
    librarian.close()
    assert [len(batch) for batch in gate.batches] == [1, 16, 16, 7]
    assert [text for batch in gate.batches for text in batch] == texts
    assert done == sorted(done)

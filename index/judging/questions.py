"""Questions with known answers, from our own JSONL or from a file in SQuAD's format."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.document import Document, Passage, Span
from corpus.sentences import sentences
from corpus.split import passage_id
from index.answer import Match
from index.errors import QuestionsUnusable
from index.prepare import Prepared


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what counts as finding its answer.

    No answers: it must be refused. `passage` is the id of the right paragraph where the file
    names one; elsewhere any passage of `document` that contains an answer is right.
    """

    question: str
    document: str | None = None
    answers: tuple[str, ...] = ()
    passage: str | None = None

    def is_met_by(self, match: Match) -> bool:
        """Whether the match is the passage that was asked for."""
        return self.is_right(match.document, match.passage)

    def is_right(self, document: Document, passage: Passage) -> bool:
        """Whether a passage of a document is the one that was asked for."""
        if self.passage is not None:
            return passage.id == self.passage
        is_named = document.path == self.document or document.path.endswith(f"/{self.document}")
        return is_named and self.is_said_in(passage.text)

    def is_said_in(self, text: str) -> bool:
        """Whether a text contains an answer, white space aside."""
        text = " ".join(text.split())
        return any(" ".join(answer.split()) in text for answer in self.answers)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Cases, and the documents that they are asked of where the file brings its own."""

    cases: tuple[Case, ...]
    documents: tuple[Prepared, ...] = ()


def read_questions(path: Path) -> QuestionSet:
    """Read a file of questions.

    Raises:
        QuestionsUnusable: it cannot be read, or is in neither format; the message says where.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionsUnusable(f"{path} is not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise QuestionsUnusable(f"Cannot read {path}: {error.strerror}") from error
    squad = _squad_data(text)
    if squad is not None:
        return _from_squad(path, squad)
    return QuestionSet(tuple(_from_lines(path, text)))


def spaced(cases: Sequence[Case], limit: int | None) -> tuple[Case, ...]:
    """At most `limit` cases, spaced evenly over all."""
    if limit is None or limit >= len(cases):
        return tuple(cases)
    return tuple(cases[position * len(cases) // limit] for position in range(limit))


def _squad_data(text: str) -> Any:
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return None
    return found.get("data")


def _from_lines(path: Path, text: str) -> Iterator[Case]:
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            count += 1
            yield _case(f"{path}, line {number}", line)
    if not count:
        raise QuestionsUnusable(f"{path} holds no questions")


def _case(place: str, line: str) -> Case:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionsUnusable(f"{place}: not JSON ({error.msg})") from error
    if not isinstance(found, dict) or not isinstance(found.get("question"), str):
        raise QuestionsUnusable(
            f'{place}: expected {{"question": "…", "document": "…", "answer": "…"}}'
        )
    answer, document = found.get("answer"), found.get("document")
    if answer is None:
        return Case(found["question"])
    if not isinstance(answer, str) or not isinstance(document, str):
        raise QuestionsUnusable(f"{place}: an answer needs a text, and the document it stands in")
    return Case(found["question"], document, (answer,))


def _from_squad(path: Path, articles: Any) -> QuestionSet:
    cases: list[Case] = []
    documents: list[Prepared] = []
    try:
        for number, article in enumerate(articles):
            document = _article(number, article)
            documents.append(document)
            for passage, paragraph in zip(document.passages, article["paragraphs"], strict=True):
                cases.extend(_squad_case(document.document, passage, qa) for qa in paragraph["qas"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise QuestionsUnusable(f"{path} is not in SQuAD format: {error!r}") from error
    if not cases:
        raise QuestionsUnusable(f"{path} holds no questions")
    return QuestionSet(tuple(cases), tuple(documents))


def _article(number: int, article: Any) -> Prepared:
    contexts = [paragraph["context"] for paragraph in article["paragraphs"]]
    title = article.get("title", "").replace("_", " ")
    text = "\n\n".join(contexts)
    digest = hashlib.sha256(text.encode()).hexdigest()
    name = f"{number:04d} {title}"
    document = Document(
        id=hashlib.sha256(name.encode()).hexdigest()[:16],
        collection="",
        path=name,
        title=title,
        date=None,
        text=text,
        digest=digest,
        paragraphs=(),
    )
    passages = []
    start = 0
    for context in contexts:
        span = Span(start, start + len(context))
        found = tuple(sentences(context, start)) or (span,)
        passages.append(Passage(passage_id(name, digest, span), document.id, *span, context, found))
        start = span.end + 2
    return Prepared(document, tuple(passages), fingerprint=f"squad {digest}")


def _squad_case(document: Document, passage: Passage, qa: Any) -> Case:
    answers = () if qa.get("is_impossible") else tuple(a["text"] for a in qa["answers"])
    return Case(qa["question"], document.path, answers, passage.id)

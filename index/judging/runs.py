"""A run of `quoth eval` as a file, and how it compares with an earlier one."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.answer import Verdict
from index.errors import RunUnusable
from index.judging.evaluate import Mark
from index.judging.figures import Difference, compare
from index.judging.whole_file import write_whole


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked of a library, and how each question went."""

    model: str
    passages: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the figures over the `questions` that an earlier run has in common."""

    before: Run
    questions: int
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, before: Run, now: Run) -> "Comparison":
        """Compare two runs. A question asked twice is matched with the other's first and second."""
        known = dict(_numbered(before.marks))
        pairs = [(known[key], mark) for key, mark in _numbered(now.marks) if key in known]
        return cls(before, len(pairs), tuple(compare(pairs)))


def write_run(path: Path, run: Run) -> None:
    """Write a run as JSON, a question a line.

    Raises:
        FileUnwritable: it cannot be.
    """
    lines = ",\n".join(json.dumps(_record(mark), ensure_ascii=False) for mark in run.marks)
    head = f'{{"model": {json.dumps(run.model)}, "passages": {run.passages}, "questions": ['
    write_whole(path, f"{head}\n{lines}\n]}}\n")


def read_run(path: Path) -> Run:
    """Read what `write_run` wrote.

    Raises:
        RunUnusable: it is something else; the message says what is wrong.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RunUnusable(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise RunUnusable(path, f"it is not JSON ({error})") from error
    try:
        marks = tuple(_mark(record) for record in found["questions"])
        model, passages = found["model"], found["passages"]
    except (KeyError, TypeError, ValueError) as error:
        raise RunUnusable(path, f"it is no run ({error!r})") from error
    if not isinstance(model, str) or not isinstance(passages, int):
        raise RunUnusable(path, "it is no run (it does not say of which model and passages)")
    return Run(model, passages, marks)


def check_common(path: Path, before: Run, questions: Iterable[str]) -> None:
    """Complain before a long run that it could not be compared.

    Raises:
        RunUnusable: none of the questions is in the run that was read from `path`.
    """
    if not {mark.question for mark in before.marks} & set(questions):
        raise RunUnusable(path, "it has no question in common with this run")


def _numbered(marks: Sequence[Mark]) -> Iterator[tuple[tuple[str, int], Mark]]:
    """Each mark under its question, and how often that was asked before."""
    seen: Counter[str] = Counter()
    for mark in marks:
        yield (mark.question, seen[mark.question]), mark
        seen[mark.question] += 1


def _record(mark: Mark) -> dict[str, object]:
    return {
        "question": mark.question,
        "answerable": mark.is_answerable,
        "rank": mark.rank,
        "bold": mark.is_bold_right,
        "verdict": mark.verdict,
        "took_ms": round(mark.took_ms, 2),
    }


def _mark(record: Any) -> Mark:
    kinds = {"question": str, "answerable": bool, "rank": int | None, "bold": bool}
    for key, kind in (kinds | {"verdict": str, "took_ms": int | float}).items():
        if not isinstance(record[key], kind):
            raise TypeError(f"{key} is {record[key]!r}")
    return Mark(
        question=record["question"],
        is_answerable=record["answerable"],
        rank=record["rank"],
        is_bold_right=record["bold"],
        verdict=Verdict(record["verdict"]),
        took_ms=float(record["took_ms"]),
    )

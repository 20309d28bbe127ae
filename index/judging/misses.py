"""The questions that went wrong, with what was expected and what came instead."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from index.answer import Match, Verdict
from index.judging.evaluate import Outcome, bold_text
from index.judging.whole_file import write_whole

_SHOWN = 3


class Kind(StrEnum):
    """What went wrong; a question may be missed in two ways."""

    PASSAGE = "passage"
    BOLD = "bold"
    REFUSED = "refused"
    ANSWERED = "answered"


SAID = {
    Kind.PASSAGE: "the right passage is not first",
    Kind.BOLD: "the bold sentence of the right passage does not hold the answer",
    Kind.REFUSED: "refused though there is an answer",
    Kind.ANSWERED: "answered though there is none",
}


@dataclass(frozen=True, slots=True)
class Miss:
    """An outcome with what is wrong about it."""

    outcome: Outcome
    kinds: tuple[Kind, ...]


def find_misses(outcomes: Iterable[Outcome]) -> list[Miss]:
    """The outcomes that are not all right, in order."""
    found = ((outcome, _kinds(outcome)) for outcome in outcomes)
    return [Miss(outcome, kinds) for outcome, kinds in found if kinds]


def count_kinds(misses: Iterable[Miss]) -> dict[Kind, int]:
    """How many misses there are of each kind, in the kinds' order."""
    counts = Counter(kind for miss in misses for kind in miss.kinds)
    return {kind: counts[kind] for kind in Kind if counts[kind]}


def write_misses(path: Path, misses: Sequence[Miss]) -> None:
    """Write misses to be read: as Markdown if the name ends in .md, else as JSONL.

    Raises:
        FileUnwritable: it cannot be.
    """
    render = _as_markdown if path.suffix.lower() == ".md" else _as_line
    write_whole(path, "".join(f"{render(miss)}\n" for miss in misses))


def _kinds(outcome: Outcome) -> tuple[Kind, ...]:
    mark = outcome.mark
    is_refused = mark.verdict is Verdict.NOTHING
    if not mark.is_answerable:
        return () if is_refused else (Kind.ANSWERED,)
    kinds = []
    if mark.rank != 1:
        kinds.append(Kind.PASSAGE)
    elif not mark.is_bold_right:
        kinds.append(Kind.BOLD)
    if is_refused:
        kinds.append(Kind.REFUSED)
    return tuple(kinds)


def _as_line(miss: Miss) -> str:
    case, answer = miss.outcome.case, miss.outcome.answer
    found = {
        "question": case.question,
        "kinds": miss.kinds,
        "verdict": answer.verdict,
        "rank": miss.outcome.mark.rank,
        "searched_for": answer.searched_for,
        "expected": {"document": case.document, "answers": _distinct(case.answers)},
        "returned": [_match(match) for match in answer.matches[:_SHOWN]],
        "right": _match(right) if (right := _right_behind(miss)) else None,
    }
    return json.dumps(found, ensure_ascii=False)


def _match(match: Match) -> dict[str, object]:
    return {
        "document": match.document.path,
        "line": _line(match),
        "score": round(match.score, 4),
        "margin": round(match.margin, 4),
        "bold": _one_line(bold_text(match)),
    }


def _right_behind(miss: Miss) -> Match | None:
    """The right match where it is too far down to be shown."""
    rank = miss.outcome.mark.rank
    return miss.outcome.answer.matches[rank - 1] if rank and rank > _SHOWN else None


def _as_markdown(miss: Miss) -> str:
    case, answer, rank = miss.outcome.case, miss.outcome.answer, miss.outcome.mark.rank
    said = "; ".join(SAID[kind] for kind in miss.kinds)
    lines = [f"## {_one_line(case.question)}", "", f"- missed: {said}"]
    lines.append(f"- verdict: {answer.verdict}")
    if answer.searched_for:
        lines.append(f"- searched for: {_one_line(answer.searched_for)}")
    if case.answers:
        answers = " / ".join(map(_one_line, _distinct(case.answers)))
        place = f"match {rank}" if rank else "not among the matches"
        lines.append(f"- expected: {answers} ({case.document}; {place})")
    lines.append("- returned:" if answer.matches else "- returned: nothing")
    lines += [
        f"  {number}. {match.document.path}:{_line(match)} "
        f"(score {match.score:.2f}, gate {match.margin:.2f}) {_one_line(bold_text(match))}"
        for number, match in enumerate(answer.matches, 1)
        if number <= _SHOWN or number == rank
    ]
    return "\n".join([*lines, ""])


def _line(match: Match) -> int:
    return match.document.line_of(match.best.start)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _distinct(answers: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(answers))

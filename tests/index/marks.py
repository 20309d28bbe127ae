"""Marks as tests need them."""

from index.answer import Verdict
from index.judging.evaluate import Mark


def mark(
    verdict: Verdict = Verdict.FOUND,
    rank: int | None = 1,
    *,
    question: str = "q",
    bold: bool = False,
    known: bool = True,
    took_ms: float = 1.0,
) -> Mark:
    """A mark; `known`: whether there is an answer."""
    return Mark(question, known, rank if known else None, bold, verdict, took_ms)

"""Answers on the terminal: as a card, as a table of scores, as JSON."""

import json
import os
import sys
from dataclasses import asdict

from bot.card import BLOCKQUOTE, BOLD, Card, plain_card
from bot.quote import private_card
from bot.refusal import refusal
from bot.source import place_of
from bot.visible import visible
from corpus.document import Span, Unit
from index.answer import Answer, Match, Verdict
from index.snapshot import Snapshot

# What terminals take for bold, green, and neither.
_BOLD, _GREEN, _PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[0m"


def show_answer(answer: Answer, snapshot: Snapshot) -> None:
    """Print the private chat's card of an answer that a snapshot gave."""
    if answer.verdict is Verdict.NOTHING:
        show_card(plain_card(refusal(answer, snapshot, is_private=True)))
    else:
        show_card(private_card(answer))


def show_card(card: Card) -> None:
    """Print a card: a bar stands before the lines of a quote, the bold sentence is bold."""
    bars = [span for kind, span in card.ranges if kind == BLOCKQUOTE]
    bold = [span for kind, span in card.ranges if kind == BOLD]
    has_styles = _has_styles()
    start = 0
    for line in visible(card.text).split("\n"):
        is_quoted = any(bar.start <= start < bar.end for bar in bars)
        bar = "▌ " if is_quoted else ""
        if has_styles:
            usual = _PLAIN + (_GREEN if is_quoted else "")
            print(f"{usual}{bar}{_bolded(line, start, bold, usual)}{_PLAIN}")
        else:
            print(bar + line)
        start += len(line) + 1


def _has_styles() -> bool:
    """Whether who reads it sees styles: not a file, and none who asked for no colours."""
    is_told_not = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not is_told_not


def _bolded(line: str, start: int, bold: list[Span], usual: str) -> str:
    """A line of a text, from its place on, with what is bold in it."""
    for span in reversed(bold):
        first, last = max(0, span.start - start), min(len(line), span.end - start)
        if first < last:
            line = f"{line[:first]}{_BOLD}{line[first:last]}{usual}{line[last:]}"
    return line


def show_matches(answer: Answer) -> None:
    """Print matches: where each stands, its best sentence, and what its score is made of."""
    from rich.console import Console  # 30 ms, which cards need not wait for
    from rich.text import Text

    console = Console()
    console.print(f"{answer.verdict}, {len(answer.matches)} matches", style="bold")
    for rank, match in enumerate(answer.matches, 1):
        place = _place(match)
        sentence = visible(match.document.text[match.best.start : match.best.end])
        parts = {"gate": match.margin, **asdict(match.parts)}
        if match.reranked is not None:
            parts = {"reranked": match.reranked, **parts}
        figures = "  ".join(f"{name} {value:.2f}" for name, value in parts.items())
        console.print(Text(f"{rank:>3}  {match.score:6.2f}  {place}", "cyan"), soft_wrap=True)
        console.print(Text(" ".join(sentence.split())), soft_wrap=True)
        console.print(Text(figures.replace("_", " "), "dim"), soft_wrap=True)


def answer_json(answer: Answer, took_ms: float, *, with_refused: bool = False) -> str:
    """The answer as JSON; matches that the gate refused are left out unless asked for."""
    is_shown = with_refused or answer.verdict is not Verdict.NOTHING
    found = {
        "verdict": answer.verdict,
        "reason": answer.reason,
        "searched_for": answer.searched_for,
        "matches": [_match(match) for match in answer.matches] if is_shown else [],
        "differing": _match(answer.differing) if answer.differing else None,
        "took_ms": round(took_ms, 2),
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def _match(match: Match) -> dict[str, object]:
    parts = {name: round(part, 6) for name, part in asdict(match.parts).items()}
    found: dict[str, object] = {
        "document": match.document.path,
        "title": match.document.title,
        "date": match.document.date,
        "heading": match.passage.heading,
        "start": match.passage.start,
        "end": match.passage.end,
        "author": match.document.author,
        "source_url": match.document.source_url,
        "line": match.line,
        "place": place_of(match.document, match.best),
        "text": match.passage.text,
        "bold": list(match.best),
        "score": round(match.score, 6),
        "parts": {**parts, "gate": round(match.margin, 6)},
    }
    if match.reranked is not None:
        found["reranked"] = round(match.reranked, 6)
    return found


def _place(match: Match) -> str:
    """The file and the line, as editors and terminals know them, or the page."""
    document = match.document
    if document.unit is Unit.LINE:
        return f"{document.path}:{document.line_of(match.best.start)}"
    return f"{document.path}, {place_of(document, match.best)}"

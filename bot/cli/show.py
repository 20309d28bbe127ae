"""Answers on the terminal: as a card, as a table of scores, as JSON."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from bot.quote import BLOCKQUOTE, BOLD, Card, plain_card, private_card
from bot.refusal import refusal
from bot.source import place_of
from corpus.document import Unit
from index.answer import Answer, Match, Verdict
from index.snapshot import Snapshot

_CONTROL_PICTURES = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"}
_CONTROL_PICTURES |= dict.fromkeys(range(0x7F, 0xA0), "\N{REPLACEMENT CHARACTER}")
_STYLES = {BOLD: "bold", BLOCKQUOTE: "green"}


def show_answer(answer: Answer, snapshot: Snapshot) -> None:
    """Print the private chat's card of an answer that a snapshot gave."""
    if answer.verdict is Verdict.NOTHING:
        show_card(plain_card(refusal(answer, snapshot, is_private=True)))
    else:
        show_card(private_card(answer))


def show_card(card: Card) -> None:
    """Print a card: a bar stands before the lines of a quote, the bold sentence is bold."""
    text = Text(visible(card.text))
    for kind, span in card.ranges:
        if style := _STYLES.get(kind):
            text.stylize(style, span.start, span.end)
    bars = [span for kind, span in card.ranges if kind == BLOCKQUOTE]
    console = Console()
    offset = 0
    for line in text.split("\n", allow_blank=True):
        is_quoted = any(bar.start <= offset < bar.end for bar in bars)
        console.print(Text("▌ ", "green") + line if is_quoted else line, soft_wrap=True)
        offset += len(line) + 1


def show_matches(answer: Answer) -> None:
    """Print matches: where each stands, its best sentence, and what its score is made of."""
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


def visible(text: str) -> str:
    """The text with control characters drawn, so that no document steers the terminal."""
    return text.translate(_CONTROL_PICTURES)

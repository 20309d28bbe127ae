"""`quoth eval`: how good the answers are over questions with known answers."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.questions import Case


def evaluate(
    questions: Annotated[
        Path,
        typer.Argument(
            help='JSONL of {"question", "document", "answer"} (answer null: must be refused), '
            "or a file in SQuAD format."
        ),
    ],
    documents: Annotated[
        Path | None,
        typer.Option(help="Folder that the JSONL's questions are about; the library if left out."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only so many, spaced evenly.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure ranking, the bold sentence, refusals and times over known questions.

    hit@k: the right passage is among the first k. bold@1: the bold sentence of the first match
    holds the answer. kept and found: answerable questions that are not refused, and that are
    FOUND. refused: unanswerable ones that are.
    """
    from bot.cli.progress import Progress
    from bot.wiring import make_asker, make_asker_for
    from config.settings import load_settings
    from index.evaluate import evaluate as ask_all
    from index.evaluate import figures
    from index.questions import read_questions, spaced

    settings = load_settings()
    found = read_questions(questions)
    if found.documents or documents:
        with Progress("Embedding") as progress:
            asker = make_asker_for(settings, progress, folder=documents, documents=found.documents)
    else:
        asker = make_asker(settings)
    cases = spaced(found.cases, limit)
    _warn_of_missing(cases, {document.path for document in asker.snapshot.documents})
    asker.warm_up()
    with Progress("Asking") as progress:
        progress.expect(len(cases))
        outcomes = ask_all(cases, asker, progress.advance)
    result = figures(outcomes)
    if as_json:
        print(json.dumps(result, indent=2))
        return
    for name, value in result.items():
        print(f"{name:>10}  {'-' if value is None else value}")


def _warn_of_missing(cases: "Sequence[Case]", paths: set[str]) -> None:
    """Say which documents the questions name and nobody has: their figures would mislead."""
    named = {case.document for case in cases if case.document}
    missing = sorted(n for n in named if not any(p == n or p.endswith(f"/{n}") for p in paths))
    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        print(f"quoth: {len(missing)} documents are not there: {shown}", file=sys.stderr)

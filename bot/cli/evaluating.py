"""`quoth eval`: how good the answers are over questions with known answers."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asker import Asker
    from index.judging.evaluate import Outcome
    from index.judging.questions import Case, QuestionSet


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
    out: Annotated[
        Path | None, typer.Option(help="Write this run to a file, to compare others with.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Compare with a run that --out wrote.")
    ] = None,
    misses: Annotated[
        Path | None,
        typer.Option(help="Write what went wrong, as JSONL, or as Markdown to a name in .md."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure ranking, the bold sentence, refusals and times over known questions.

    hit@k: the right passage is among the first k. bold@1: the bold sentence of the first match
    holds the answer. kept and found: answerable questions that are not refused, and that are
    FOUND. refused: unanswerable ones that are.

    Intervals are at 95 %: Wilson's for shares, a bootstrap over questions for mrr@10 and times,
    and a paired bootstrap for the differences of --against.
    """
    from bot.cli.figures import figures_json, show_comparison, show_figures
    from index.judging.figures import measure
    from index.judging.questions import read_questions, spaced
    from index.judging.runs import Comparison, Run, check_common, read_run, write_run
    from index.judging.whole_file import check_writable

    found = read_questions(questions)
    cases = spaced(found.cases, limit)
    before = read_run(against) if against else None
    if against and before:
        check_common(against, before, (case.question for case in cases))
    for path in (out, misses):
        if path is not None:
            check_writable(path)
    asker = _asker(found, documents)
    outcomes = _ask_all(asker, cases)
    marks = tuple(outcome.mark for outcome in outcomes)
    run = Run(asker.snapshot.model, len(asker.snapshot.passages), marks)
    comparison = Comparison.of(before, run) if before else None
    if out is not None:
        write_run(out, run)
    if misses is not None:
        keep_misses(misses, outcomes)
    if as_json:
        print(json.dumps(figures_json(run, comparison), indent=2))
        return
    show_figures(measure(marks))
    if comparison is not None:
        show_comparison(comparison, run)


def _asker(found: "QuestionSet", documents: Path | None) -> "Asker":
    from bot.asker import make_asker
    from bot.progress import Progress
    from bot.wiring import make_asker_for
    from config.settings import load_settings

    settings = load_settings()
    if not found.documents and not documents:
        return make_asker(settings)
    with Progress("Embedding") as progress:
        return make_asker_for(settings, progress, folder=documents, documents=found.documents)


def _ask_all(asker: "Asker", cases: "Sequence[Case]") -> "list[Outcome]":
    from bot.progress import Progress
    from index.judging.evaluate import evaluate as ask_all

    _warn_of_missing(cases, {document.path for document in asker.snapshot.documents})
    asker.warm_up()
    with Progress("Asking") as progress:
        progress.expect(len(cases))
        return ask_all(cases, asker, progress.advance)


def keep_misses(path: Path, outcomes: "Sequence[Outcome]") -> None:
    """Write what went wrong, and say how much of it there is."""
    from index.judging.misses import SAID, count_kinds, find_misses, write_misses

    found = find_misses(outcomes)
    write_misses(path, found)
    print(f"{len(found)} of {len(outcomes)} questions missed, in {path}", file=sys.stderr)
    for kind, count in count_kinds(found).items():
        print(f"{count:>6}  {SAID[kind]}", file=sys.stderr)


def _warn_of_missing(cases: "Sequence[Case]", paths: set[str]) -> None:
    """Say which documents the questions name and nobody has: their figures would mislead."""
    named = {case.document for case in cases if case.document}
    missing = sorted(n for n in named if not any(p == n or p.endswith(f"/{n}") for p in paths))
    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        print(f"quoth: {len(missing)} documents are not there: {shown}", file=sys.stderr)

"""`quoth calibrate`: fit the thresholds of the verdict to the library."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.settings import Settings
    from index.judging.calibrate import Judged
    from index.judging.questions import Case
    from index.ranking.gate import Thresholds
    from index.snapshot import Snapshot


def calibrate(
    questions: Annotated[
        Path | None,
        typer.Argument(
            help='Questions of your own, if you have any: JSONL of {"question", "document", '
            '"answer"}, as for quoth eval (answer null: nothing in the library answers it).'
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would change, and store nothing.")
    ] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Go back to the defaults.")] = False,
) -> None:
    """Fit to your documents how sure an answer must be to be shown, and to be shown without doubt.

    The library is asked questions that are made of its own sentences, questions that no library
    answers (cooking, sports, the weather), questions about a document while that document is left
    out, and yours, which count most. The thresholds are chosen where refusals and wrong answers
    together are fewest; a running bot takes them up by itself. A few minutes at most. Do it again
    when the documents have changed a lot; another model goes back to the defaults by itself.
    """
    from config.settings import load_settings

    settings = load_settings()
    if not reset:
        _fit(settings, questions, is_stored=not dry_run)
    elif questions is not None or dry_run:
        raise typer.BadParameter(
            "it goes alone, without questions or --dry-run", param_hint="--reset"
        )
    else:
        _reset(settings)


def _reset(settings: "Settings") -> None:
    from index.stored.library import Library

    with Library.open(settings.library_path) as library:
        was_calibrated = library.is_calibrated
        if was_calibrated:
            library.calibrate(None, since=library.version)
        thresholds = library.thresholds
    print("Back to the defaults:" if was_calibrated else "These are the defaults already:")
    _print_thresholds(thresholds, thresholds)


def _fit(settings: "Settings", questions: Path | None, *, is_stored: bool) -> None:
    from bot.asker import make_asker
    from bot.progress import Progress
    from index.judging.calibrate import fit, judge
    from index.stored.library import Library

    asker = make_asker(settings)
    snapshot = asker.snapshot
    cases = _cases(questions, snapshot) if questions else ()
    if len(snapshot.documents) < 2:
        print("One document is too little to go by; the thresholds stay as they are.")
        return
    with Progress("Asking") as progress:
        judged = judge(snapshot, asker.embedder, cases, progress, asker.reranker)
    thresholds = fit(judged)
    if thresholds is None:
        _print_too_few(judged)
        return
    _print_errors(judged, snapshot.thresholds, thresholds)
    _print_thresholds(snapshot.thresholds, thresholds)
    if not is_stored:
        print("Nothing is stored (--dry-run).")
        return
    with Library.open(settings.library_path) as library:
        library.calibrate(thresholds, since=snapshot.version)
    print("Stored; a running bot takes this up by itself. Undo it: quoth calibrate --reset")


def _cases(questions: Path, snapshot: "Snapshot") -> "Sequence[Case]":
    """The operator's questions, without those about documents that are not here."""
    from index.errors import QuestionsUnusable
    from index.judging.questions import read_questions

    found = read_questions(questions)
    if found.documents:
        raise QuestionsUnusable(
            f"{questions} brings its own documents; quoth calibrate takes questions about yours, "
            'one {"question", "document", "answer"} a line'
        )
    paths = [document.path for document in snapshot.documents]

    def is_here(case: "Case") -> bool:
        name = case.document
        return name is None or any(p == name or p.endswith(f"/{name}") for p in paths)

    cases = [case for case in found.cases if is_here(case)]
    if len(cases) < len(found.cases):
        left_out = len(found.cases) - len(cases)
        print(f"quoth: left out {left_out} questions about other documents", file=sys.stderr)
    return cases


def _print_too_few(judged: "Sequence[Judged]") -> None:
    from index.judging.calibrate import FEWEST_ANSWERABLE

    count = sum(found.source.is_answerable for found in judged)
    print(
        f"Too little to go by; the thresholds stay as they are. {count} questions with an answer "
        f"could be asked, and it takes {FEWEST_ANSWERABLE}. "
        "Add documents, or questions of your own: quoth calibrate QUESTIONS"
    )


def _print_errors(judged: "Sequence[Judged]", before: "Thresholds", after: "Thresholds") -> None:
    from index.judging.calibrate import errors

    print(f"{'questions':<32}{'asked':>6}{'':>12}{'before':>12}{'after':>12}")
    for old, new in zip(errors(judged, before), errors(judged, after), strict=True):
        wrong = "refused" if old.source.is_answerable else "answered"
        shares = [f"{one.wrong} ({one.wrong / one.questions:.0%})" for one in (old, new)]
        print(f"{old.source:<32}{old.questions:>6}{wrong:>12}{shares[0]:>12}{shares[1]:>12}")


def _print_thresholds(before: "Thresholds", after: "Thresholds") -> None:
    for what, old, new in (
        ("shown from", before.unsure_from, after.unsure_from),
        ("without doubt from", before.found_from, after.found_from),
    ):
        print(f"{what:<20}{f'{old:.2f}' if old == new else f'{old:.2f} -> {new:.2f}'}")

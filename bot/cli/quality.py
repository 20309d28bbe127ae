"""`quoth quality`: every benchmark against its floors."""

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asker import Asker
    from config.settings import Settings
    from index.embedder import Embedder
    from index.judging.benchmarks import Benchmark, Benchmarks
    from index.judging.floors import Result
    from index.judging.questions import QuestionSet

# Floors are expectations, like those of the tests: they stand beside them, not in the program.
_FLOORS = Path("tests/quality.toml")


def quality(
    data: Annotated[Path, typer.Argument(help="Folder of the benchmarks' questions and texts.")],
    floors: Annotated[Path, typer.Option(help="The list of benchmarks.")] = _FLOORS,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Measure this benchmark only; may be given several times."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for each benchmark's run (.json) and what it missed (.md)."),
    ] = None,
) -> None:
    """Measure every benchmark and fail if a figure is under its floor.

    For those who work on Quoth. What was embedded is kept for the next time.
    """
    from bot.cli.figures import show_results
    from bot.model import make_embedder
    from config.settings import load_settings
    from index.judging.benchmarks import check_files, read_benchmarks
    from index.judging.floors import Distance
    from index.judging.whole_file import make_folder

    benchmarks = read_benchmarks(floors)
    if only:
        benchmarks = benchmarks.only(only)
    check_files(benchmarks, data)
    if out is not None:
        make_folder(out)
    settings = load_settings()
    embedder = make_embedder(settings)
    results = measure_all(benchmarks, data, settings, embedder)
    if out is not None:
        _keep(results, out, embedder.identity)
    by_name = {result.benchmark.name: result for result in results}
    distances = [Distance.of(relation, by_name) for relation in benchmarks.relation]
    show_results(results, distances)
    fallen = [(result.benchmark.name, fall) for result in results for fall in result.falls]
    fallen += [(each.relation.of, str(each)) for each in distances if each.is_under]
    if fallen:
        _complain(fallen, data)
        raise typer.Exit(1)


def measure_all(
    benchmarks: "Benchmarks", data: Path, settings: "Settings", embedder: "Embedder"
) -> "list[Result]":
    """Measure benchmarks one after the other."""
    examiner = _Examiner(settings, data, embedder)
    return [examiner.measure(benchmark) for benchmark in benchmarks.benchmark]


class _Examiner:
    """Asks benchmarks; neighbours in the list that search the same documents share a library."""

    def __init__(self, settings: "Settings", data: Path, embedder: "Embedder") -> None:
        from index.judging.questions import read_questions

        self._settings, self._data, self._embedder = settings, data, embedder
        self._read = cache(read_questions)
        self._open: tuple[str, Asker] | None = None

    def measure(self, benchmark: "Benchmark") -> "Result":
        """Ask everything and measure what comes back."""
        from bot.progress import Progress
        from index.judging.baseline import rank_by_words
        from index.judging.benchmarks import questions_of
        from index.judging.evaluate import evaluate
        from index.judging.floors import Result

        found = questions_of(benchmark, self._data, self._read)
        asker = self._asker(benchmark, found)
        snapshot, passages = asker.snapshot, len(asker.snapshot.passages)
        name, count = benchmark.name, len(found.cases)
        print(f"{name}: {count} questions over {passages} passages", file=sys.stderr)
        with Progress(f"Asking {name}") as progress:
            progress.expect(count)
            if benchmark.by_words_alone:
                marks = rank_by_words(found.cases, snapshot, progress.advance)
                return Result.of(benchmark, passages, marks)
            asker.warm_up()
            outcomes = evaluate(found.cases, asker, progress.advance)
        return Result.of(benchmark, passages, [o.mark for o in outcomes], outcomes)

    def _asker(self, benchmark: "Benchmark", found: "QuestionSet") -> "Asker":
        from bot.progress import Progress
        from bot.wiring import make_asker_for

        searched = benchmark.over or benchmark.questions
        if self._open is not None and self._open[0] == searched:
            return self._open[1]
        self._open = None  # two libraries at once would take twice the memory
        folder = None if found.documents else self._data / searched
        with Progress(f"Embedding {searched}") as progress:
            asker = make_asker_for(
                self._settings,
                progress,
                folder=folder,
                documents=found.documents,
                embedder=self._embedder,
            )
        self._open = (searched, asker)
        return asker


def _keep(results: "Sequence[Result]", folder: Path, model: str) -> None:
    from index.judging.misses import find_misses, write_misses
    from index.judging.runs import Run, write_run

    for result in results:
        name = result.benchmark.name
        write_run(folder / f"{name}.json", Run(model, result.passages, result.marks))
        if result.outcomes:
            write_misses(folder / f"{name}.md", find_misses(result.outcomes))


def _complain(fallen: "Sequence[tuple[str, str]]", data: Path) -> None:
    print("\nUnder the floor:", file=sys.stderr)
    for _, fall in fallen:
        print(f"  {fall}", file=sys.stderr)
    picked = " ".join(f"--only {name}" for name in dict.fromkeys(name for name, _ in fallen))
    print(f"See what was missed: quoth quality {data} {picked} --out FOLDER", file=sys.stderr)

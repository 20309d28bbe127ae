"""Figures with their intervals on the terminal: of one run, of two runs, of all benchmarks."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from index.judging.confidence import Interval
from index.judging.figures import Difference, Figure, Measured, measure
from index.judging.floors import Distance, Result
from index.judging.runs import Comparison, Run

# Where nobody watches, a table may be wider than a terminal.
_LOG_WIDTH = 120
_COMPARED = ("hit@1", "hit@3", "mrr@10", "bold@1", "kept", "refused")


def show_figures(measured: Sequence[Measured]) -> None:
    """Print the figures of a run, each with its interval and the questions that bear on it."""
    table = _table("figure", "value", "95 % interval", "questions")
    for found in measured:
        table.add_row(
            found.figure.name,
            "-" if found.value is None else _number(found.figure, found.value),
            "-" if found.interval is None else _range(found.figure, found.interval),
            str(found.questions),
        )
    _console().print(table)


def show_comparison(comparison: Comparison, now: Run) -> None:
    """Print what became of the figures since an earlier run."""
    before = comparison.before
    console = _console()
    console.print(f"{comparison.questions} questions in common with the earlier run:")
    if (before.model, before.passages) != (now.model, now.passages):
        said = f"The earlier run: {before.passages} passages, {before.model}; "
        console.print(f"{said}this one: {now.passages} passages, {now.model}", soft_wrap=True)
    table = _table("figure", "before", "now", "difference", "95 % interval", "changed", "")
    for found in comparison.differences:
        figure = found.figure
        table.add_row(
            figure.name,
            _number(figure, found.before),
            _number(figure, found.now),
            _signed(figure, found.difference),
            f"{_signed(figure, found.interval.low)} to {_signed(figure, found.interval.high)}",
            f"{found.changed} of {found.questions}",
            _judged(found),
        )
    console.print(table)


def figures_json(run: Run, comparison: Comparison | None) -> dict[str, object]:
    """The figures as plain numbers by name, their intervals, and the comparison if there is one."""
    measured = measure(run.marks)
    found: dict[str, object] = {"questions": len(run.marks)}
    found |= {each.figure.name: each.value for each in measured}
    found["intervals"] = {each.figure.name: each.interval for each in measured}
    if comparison is not None:
        found["against"] = {
            "questions": comparison.questions,
            "model": comparison.before.model,
            "passages": comparison.before.passages,
            "figures": {d.figure.name: _difference_json(d) for d in comparison.differences},
        }
    return found


def show_results(results: Sequence[Result], distances: Sequence[Distance]) -> None:
    """Print all benchmarks in one table: under each value its floor, red where it is not met."""
    table = _table("benchmark", "asked", *_COMPARED)
    for result in results:
        cells = [_floored(result, figure) for figure in _COMPARED]
        table.add_row(result.benchmark.name, str(len(result.marks)), *cells)
    console = _console()
    console.print("Each value, and its floor below:")
    console.print(table)
    for distance in distances:
        style = "bold red" if distance.is_under else ""
        console.print(Text(str(distance), style), soft_wrap=True)


def _floored(result: Result, figure: str) -> Text:
    value, floor = result.value(figure), result.benchmark.floors.get(figure)
    text = "-" if value is None else f"{value:.3f}"
    if floor is None:
        return Text(text, "dim")
    if result.is_under(figure):
        return Text(f"{text}\n< {floor:g} !", "bold red")
    return Text.assemble(text, (f"\n≥ {floor:g}", "dim"))


def _difference_json(found: Difference) -> dict[str, object]:
    return {
        "before": found.before,
        "now": found.now,
        "difference": found.difference,
        "interval": found.interval,
        "changed": found.changed,
        "beyond_chance": found.is_beyond_chance,
    }


def _judged(found: Difference) -> Text:
    if found.figure.is_time:
        return Text("not judged", "dim")
    if not found.is_beyond_chance:
        return Text("may be chance" if found.changed else "the same", "dim")
    return Text("better", "bold green") if found.difference > 0 else Text("worse", "bold red")


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_LOG_WIDTH)


def _number(figure: Figure, value: float) -> str:
    return f"{value:.1f}" if figure.is_time else f"{value:.3f}"


def _signed(figure: Figure, value: float) -> str:
    return f"{value:+z.1f}" if figure.is_time else f"{value:+z.3f}"


def _range(figure: Figure, interval: Interval) -> str:
    return f"{_number(figure, interval.low)} to {_number(figure, interval.high)}"

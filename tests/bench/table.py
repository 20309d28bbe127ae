"""Figures as tables: for the terminal and, in Markdown, for the READMEs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.contender import LANGCHAIN, RAW

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of each contender, and the same over that of another one.

    `over`: those that it is divided by; `goal` stands beside the first of these ratios, or beside
    the figure itself where there are none.
    """

    label: str
    figure: str
    key: str
    form: str
    over: tuple[str, ...] = (LANGCHAIN,)
    goal: str = ""


ROWS = (
    Row(
        "passages indexed a second",
        "throughput",
        "passages_s",
        "{:.0f}",
        (LANGCHAIN, RAW),
        "≥ 2; bf16 ≥ 4",
    ),
    Row(
        "a question over 10,000 passages, p50 (ms)",
        "serving",
        "p50_ms",
        "{:.1f}",
        (LANGCHAIN, RAW),
        "≤ .5; int8 ≤ .25",
    ),
    Row("the same, p95 (ms)", "serving", "p95_ms", "{:.1f}", (LANGCHAIN, RAW)),
    Row("after encoding, p50 (ms)", "serving", "search_ms", "{:.1f}", ()),
    Row("memory while serving them (MB)", "serving", "memory_mb", "{:.0f}", (), "≤ 300"),
    Row("from nothing to an answer over them (s)", "cold", "cpu_s", "{:.2f}", (), "≤ .6"),
    Row("from nothing to an answer over the sample (s)", "sample", "cpu_s", "{:.2f}", (), "≤ .6"),
    Row("one changed document of 500 (s)", "changed", "cpu_s", "{:.2f}", (), "≤ 1"),
)
_LONG_ONLY = ("p95_ms", "search_ms")
_BRIEF = ("throughput", "serving", "cold", "changed")


def lines(found: dict[str, Any]) -> list[str]:
    """Everything that was measured, for the terminal."""
    titles = _titles(found)
    wide = [["", *titles.values(), "goal"], *comparison(found, ROWS)]
    shown = [about(found), "", *_aligned(wide), ""]
    if "engines" in found:
        shown += [*_aligned(engines(found)), ""]
    if "growth" in found:
        shown += [*_aligned(growth(found)), ""]
    if found.get("recall"):
        shown += [*_aligned(recall(found)), ""]
    shown += [f"{title}: {why}" for title, why in found.get("missing", {}).items()]
    shown += [f"{place}: {why}" for place, why in found.get("failures", {}).items()]
    return shown


def about(found: dict[str, Any]) -> str:
    """When, where and on what it was measured."""
    on = found["machine"]
    return (
        f"{found['date']}, one core of {on['processor']}, {found['texts']} texts, "
        "seconds of the processor, medians"
    )


def comparison(found: dict[str, Any], rows: Sequence[Row]) -> list[Cells]:
    """A line for each figure, and below it one for each ratio."""
    names = _titles(found)
    made = []
    for row in rows:
        values = {name: found.get(row.figure, {}).get(name, {}).get(row.key) for name in names}
        if not any(value is not None for value in values.values()):
            continue
        shown = [_shown(value, row.form) for value in values.values()]
        made.append([row.label, *shown, "" if row.over else row.goal])
        for number, other in enumerate(row.over):
            if values.get(other) is None:
                continue
            ratios = [_shown(value, "{:.2f} ×", values[other]) for value in values.values()]
            goal = "" if number else row.goal
            made.append([f"  over {found['titles'][other]}", *ratios, goal])
    return made


def engines(found: dict[str, Any]) -> list[Cells]:
    """The models alone, as times as fast as sentence-transformers' `encode` of passages."""
    series = found["engines"]
    raw = series.get(RAW)
    made = [["engine alone", "passages", "all vectors", "a question", "to the first vector", ""]]
    for name, own in series.items():
        row = [found["titles"].get(name, name)]
        for key, over in (
            ("passages_s", "passages_s"),
            ("all_s", "passages_s"),
            ("question_ms", "question_ms"),
        ):
            row.append(f"{raw[over] / own[key]:.2f} ×" if raw and key in own else "")
        made.append([*row, f"{own['started_s']:.2f} s", f"{own['memory_mb']:.0f} MB"])
    return made


def growth(found: dict[str, Any]) -> list[Cells]:
    """Milliseconds of a question by the number of passages."""
    series = found["growth"]
    sizes = sorted({int(size) for own in series.values() for size in own})
    made = [["a question, p50 (ms), over passages", *(f"{size:,}" for size in sizes)]]
    for name, own in series.items():
        title = found["titles"].get(name, name)
        for key, what in (("p50_ms", ""), ("search_ms", ", after encoding"), ("build_s", None)):
            values = [own.get(str(size), {}).get(key) for size in sizes]
            if what is not None and any(value is not None for value in values):
                made.append([f"{title}{what}", *(_shown(value, "{:.1f}") for value in values)])
    return made


def recall(found: dict[str, Any]) -> list[Cells]:
    """The nearest 50 vectors by the chosen index, against the exact scan."""
    made = [["vectors", "of", "found", "index (ms)", "all compared (ms)", "made in (s)"]]
    for own in found["recall"].values():
        made.append(
            [
                f"{own['vectors']:,}",
                own["of"],
                f"{own['recall']:.4f}",
                f"{own['search_ms']:.2f}",
                f"{own['flat_ms']:.2f}",
                f"{own['made_s']:.1f}",
            ]
        )
    return made


def markdown(cells: Sequence[Cells]) -> str:
    """A table in Markdown; its first row is the head."""
    head, *rest = [[cell.strip() for cell in row] for row in cells]
    ruled = [head, ["---"] * len(head), *rest]
    return "\n".join(f"| {' | '.join(row)} |" for row in ruled)


def brief(found: dict[str, Any]) -> list[Cells]:
    """The few figures that the main README shows."""
    rows = [row for row in ROWS if row.figure in _BRIEF and row.key not in _LONG_ONLY]
    return [["", *_titles(found).values()], *(cells[:-1] for cells in comparison(found, rows))]


def whole(found: dict[str, Any]) -> list[Cells]:
    """All figures that are compared."""
    return [["", *_titles(found).values(), "goal"], *comparison(found, ROWS)]


def _titles(found: dict[str, Any]) -> dict[str, str]:
    titles: dict[str, str] = {
        name: title for name, title in found["titles"].items() if title not in found["missing"]
    }
    return titles


def _shown(value: float | None, form: str, over: float = 1) -> str:
    return "" if value is None else form.format(value / over)


def _aligned(cells: Sequence[Cells]) -> list[str]:
    columns = list(zip(*cells, strict=True))
    widths = [max(map(len, column)) for column in columns]
    return [
        "  ".join(
            cell.ljust(width) if not n else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]

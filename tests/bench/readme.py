"""The tables and the plot in the READMEs, written from the last results and from nothing else."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench.plot import draw
from tests.bench.processes import ROOT
from tests.bench.table import about, brief, engines, growth, markdown, recall, whole

RESULTS = ROOT / "tests" / "bench" / "results.json"
_PLOT = ROOT / "index" / "growth.svg"
_BLOCK = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def write_readme(found: dict[str, Any]) -> None:
    """Keep the results beside the code, and show them in both READMEs."""
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if found.get("growth"):
        draw(found, _PLOT)
    for path, block in blocks(found).items():
        text = path.read_text("utf-8")
        path.write_text(_BLOCK.sub(lambda m: m[1] + block + m[2], text), "utf-8")  # noqa: B023


def results() -> dict[str, Any]:
    """Those that the READMEs show."""
    found: dict[str, Any] = json.loads(RESULTS.read_text("utf-8"))
    return found


def blocks(found: dict[str, Any]) -> Mapping[Path, str]:
    """What stands between the marks in each README."""
    plot = "![What a question costs by the number of passages](%s)"
    short = [markdown(brief(found)), f"{about(found)}."]
    tables = (("growth", growth), ("recall", recall), ("engines", engines))
    long = [f"{about(found)}.", markdown(whole(found))]
    long += [markdown(table(found)) for name, table in tables if found.get(name)]
    if found.get("growth"):
        short.append(plot % "index/growth.svg")
        long.append(plot % "growth.svg")
    return {
        ROOT / "README.md": "\n\n".join(short) + "\n",
        ROOT / "index" / "README.md": "\n\n".join(long) + "\n",
    }


def block_in(path: Path) -> str:
    """What stands there now; empty where there are no marks."""
    found = _BLOCK.search(path.read_text("utf-8"))
    return "" if found is None else found[0].removeprefix(found[1]).removesuffix(found[2])

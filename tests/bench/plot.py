"""What a question costs by the size of the library, drawn for light and dark pages."""

from pathlib import Path
from typing import Any

# Read on white and on near-black alike; told apart by those who see no red or green, too.
_INK, _GRID = "#7d8590", "#7d859055"
_LINES = {
    "onnx": ("#3b82f6", "-", 2.4),
    "random words": ("#3b82f6", ":", 1.8),
    "langchain": ("#e08a1e", "-", 1.6),
    "txtai": ("#b45fc4", "-", 1.6),
    "chroma": ("#2f9e77", "-", 1.6),
}


def draw(found: dict[str, Any], path: Path) -> None:
    """Write the plot as SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FuncFormatter

    # Text stays text, and the same figures give the same file.
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "quoth", "font.size": 10}):
        figure, axes = plt.subplots(figsize=(7.2, 3.8), layout="constrained")
        for name, own in found["growth"].items():
            sizes = sorted(map(int, own))
            costs = [own[str(size)]["p50_ms"] for size in sizes]
            colour, style, width = _LINES.get(name, (_INK, "-", 1.4))
            label = _label(found, name)
            axes.plot(sizes, costs, style, color=colour, lw=width, marker="o", ms=4, label=label)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("passages", color=_INK)
        axes.set_ylabel("a question, p50 (ms)", color=_INK)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(FuncFormatter(_minor))
        axes.tick_params(which="both", colors=_INK)
        axes.grid(color=_GRID, lw=0.6)
        for spine in axes.spines.values():
            spine.set_visible(False)
        figure.legend(loc="outside right upper", frameon=False, labelcolor=_INK)
        figure.savefig(path, format="svg", transparent=True, metadata={"Date": None})
        plt.close(figure)


def _label(found: dict[str, Any], name: str) -> str:
    if name == "random words":
        return "Quoth, random words"
    title: str = found["titles"].get(name, name)
    return title


def _minor(value: float, _: object) -> str:
    """Between powers of ten, only twos and fives."""
    return f"{value:g}" if str(value).lstrip("0.")[:1] in {"2", "5"} else ""

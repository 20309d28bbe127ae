"""The picture of `/stats`: questions by day and what became of them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

# Found, unsure, nothing: told apart by lightness too, for those who see colours differently.
_COLOURS = ("#1b7f79", "#f2b84b", "#d9dde2")
_INK, _FAINT = "#2b2f36", "#8a9099"
_WIDTH_IN, _HEIGHT_IN, _DOTS_PER_INCH = 8.0, 4.0, 160
_MOST_DATES = 8


@dataclass(frozen=True, slots=True)
class Bars:
    """What to draw: a title, a label for each day, and for each kind its name and counts."""

    title: str
    days: Sequence[str]
    kinds: Sequence[tuple[str, Sequence[int]]]


def draw(bars: Bars) -> bytes:
    """A PNG of stacked bars. Synchronous and slow: to be called off the event loop."""
    # Takes half a second to import, and only /stats needs it. No pyplot: that keeps state.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.ticker import MaxNLocator

    figure = Figure(
        (_WIDTH_IN, _HEIGHT_IN),
        dpi=_DOTS_PER_INCH,
        layout=ConstrainedLayoutEngine(w_pad=0.2, h_pad=0.2),
    )
    axes = figure.add_subplot()
    places = range(len(bars.days))
    bottoms = [0] * len(bars.days)
    for (name, counts), colour in zip(bars.kinds, _COLOURS, strict=True):
        label = f"{name} ({sum(counts)})"
        axes.bar(places, counts, 0.78, bottom=bottoms, color=colour, label=label, zorder=2)
        bottoms = [low + count for low, count in zip(bottoms, counts, strict=True)]
    axes.set_title(bars.title, loc="left", color=_INK, fontsize=14, fontweight="bold", pad=14)
    axes.set_ylim(0, max([*bottoms, 1]) * 1.08)
    axes.set_xlim(-0.6, len(bars.days) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    step = -(-len(bars.days) // _MOST_DATES)
    # Counted from the right, so that today has its date.
    shown = [place for place in places if (len(bars.days) - 1 - place) % step == 0]
    axes.set_xticks(shown, [bars.days[place] for place in shown])
    axes.tick_params(length=0, colors=_FAINT, labelsize=10)
    axes.grid(axis="y", color="#eceef1", zorder=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#c9ced6")
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=3,
        frameon=False,
        labelcolor=_INK,
        fontsize=10,
        handlelength=1,
        handleheight=1,
    )
    FigureCanvasAgg(figure)
    png = io.BytesIO()
    figure.savefig(png, format="png", facecolor="white")
    return png.getvalue()

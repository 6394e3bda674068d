"""Charts as SVG that stands within a page: no network, no style of their own colour but for the lines."""

from __future__ import annotations

import io
import re

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot, ticker  # noqa: E402

# The page's own colour takes the place of this one.
INK = "#010203"
# Okabe and Ito's colours, which people with any colour vision can tell apart; each line has a marker of its own as well.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#8b5a2b", "#b8a800", "#6a3d9a"]
MARKERS = "os^Dv<>Ph*X"
STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "handclasp", "font.family": "sans-serif", "font.size": 9,
    "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK, "xtick.color": INK, "ytick.color": INK,
    "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none", "legend.frameon": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.alpha": 0.25, "grid.color": INK,
}  # fmt: skip

_drawn = 0


def _svg(figure) -> str:
    """The figure's element alone: no prologue, no metadata, names that no other chart on the page has."""
    global _drawn
    _drawn += 1
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight")
    pyplot.close(figure)
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", text)
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>c{_drawn}-", text)
    return text.replace(INK, "currentColor")


def _octets(value: float) -> str:
    value = int(value)
    if value >= 1 << 20:
        return f"{value >> 20} MiB"
    return f"{value >> 10} KiB" if value >= 1024 and value % 1024 == 0 else str(value)


def lines(series: dict[str, list[tuple[float, float]]], xlabel: str, ylabel: str, octets: bool = True) -> str:
    """Points over a logarithmic x and y."""
    with pyplot.rc_context(STYLE):
        figure, axes = pyplot.subplots(figsize=(8, 4.6))
        for index, (name, points) in enumerate(series.items()):
            points = sorted(points)
            axes.plot([x for x, _ in points], [y for _, y in points], label=name, linewidth=1.4, markersize=4,
                      color=COLOURS[index % len(COLOURS)], marker=MARKERS[index % len(MARKERS)],
                      linestyle="-" if " on " in name else "--")  # fmt: skip
        axes.set_xscale("log", base=2)
        axes.set_yscale("log")
        ticks = sorted({x for points in series.values() for x, _ in points})
        if octets:  # two labels would stand on one another
            ticks = [x for x in ticks if int(x).bit_count() == 1]
        axes.set_xticks(ticks, [_octets(x) if octets else f"{x:g}" for x in ticks], rotation=30)
        axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,g}"))
        axes.minorticks_off()
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
        return _svg(figure)


def bars(values: list[tuple[str, float, float, float, float | None]], xlabel: str) -> str:
    """Horizontal bars: name, value, low and high of its spread, and the aim as a tick, if any."""
    with pyplot.rc_context(STYLE):
        figure, axes = pyplot.subplots(figsize=(8, 0.6 + 0.3 * len(values)))
        places = range(len(values))
        errors = [[max(v - low, 0) for _, v, low, _, _ in values], [max(high - v, 0) for _, v, _, high, _ in values]]
        axes.barh(places, [v for _, v, _, _, _ in values], color=COLOURS[0], height=0.6, xerr=errors, ecolor=INK)
        for place, (_, _, _, _, aim) in enumerate(values):
            if aim is not None:
                axes.plot([aim, aim], [place - 0.42, place + 0.42], color=COLOURS[1], linewidth=2.5)
        axes.set_yticks(places, [name for name, *_ in values])
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(xlabel)
        return _svg(figure)

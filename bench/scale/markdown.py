"""Numbers and tables as a reader of docs/scale.md sees them."""

from __future__ import annotations

import math


def decimals(value: float) -> int:
    """After the point, for three digits that count; negative before it."""
    return 2 - math.floor(math.log10(abs(value))) if value else 0


def number(value: float, like: float | None = None) -> str:
    """Three digits that count, or as many decimals as another number has."""
    digits = decimals(value if like is None else like)
    return f"{round(value, digits):,.{max(0, digits)}f}"


def table(head: list[str], rows: list[list[str]], below: str) -> str:
    """The first column holds names, the others numbers; below says where they come from."""
    lines = ["| " + " | ".join(cells) + " |" for cells in [head, ["---"] + ["---:"] * (len(head) - 1), *rows]]
    return "\n".join([*lines, "", below])

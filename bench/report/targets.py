"""What the project aims at (expectations.json), beside what was measured."""

from __future__ import annotations

import fnmatch
import json
import statistics
from dataclasses import dataclass
from pathlib import Path

from cases import Case
from figures import Figure, combined, figure_of, times_as_fast

EXPECTATIONS = Path(__file__).with_name("expectations.json")


@dataclass(frozen=True)
class Outcome:
    """One cell of the table of targets."""

    row: str
    size: str
    kind: str
    aim: float | None
    measured: Figure | None

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        if self.aim is None:
            return "no aim"
        met = self.measured.median >= self.aim if self.kind == "speed" else self.measured.median <= self.aim
        return "met" if met else "not met"

    @property
    def sign(self) -> str:
        """How the measured figure should stand to the aim."""
        return ">=" if self.kind == "speed" else "<="

    def as_json(self) -> dict:
        measured = self.measured.as_json() if self.measured else None
        return {"row": self.row, "size": self.size, "kind": self.kind, "aim": self.aim, "measured": measured,
                "verdict": self.verdict}  # fmt: skip


def worst_counter(cases: dict[str, Case], pattern: str, counter: str) -> Figure | None:
    """The counter of the case where it is highest, of those that the pattern names."""
    found = [
        figure_of(case.counters[counter])
        for case in cases.values()
        if counter in case.counters and fnmatch.fnmatchcase(case.name, pattern)
    ]
    return max(found, key=lambda figure: figure.median, default=None)


def measured(row: dict, size: str, cases: dict[str, Case]) -> Figure | None:
    ours, other = (row.get(side, "").replace("{}", size) for side in ("ours", "other"))
    kind = row["kind"]
    if kind == "counter":
        return worst_counter(cases, ours, row["counter"])
    against = cases.get(other)
    if kind == "percentile":
        worst = worst_counter(cases, ours, row["counter"])
        if worst is None or against is None or not against.times:
            return None
        unit = statistics.median(against.times)
        return Figure(worst.median / unit, worst.low / unit, worst.high / unit)
    case = cases.get(ours)
    if case is None or not case.times:
        return None
    if kind == "time_ns":
        return figure_of(case.times)
    if against is None or not against.times:
        return None
    if kind == "speed":
        return times_as_fast(case, against)
    if kind == "overhead":
        return times_as_fast(against, case)
    if kind == "excess_ns":
        return combined(case, against, lambda a, b: a - b)
    raise ValueError(f"{EXPECTATIONS.name}: no such kind: {kind}")


def outcomes(cases: dict[str, Case], has_avx512: bool, source: Path = EXPECTATIONS) -> list[Outcome]:
    made = []
    for row in json.loads(source.read_text(encoding="utf-8"))["rows"]:
        aims = row["aims"] if has_avx512 else row.get("narrow", row["aims"])
        made += [Outcome(row["row"], size, row["kind"], aim, measured(row, size, cases)) for size, aim in aims.items()]
    return made

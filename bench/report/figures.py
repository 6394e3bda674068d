"""Medians, and the spread of quotients: how far two cases that were timed in turn differ."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Callable

from cases import Case


@dataclass(frozen=True)
class Figure:
    """A median with the quartiles around it."""

    median: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        return {"median": self.median, "low": self.low, "high": self.high}


def figure_of(samples: list[float]) -> Figure:
    median = statistics.median(samples)
    if len(samples) < 2:
        return Figure(median, median, median)
    low, _, high = statistics.quantiles(samples, n=4, method="inclusive")
    return Figure(median, low, high)


def combined(left: Case, right: Case, how: Callable[[float, float], float]) -> Figure:
    """Of the medians, with the quartiles over every pair of repetitions: they ran in a random order, so none belong
    together."""
    pairs = figure_of([how(a, b) for a in left.times for b in right.times])
    return Figure(how(statistics.median(left.times), statistics.median(right.times)), pairs.low, pairs.high)


def times_as_fast(ours: Case, other: Case) -> Figure:
    """How many times as long the other takes."""
    return combined(other, ours, lambda a, b: a / b)


def are_comparable(ours: Case, other: Case) -> bool:
    """Whether a peer does the same job. One without a variant stands beside every variant of ours."""
    return (
        ours.is_ours
        and not other.is_ours
        and bool(ours.times and other.times)
        and (ours.layer, ours.operation, ours.size) == (other.layer, other.operation, other.size)
        and other.variant in ("", ours.variant)
    )


def rows(cases: dict[str, Case]) -> list[dict]:
    """A row for each case that was timed, as in report.json."""
    peers: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases.values():
        if not case.is_ours and case.times:
            peers.setdefault((case.layer, case.operation, case.size), []).append(case)
    made = []
    for case in cases.values():
        if not case.times:
            continue
        time = figure_of(case.times)
        counters = {name: statistics.median(values) for name, values in case.counters.items()}
        counters.pop("octets", None)
        made.append(
            {
                "name": case.name,
                "title": case.label(),
                "layer": case.layer,
                "suite": case.suite or None,
                "backend": case.backend or None,
                "peer": None if case.is_ours else case.subject,
                "operation": case.operation,
                "size": case.size or None,
                "variant": case.variant or None,
                "batch": int(case.variant) if case.layer == "batch" else None,
                "ns": time.as_json(),
                "octets_per_second": counters.pop("bytes_per_second", None) or None,
                "allocations": counters.pop("allocs", None),
                "cycles_per_octet": counters.pop("cycles_per_octet", None),
                "sealed_octets": counters.pop("sealed", None),
                **counters,
                "ratios": {
                    other.subject: times_as_fast(case, other).as_json()
                    for other in peers.get((case.layer, case.operation, case.size), [])
                    if are_comparable(case, other)
                },
            }
        )
    return made


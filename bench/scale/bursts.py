"""How long a pool lasts in a burst, and what those get who come later: simulated, and by a formula."""

from __future__ import annotations

import random
import statistics
from dataclasses import dataclass
from typing import Callable, Iterator

import pool

SIZES = (16, 64, 256, 1024)
FACTORS = (1, 1.2, 1.5, 2, 5, 20)  # requests, for each key pair that is made meanwhile
RUNS = 200
LARGEST_AT_ONE = 256  # simulated where requests and key pairs balance: it takes the square of the size
LATER_FACTORS = (1.2, 1.5, 2, 5)
POOL, SECONDS, LATER_RUNS = 256, 60, 20


def options(size: int, if_empty: str) -> pool.Options:
    """One thread, and the marks as they are by default: the low one at half of the high."""
    return pool.Options(size // 2, size, 1, if_empty)


def formula(of: pool.Options, rate: float, capacity: float) -> float | None:
    """Seconds until a full pool is dry: down to `low` nothing is made, and below what is made comes in as well."""
    if rate <= capacity:
        return None
    return (of.high - of.low) / rate + of.low / (rate - capacity)


def burst(sample: list[float], factor: float, seconds: float, seed: str) -> tuple[Iterator[float], Iterator[float]]:
    """Requests and durations of one run, drawn apart, so that two kinds of pool can meet the same requests."""
    rate = factor / statistics.fmean(sample)
    requests = pool.poisson(random.Random(f"requests {seed}"), [(rate, seconds)])
    return requests, pool.drawn_from(random.Random(f"durations {seed}"), sample)


@dataclass
class Dry:
    """Seconds until dry, of all runs; None of those that were not dry at the end."""

    times: list[float | None]
    longest: float
    expected: float | None

    def percentile(self, part: int) -> float:
        known = sorted(self.longest if time is None else time for time in self.times)
        return known[round((len(known) - 1) * part / 100)]

    @property
    def median(self) -> float:
        return self.percentile(50)

    def spread(self, number: Callable[[float], str]) -> str:
        low, high = self.percentile(5), self.percentile(95)
        return f"({number(low)} to {'more than ' if high == self.longest else ''}{number(high)})"

    def formula(self, number: Callable[[float], str]) -> str:
        return "[never]" if self.expected is None else f"[{number(self.expected)}]"


def dry_after(sample: list[float], size: int, factor: float) -> Dry | None:
    """None for what would take too long to simulate."""
    if factor <= 1 and size > LARGEST_AT_ONE:
        return None
    mean = statistics.fmean(sample)
    longest = mean * (4 * size**2 if factor <= 1 else 20 * size)
    of = options(size, "refuse")
    times = [pool.time_until_dry(of, *burst(sample, factor, longest, f"{size} {factor} {run}")) for run in range(RUNS)]
    return Dry(times, longest, formula(of, factor / mean, 1 / mean))


@dataclass
class Later:
    """Shares of all requests of a burst, and the middle, the 95th percentile and the longest of the waits."""

    refused: float
    expected_refused: float
    waiting: float
    waits: tuple[float, float, float]


def after_dry(sample: list[float], factor: float) -> Later:
    mean = statistics.fmean(sample)
    rate = factor / mean
    refused, requests, waits = 0, 0, []
    for run in range(LATER_RUNS):
        refusing, waiting = (
            pool.simulate(options(POOL, if_empty), *burst(sample, factor, SECONDS, f"later {factor} {run}"))
            for if_empty in ("refuse", "wait")
        )
        requests += refusing.served + refusing.refused
        refused += refusing.refused
        waits += waiting.waits
    dry = formula(options(POOL, "refuse"), rate, 1 / mean)
    expected = max(0.0, 1 - dry / SECONDS) * (1 - 1 / factor)
    waits.sort()
    percentiles = (waits[len(waits) // 2], waits[len(waits) * 95 // 100], waits[-1]) if waits else (0.0, 0.0, 0.0)
    return Later(refused / requests, expected, len(waits) / requests, percentiles)

"""A key pool as a queue: what happens to requests for key pairs while threads make new ones.

It keeps to the rules of include/handclasp/handshake/shared_stock.hpp: the pool is full at time zero; fewer than `low`
that are ready or being made set its threads to work, and `high` of them let them rest. Maximum age and failures are
left out, and so is that threads share processors: each of the pool's is taken to have a core of its own. Those who wait
are served in the order in which they came. The library promises no order, which changes who waits how long and not how
long they wait on average.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import deque
from dataclasses import dataclass, field
from typing import Iterable, Iterator


@dataclass(frozen=True)
class Options:
    """As handclasp::key_pool_options; if_empty is wait, refuse or generate."""

    low: int
    high: int
    threads: int
    if_empty: str


@dataclass
class Outcome:
    """What became of the requests. Times are in seconds."""

    dry: float | None = None  # when the first request found no key pair ready
    before_dry: int = 0  # requests until then
    served: int = 0  # from the pool, sooner or later
    waits: list[float] = field(default_factory=list)  # of those that had to wait
    refused: int = 0
    made_inline: int = 0


class Pool:
    """The state between two events. making holds the times at which threads will have made a key pair."""

    def __init__(self, options: Options, durations: Iterator[float]):
        self.options = options
        self.durations = durations
        self.ready = options.high
        self.making: list[float] = []
        self.refilling = False
        self.waiting: deque[float] = deque()
        self.outcome = Outcome()

    def request(self, now: float) -> None:
        self.advance(now)
        self.refill_below_low(now)
        if self.ready:
            self.hand_out(now)
            self.outcome.before_dry += self.outcome.dry is None
            return
        if self.outcome.dry is None:
            self.outcome.dry = now
        if self.options.if_empty == "wait":
            self.waiting.append(now)
        elif self.options.if_empty == "refuse":
            self.outcome.refused += 1
        else:
            self.outcome.made_inline += 1

    def advance(self, now: float) -> None:
        """Ends what the threads will have made by now."""
        while self.making and self.making[0] <= now:
            self.finish(heapq.heappop(self.making))

    def end(self) -> None:
        """Serves all who still wait."""
        while self.waiting:
            self.finish(heapq.heappop(self.making))

    def finish(self, now: float) -> None:
        self.ready += 1
        self.go_on(now)
        if self.waiting:
            self.outcome.waits.append(now - self.waiting.popleft())
            self.hand_out(now)

    def go_on(self, now: float) -> None:
        """A thread begins to make a key pair, or rests."""
        if self.ready + len(self.making) >= self.options.high:
            self.refilling = False
        if self.refilling:
            heapq.heappush(self.making, now + next(self.durations))

    def refill_below_low(self, now: float) -> None:
        if not self.refilling and self.ready + len(self.making) < self.options.low:
            self.refilling = True
            for _ in range(self.options.threads - len(self.making)):
                self.go_on(now)

    def hand_out(self, now: float) -> None:
        self.ready -= 1
        self.outcome.served += 1
        self.refill_below_low(now)


def simulate(options: Options, requests: Iterable[float], durations: Iterator[float]) -> Outcome:
    """What becomes of requests at these times, in order, where the pool's threads take these durations in turn."""
    pool = Pool(options, durations)
    for time in requests:
        pool.request(time)
    pool.end()
    return pool.outcome


def time_until_dry(options: Options, requests: Iterable[float], durations: Iterator[float]) -> float | None:
    """When the first request finds no key pair; None where all find one."""
    pool = Pool(options, durations)
    for time in requests:
        pool.request(time)
        if pool.outcome.dry is not None:
            return time
    return None


def poisson(draw: random.Random, phases: Iterable[tuple[float, float]]) -> Iterator[float]:
    """Times of requests that know nothing of each other: so many a second for so many seconds, phase after phase."""
    begin = 0.0
    for rate, seconds in phases:
        time = begin
        while (time := time + draw.expovariate(rate)) < begin + seconds:
            yield time
        begin += seconds


def drawn_from(draw: random.Random, sample: list[float]) -> Iterator[float]:
    """Durations as they were measured, in a random order, again and again."""
    return (draw.choice(sample) for _ in itertools.count())

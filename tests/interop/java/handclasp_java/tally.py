"""Counts of checks, and a line for each that fails."""

import contextlib
from collections.abc import Iterator

from .programs import Ended


class Tally:
    def __init__(self, verbose: bool) -> None:
        self._verbose = verbose
        self.held = self.failed = 0

    def good(self, name: str) -> None:
        self.held += 1
        if self._verbose:
            print(f"ok      {name}", flush=True)

    def bad(self, name: str, why: str) -> None:
        self.failed += 1
        print(f"FAILED  {name}: {why}", flush=True)

    @contextlib.contextmanager
    def check(self, name: str) -> Iterator[None]:
        """What runs inside is one check."""
        try:
            yield
        except (AssertionError, OSError) as error:
            self.bad(name, str(error) or type(error).__name__)
        else:
            self.good(name)

    def adopt(self, group: str, ended: Ended) -> int:
        """The checks that the Java peer made itself; how many they are."""
        for line in ended.lines:
            outcome, _, rest = line.partition(" ")
            if outcome == "ok":
                self.good(f"{group}: {rest}")
            else:
                self.bad(group, rest if outcome == "FAILED" else line)
        told = any(line.startswith("FAILED") for line in ended.lines)
        if not ended.lines or (ended.code != 0 and not told):
            self.bad(group, f"the Java peer ended with {ended.code}: {ended.errors.strip()}")
        return len(ended.lines)

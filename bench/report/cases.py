"""Cases as the programs name them, and what Google Benchmark's JSON says of them.

A name is LAYER/SUBJECT/OPERATION, then /SIZE and /VARIANT where there are such. A subject is SUITE@BACKEND, or the short
name of a peer; a variant is what else the layer varies: messages in a batch, octets of a fragment, sessions, samples.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
# Keys of a run that are not counters of ours.
FIXED = {
    "name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions", "repetition_index",
    "threads", "iterations", "real_time", "cpu_time", "time_unit", "label", "error_occurred", "error_message",
    "aggregate_name", "aggregate_unit",
}  # fmt: skip
BACKENDS = {"cryptopp": "Crypto++", "openssl": "OpenSSL", "ipsec_mb": "IPsec-MB", "tunnel": "handclasp-tunnel"}


@dataclass
class Case:
    """One case with a sample for each repetition."""

    name: str
    title: str = ""
    error: str = ""
    times: list[float] = field(default_factory=list)  # ns for one message, handshake or session
    counters: dict[str, list[float]] = field(default_factory=dict)

    @property
    def parts(self) -> list[str]:
        return [*self.name.split("/"), "", ""][:5]

    @property
    def layer(self) -> str:
        return self.parts[0]

    @property
    def subject(self) -> str:
        return self.parts[1]

    @property
    def suite(self) -> str:
        return self.subject.partition("@")[0] if self.is_ours else ""

    @property
    def backend(self) -> str:
        return self.subject.partition("@")[2]

    @property
    def is_ours(self) -> bool:
        return "@" in self.subject

    @property
    def operation(self) -> str:
        return self.parts[2]

    @property
    def size(self) -> str:
        return self.parts[3]

    @property
    def variant(self) -> str:
        return self.parts[4]

    def label(self) -> str:
        """How a table or a chart calls the subject."""
        if self.is_ours:
            return f"{self.suite} on {BACKENDS.get(self.backend, self.backend)}"
        return self.title or self.subject.replace("_", " ")


def plain_name(run_name: str) -> str:
    """A run's name without what Google Benchmark adds to it: iterations:N, repeats:N, manual_time, real_time."""
    return "/".join(part for part in run_name.split("/") if ":" not in part and not part.endswith("_time"))


def is_wall_time(run_name: str) -> bool:
    """Whether real_time is what counts: where a program sets the time itself, or several threads share the work."""
    return run_name.endswith(("/manual_time", "/real_time"))


def read_runs(runs: list[dict], cases: dict[str, Case]) -> None:
    """Adds the repetitions in a program's output to the cases; aggregates are left to us."""
    for run in sorted(runs, key=lambda run: run.get("family_index", 0)):  # they stand as they ran, in random order
        if run.get("run_type") != "iteration":
            continue
        case = cases.setdefault(plain_name(run["run_name"]), Case(plain_name(run["run_name"])))
        if run.get("error_occurred"):
            case.error = run.get("error_message", "failed")
            continue
        case.title = run.get("label", "")
        key = "real_time" if is_wall_time(run["run_name"]) else "cpu_time"
        case.times.append(run[key] * NANOSECONDS[run["time_unit"]])
        for name, value in run.items():
            if name not in FIXED:
                case.counters.setdefault(name, []).append(value)


def read_files(paths: list[Path]) -> tuple[dict[str, Case], dict]:
    """All cases in these files, in their order, and what the programs say of themselves and the machine."""
    cases: dict[str, Case] = {}
    context: dict = {}
    for path in paths:
        content = json.loads(path.read_text(encoding="utf-8"))
        context = {**context, **content["context"]}
        read_runs(content["benchmarks"], cases)
    return cases, context


def add_tunnels(cases: dict[str, Case], path: Path) -> None:
    """What bench/tunnel/run.py has written, if it has: a case for each tunnel, tunnel/SUBJECT/stream."""
    if not path.exists():
        return
    content = json.loads(path.read_text(encoding="utf-8"))
    for row in content["rows"]:
        words = row["name"].split()
        slug = re.sub("[^a-z0-9]+", "_", row["name"].lower())
        subject = f"{words[1]}@tunnel" if words[0] == "handclasp" else slug
        case = Case(f"tunnel/{subject}/stream", title=row["name"], times=[seconds * 1e9 for seconds in row["seconds"]])
        case.counters["bytes_per_second"] = [content["octets"] / seconds for seconds in row["seconds"]]
        cases[case.name] = case

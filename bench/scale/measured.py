"""The measurements that docs/scale.md rests on: some of ./run bench's cases, and how long single key pairs take."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "tests/structure"), str(HERE.parent / "report")]
import cases as bench_cases  # noqa: E402
import machine  # noqa: E402
import project  # noqa: E402

# The cases, by program. Their repetitions are interleaved, so that a slow moment hits all of them alike.
FRAMES = r"(standard|gcm)@[a-z_]+/(seal|open)/(1024|16384)"
FILTERS = {
    "handshake": r"/(standard|standard_256|modern)@[a-z_]+/server|/standard@[a-z_]+/pool/100",
    "record": f"record/{FRAMES}$",
    "batch": f"batch/{FRAMES}/64$",
    "sessions": r"^state/[a-z_]+@",
    "channel": r"/(tcp|[a-z_]+@[a-z_]+)/stream/(16384|1048576)|/idle/1000",
}
REPETITIONS, MIN_TIME = 7, 0.02


@dataclass
class Measured:
    """What was measured, where and how."""

    cases: dict[str, dict[str, float]]  # by name: ns, and the counters
    generation: dict[str, list[float]]  # by key transport and backend: seconds for each key pair
    machine: dict
    source: str  # what timed them
    load: float  # of the machine before; more than a little, and the times are not to be trusted

    def ns(self, name: str) -> float | None:
        return self.value(name, "ns")

    def value(self, name: str, what: str) -> float | None:
        return self.cases.get(name, {}).get(what)


def from_report(path: Path) -> tuple[dict[str, dict[str, float]], dict]:
    """The cases in a report of ./run bench, and its machine."""
    report = json.loads(path.read_text(encoding="utf-8"))
    found = {}
    for row in report["rows"]:
        counters = {name: value for name, value in row.items() if isinstance(value, (int, float))}
        found[row["name"]] = {**counters, "ns": row["ns"]["median"]}
    return found, report["machine"]


def from_programs(build: Path, folder: Path) -> tuple[dict[str, dict[str, float]], dict]:
    """The same from the programs, of which only these cases run."""
    files = []
    for name, only in FILTERS.items():
        program, file = build / "bench" / f"bench_{name}", folder / f"{name}.json"
        if not program.exists():
            project.fail(f"no {program}: ./run bench builds it")
        print(f"running {program.name}", file=sys.stderr)
        options = {"filter": only, "repetitions": REPETITIONS, "min_time": MIN_TIME, "out": file,
                   "enable_random_interleaving": "true", "out_format": "json"}  # fmt: skip
        said = project.must_run([program, *(f"--benchmark_{option}={value}" for option, value in options.items())])
        if not file.stat().st_size:  # as a filter that it does not understand leaves it, without a failure
            project.fail(f"{program.name} ran nothing:", said)
        files.append(file)
    cases, context = bench_cases.read_files(files)
    if faults := [f"{case.name}: {case.error}" for case in cases.values() if case.error]:
        project.fail(*faults)
    found = {}
    for name, case in cases.items():
        counters = {counter: statistics.median(values) for counter, values in case.counters.items()}
        found[name] = {**counters, "ns": statistics.median(case.times)}
    return found, machine.describe(context)


def generation_times(folder: Path, seconds: int) -> dict[str, list[float]]:
    """Compiles and runs generation.cpp."""
    program = folder / "generation"
    with_openssl = [f"-DHANDCLASP_WITH_OPENSSL={int(project.HAS_OPENSSL)}"]
    link = [*project.cryptopp_link(), *project.openssl_link(), "-pthread"]
    project.must_run([*project.compile_command(), "-O2", *with_openssl, HERE / "generation.cpp", "-o", program, *link])
    print(f"running generation, about {6 * seconds} s at most", file=sys.stderr)
    said = subprocess.run([program, str(seconds)], capture_output=True, text=True, check=True).stdout
    return {name: [int(time) / 1e9 for time in times] for name, *times in (line.split() for line in said.splitlines())}


def measure(build: Path, report: Path | None, folder: Path, seconds: int) -> Measured:
    folder.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    if report is None:
        cases, where = from_programs(build, folder)
        source = "`bench/scale/figures.py`, which runs some cases of `./run bench`"
    else:
        cases, where = from_report(report)
        source = "`./run bench`, key pairs by `bench/scale/figures.py`"
    return Measured(cases, generation_times(folder, seconds), where, source, load)

"""Runs the benchmark programs and reports: report.json, report.html, and tables on the terminal.

Ends with 1 where a program fails, or where a case's check did: a report without that case is written all the same.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import figures
import machine
import page
import plan
import targets
import terminal
from cases import Case, add_tunnels, read_files

try:
    import charts
except ImportError:
    charts = None

DEBUG_REMARK = "Library was built as DEBUG"
REMARK = (
    "Google Benchmark itself may be built without optimization, as Debian's is: that slows its bookkeeping between"
    " loops, not the loops that are timed, which are this build's own code and optimized."
)


def reported(name: str, command: list, log: Path) -> bool:
    """Runs a command, says how it ended, and passes its warnings on but for the one that the report explains."""
    start = time.monotonic()
    print(f"{name:<12} ", end="", flush=True)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    print(f"{'ok' if done.returncode == 0 else 'FAILED':<6} {time.monotonic() - start:5.0f} s")
    warnings = [line for line in done.stderr.splitlines() if "WARNING" in line and DEBUG_REMARK not in line]
    for line in warnings if done.returncode == 0 else (done.stdout + done.stderr).splitlines()[-12:]:
        print(f"    {line}")
    return done.returncode == 0


def run_tunnels(build: Path, results: Path, quick: bool) -> bool:
    """Whether the tunnels were timed; a build without Asio has none, which is no fault."""
    if not (build / "bench/tunnel/bench_tunnel_stream").exists():
        return True
    script = Path(__file__).parents[1] / "tunnel/run.py"
    command = [sys.executable, script, "--build", build, "--output", results, *(["--quick"] if quick else [])]
    return reported("tunnel", command, results.with_name("tunnel.txt"))


def make_report(cases: dict[str, Case], context: dict, mode: str) -> tuple[dict, list[targets.Outcome]]:
    described = machine.describe(context)
    outcomes = targets.outcomes(cases, "avx512f" in described["flags"])
    report = {
        "machine": described,
        "mode": mode,
        "remark": REMARK,
        "targets": [outcome.as_json() for outcome in outcomes],
        "rows": figures.rows(cases),
        "faults": {case.name: case.error for case in cases.values() if case.error},
    }
    return report, outcomes


def write(report: dict, outcomes: list[targets.Outcome], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (folder / "report.html").write_text(page.html(report, outcomes, charts), encoding="utf-8")
    print(terminal.text(report, outcomes))
    print(f"\nwritten: {folder}/report.json, {folder}/report.html")
    if charts is None:
        print("without matplotlib (python3-matplotlib) the page has tables and no charts")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="the build folder")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--quick", action="store_true", help="what fits into three minutes")
    parser.add_argument("--only", nargs="*", help="of the programs, these; the others' last results are read again")
    given = parser.parse_args()

    results = given.out / "results"
    results.mkdir(parents=True, exist_ok=True)
    good, files = True, []
    for name, how in (plan.QUICK if given.quick else plan.FULL).items():
        program, file = given.build / "bench" / f"bench_{name}", results / f"{name}.json"
        if program.exists() and (not given.only or name in given.only):
            good = reported(name, [program, *how.arguments(str(file))], file.with_suffix(".txt")) and good
        if program.exists() and file.exists():
            files.append(file)
    cases, context = read_files(files)
    if not given.only or "tunnel" in given.only:
        good = run_tunnels(given.build, results / "tunnel.json", given.quick) and good
    add_tunnels(cases, results / "tunnel.json")
    report, outcomes = make_report(cases, context, "quick" if given.quick else "full")
    print()
    write(report, outcomes, given.out)
    return 0 if good and not report["faults"] else 1


if __name__ == "__main__":
    sys.exit(main())

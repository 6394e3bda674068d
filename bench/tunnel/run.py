"""Times one connection through each tunnel on loopback, and through none: source, tunnel, sink, on one machine.

    run.py --build FOLDER --output FILE [--quick]

FOLDER is a build folder with handclasp-tunnel and bench_tunnel_stream. All tunnels stand from the beginning, and each
repetition goes through every one of them in turn, so that what slows the machine down for a while slows all of them
down. The sink compares every octet. Rates are payload; ratios are those within one repetition. A middle value stands
with its spread: the distance between the quartiles, as a part of it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from processes import Processes
from tunnels import TUNNELS, Setting, Tunnel

# How much faster than whom, at least.
AIMS = (
    ("handclasp standard", "stunnel, TLS 1.2 AES128-SHA256", 2.0),
    ("handclasp standard", "spiped", 3.0),
    ("handclasp gcm", "stunnel, TLS 1.3 AES-128-GCM", 1.4),
)


def spread(values: list[float]) -> float:
    if len(values) < 2:
        return 0.0
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / statistics.median(values)


def timed(stream: Path, port: int, octets: int) -> float:
    done = subprocess.run([stream, "source", str(port), str(octets)], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=600, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return float(done.stdout)


def rows_of(seconds: dict[str, list[float]], octets: int) -> list[dict[str, Any]]:
    rows = []
    for name, times in seconds.items():
        rates = [octets / 1e9 / taken for taken in times]
        rows.append({"name": name, "seconds": times, "gigabytes_per_second": statistics.median(rates),
                     "spread": spread(rates)})
    return rows


def ratios_of(seconds: dict[str, list[float]]) -> list[dict[str, Any]]:
    aims = {(name, peer): aim for name, peer, aim in AIMS}
    ratios = []
    for name in (name for name in seconds if name.startswith("handclasp")):
        for peer in (peer for peer in seconds if not peer.startswith("handclasp")):
            each = [theirs / ours for theirs, ours in zip(seconds[peer], seconds[name], strict=True)]
            ratios.append({"name": name, "peer": peer, "ratio": statistics.median(each), "spread": spread(each),
                           "aim": aims.get((name, peer))})
    return ratios


def table(report: dict[str, Any]) -> str:
    lines = [f"one connection over loopback, {report['octets'] / 1e6:.0f} MB, {report['repetitions']} repetitions",
             f"{'tunnel':<34}{'GB/s':>8}{'spread':>9}"]
    for row in report["rows"]:
        lines.append(f"{row['name']:<34}{row['gigabytes_per_second']:>8.2f}{row['spread']:>9.1%}")
    for skipped in report["skipped"]:
        lines.append(f"{skipped['name']:<34}skipped: {skipped['why']}")
    lines.append(f"{'':<34}{'times as fast as':<32}{'ratio':>6}{'spread':>9}{'aim':>6}")
    for ratio in report["ratios"]:
        aim = f"{ratio['aim']:.1f}" if ratio["aim"] else ""
        lines.append(f"{ratio['name']:<34}{ratio['peer']:<32}{ratio['ratio']:>6.2f}{ratio['spread']:>9.1%}{aim:>6}")
    return "\n".join(lines)


def measure(build: Path, octets: int, repetitions: int, log: Path) -> dict[str, Any]:
    stream, program = build / "bench/tunnel/bench_tunnel_stream", build / "docs/examples/handclasp-tunnel"
    for needed in (stream, program):
        if not needed.exists():
            raise RuntimeError(f"there is no {needed}; build the examples and the benchmarks")
    skipped = [{"name": tunnel.name, "why": why} for tunnel in TUNNELS if (why := tunnel.missing())]
    with tempfile.TemporaryDirectory(prefix="handclasp-") as folder, Processes(log) as processes:
        sink = int(processes.line(processes.start(stream, "sink"), ""))
        setting = Setting(processes, Path(folder), sink, program)
        ports: dict[Tunnel, int] = {}
        for tunnel in TUNNELS:
            if not tunnel.missing():
                ports[tunnel] = tunnel.start(setting)
        for port in ports.values():
            timed(stream, port, octets // 10)  # once, unmeasured
        seconds: dict[str, list[float]] = {tunnel.name: [] for tunnel in ports}
        for _ in range(repetitions):
            for tunnel, port in ports.items():
                seconds[tunnel.name].append(timed(stream, port, octets))
    versions = {tunnel.name: said for tunnel in ports if (said := tunnel.says())}
    return {"octets": octets, "repetitions": repetitions, "cores": os.cpu_count(), "versions": versions,
            "rows": rows_of(seconds, octets), "ratios": ratios_of(seconds), "skipped": skipped}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, required=True, help="the build folder")
    parser.add_argument("--output", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter repetitions")
    options = parser.parse_args()
    octets, repetitions = (300_000_000, 3) if options.quick else (2_000_000_000, 9)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    try:
        report = measure(options.build, octets, repetitions, options.output.with_suffix(".log"))
    except (RuntimeError, subprocess.SubprocessError) as error:
        sys.exit(f"bench/tunnel: {error}")
    options.output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(table(report))


if __name__ == "__main__":
    main()

"""Writes docs/benchmarks.md's tables and charts from a report: what stands between its marks, and its SVG files.

A mark is a line `<!-- from the report: NAME -->`; what follows up to `<!-- end -->` is replaced.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

import charts

SIZES = ("64", "1024", "16384")
INK = "#333333"


def table(head: list[str], body: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def octets(size: str) -> str:
    number = int(size)
    if number >= 1 << 20:
        return f"{number >> 20} MiB"
    return f"{number >> 10} KiB" if number >= 1024 and number % 1024 == 0 else f"{number} octets"


def time(ns: float) -> str:
    for unit, scale in (("ms", 1e6), ("us", 1e4)):
        if ns >= scale:
            return f"{ns / (1e6 if unit == 'ms' else 1e3):.3g} {unit}"
    return f"{ns:,.0f} ns"


def machine(report: dict) -> str:
    facts = report["machine"]
    libraries = ", ".join(f"{name} {version}" for name, version in facts["libraries"].items())
    return (f"{facts['processor']}, {facts['cores']} cores ({' '.join(facts['flags'])}); {facts['system']};"
            f" {facts['compiler']}; {libraries}; {facts['date']}; mode: {report['mode']}.")  # fmt: skip


def targets(report: dict) -> str:
    body = []
    for target in report["targets"]:
        found, aim = target["measured"], target["aim"]
        size = f", {octets(target['size'])}" if target["size"] else ""
        sign = ">=" if target["kind"] == "speed" else "<="
        shown = "-" if found is None else f"{found['median']:.4g} ({found['low']:.4g} to {found['high']:.4g})"
        body.append([target["row"] + size, "-" if aim is None else f"{sign} {aim:g}", shown, target["verdict"]])
    return table(["", "aim", "measured (quartiles)", ""], body)


def times(report: dict, layer: str, operation: str, columns: tuple[str, ...], column: str, fixed: dict) -> str:
    """Median times, subjects over the values of a column; `fixed` are values that other columns have."""
    rows = [row for row in report["rows"] if row["layer"] == layer and row["operation"] == operation
            and all(row[name] in values for name, values in fixed.items())]  # fmt: skip
    found = {(row["title"], row[column] or ""): row["ns"]["median"] for row in rows}
    body = []
    for title in dict.fromkeys(row["title"] for row in rows):
        cells = [time(found[title, value]) if (title, value) in found else "-" for value in columns]
        if any(cell != "-" for cell in cells):
            body.append([title, *cells])
    return table(["", *(octets(value) if column == "size" else value for value in columns)], body)


def handshakes(report: dict) -> str:
    body = []
    for row in report["rows"]:
        if row["layer"] == "handshake":
            what = row["name"].split("/", 2)[2]
            body.append([f"{row['title']}: {what}", time(row["ns"]["median"]),
                         *(time(row[name]) if name in row else "-" for name in ("p50", "p99"))])  # fmt: skip
    return table(["", "median", "p50", "p99"], body)


def tunnels(report: dict) -> str:
    body = [[row["title"], f"{row['octets_per_second'] / 1e9:.2f} GB/s"]
            for row in report["rows"] if row["layer"] == "tunnel"]  # fmt: skip
    return table(["", ""], body)


def fragments(report: dict) -> str:
    body = []
    for row in report["rows"]:
        if row["layer"] == "fragments" and row["operation"] == "both":
            pieces = octets(row["variant"]) if row["variant"] else "in one piece"
            wire = f"{row['sealed_octets']:,.0f}" if "sealed_octets" in row else "-"
            body.append([row["title"], octets(row["size"]), pieces, time(row["ns"]["median"]), wire])
    return table(["", "message", "fragments", "seal and open", "octets on the wire"], body)


BLOCKS = {
    "machine": machine,
    "targets": targets,
    "record": lambda report: times(report, "record", "both", SIZES, "size", {}),
    "batch": lambda report: times(report, "batch", "both", SIZES, "size", {"variant": ("64",)}),
    "few": lambda report: times(report, "batch", "both", ("1", "4", "16", "64"), "variant", {"size": ("1024",)}),
    "fragments": fragments,
    "handshakes": handshakes,
    "channel": lambda report: times(report, "channel", "stream", ("64", "1024", "16384", "1048576"), "size", {}),
    "sessions": lambda report: times(report, "sessions", "both", ("1", "10", "1000", "10000"), "variant", {"size": ("64",)}),
    "tunnels": tunnels,
}  # fmt: skip


def filled(text: str, report: dict) -> str:
    """The page with every block replaced. A mark of no block is an error."""

    def block(found: re.Match) -> str:
        return f"{found[1]}\n\n{BLOCKS[found[2]](report)}\n\n<!-- end -->"

    return re.sub(r"(<!-- from the report: (\w+) -->)\n.*?<!-- end -->", block, text, flags=re.DOTALL)


def standing_alone(svg: str) -> str:
    """A chart as a file of its own, on paper of its own, since a page may be dark."""
    svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ', 1)
    svg = svg.replace("currentColor", INK)
    return re.sub(r"(<svg [^>]*>)", r'\1<rect width="100%" height="100%" fill="#ffffff"/>', svg, count=1) + "\n"


def speeds(report: dict, layer: str, column: str, keep) -> dict[str, list]:
    series: dict[str, list] = {}
    for row in report["rows"]:
        if row["layer"] == layer and row["operation"] == "both" and row["octets_per_second"] and keep(row):
            series.setdefault(row["title"], []).append((int(row[column]), row["octets_per_second"] / 1e9))
    return series


def pictures(report: dict) -> dict[str, str]:
    def like_standard(row: dict) -> bool:
        is_aead = any(word in row["name"] for word in ("gcm", "tls_1_3", "secretstream"))
        return row["size"].isdigit() and row["suite"] in (None, "standard") and not is_aead

    def like_gcm(row: dict) -> bool:
        is_aead = any(word in row["name"] for word in ("gcm", "tls_1_3", "secretstream"))
        return row["size"].isdigit() and row["suite"] in (None, "gcm") and is_aead

    ratios = [(f"{target['row']}{', ' + octets(target['size']) if target['size'] else ''}",
               *(target["measured"][key] for key in ("median", "low", "high")), target["aim"])
              for target in report["targets"] if target["measured"] and target["kind"] == "speed"]  # fmt: skip
    size = "octets of a message"
    return {
        "ratios": charts.bars(ratios, "times as fast; the tick is the aim"),
        "record_standard": charts.lines(speeds(report, "record", "size", like_standard), size, "GB/s"),
        "record_gcm": charts.lines(speeds(report, "record", "size", like_gcm), size, "GB/s"),
        "batch_1024": charts.lines(
            speeds(report, "batch", "variant", lambda row: row["size"] == "1024" and like_standard(row)),
            "messages of 1 KiB in a batch", "GB/s", octets=False),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, default=Path("build/bench/report.json"))
    parser.add_argument("--page", type=Path, default=Path("docs/benchmarks.md"))
    given = parser.parse_args()
    report = json.loads(given.report.read_text(encoding="utf-8"))
    given.page.write_text(filled(given.page.read_text(encoding="utf-8"), report), encoding="utf-8")
    folder = given.page.with_suffix("")
    folder.mkdir(exist_ok=True)
    for name, svg in pictures(report).items():
        (folder / f"{name}.svg").write_text(standing_alone(svg), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The report for a terminal, with the columns that `openssl speed` has: a subject a row, a size a column."""

from __future__ import annotations

from typing import Iterable

from figures import Figure
from targets import Outcome

LAYERS = {
    "primitives": "Naked primitives",
    "record": "One message at a time through one channel",
    "batch": "Messages of 64 channels, so many in a batch",
    "fragments": "One message in fragments of so many octets",
    "sessions": "So many sessions in turn, one message each",
    "sessions_batch": "So many sessions in turn, 64 messages at a time",
    "channel": "Through a connection over loopback TCP",
}
WITHOUT_SIZE = ("handshake", "state", "tunnel")


def by_size(size: str) -> tuple[int, str]:
    return (int(size), "") if size.isdigit() else (1 << 62, size)


def grid(head: list[str], body: Iterable[list[str]]) -> list[str]:
    """Lines of a table, the first column to the left and the others to the right."""
    table = [head, *body]
    widths = [max(len(line[i]) for line in table) for i in range(len(head))]
    return ["  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths)))
            for line in table]  # fmt: skip


def speed_tables(rows: list[dict]) -> list[str]:
    """Thousands of octets per second, as `openssl speed` prints them."""
    groups: dict[tuple[str, str, str], list[dict]] = {}
    for row in rows:
        if row["layer"] in LAYERS and row["octets_per_second"] and row["size"]:
            variants = [row["variant"] or ""]
            if row["layer"] == "fragments" and not row["variant"]:  # a peer, whose message is in one piece
                variants = sorted({r["variant"] for r in rows if r["layer"] == "fragments" and r["variant"]})
            for variant in variants:
                groups.setdefault((row["layer"], row["operation"], variant), []).append(row)
    lines = ["Thousands of octets of plaintext per second; `both` is seal and open of each message."]
    for (layer, operation, variant), members in groups.items():
        sizes = sorted({row["size"] for row in members}, key=by_size)
        titles = dict.fromkeys(row["title"] for row in members)
        found = {(row["title"], row["size"]): f"{row['octets_per_second'] / 1000:.2f}k" for row in members}
        body = [[title, *(found.get((title, size), "-") for size in sizes)] for title in titles]
        lines += ["", f"{LAYERS[layer]}: {operation}{', ' + variant if variant else ''}"]
        lines += grid(["type", *(f"{size} octets" if size.isdigit() else size for size in sizes)], body)
    return lines


def times_table(rows: list[dict]) -> list[str]:
    """What has no size: handshakes and the like."""
    body = []
    for row in rows:
        if row["layer"] in WITHOUT_SIZE or row["operation"] == "idle":
            extra = [f"{name} {row[name]:,.0f}" for name in ("p50", "p99", "state_octets") if name in row]
            if row["layer"] == "tunnel":
                extra.append(f"{row['octets_per_second'] / 1e9:.2f} GB/s")
            name = row["name"].split("/", 2)[2]
            body.append([row["title"], name, f"{row['ns']['median'] / 1000:,.1f}", f"{1e9 / row['ns']['median']:,.1f}",
                         ", ".join(extra)])  # fmt: skip
    if not body:
        return []
    return ["", "Handshakes, sessions and tunnels (p50 and p99 in ns, state in octets)",
            *grid(["type", "what", "us", "per second", ""], body)]  # fmt: skip


def shown(figure: Figure | None, kind: str) -> tuple[str, str]:
    """The median and its spread."""
    if figure is None:
        return "-", "-"
    digits = 2 if kind in ("speed", "overhead", "percentile") else 0 if kind == "time_ns" else 1
    return f"{figure.median:,.{digits}f}", f"{figure.low:,.{digits}f} to {figure.high:,.{digits}f}"


def targets_table(outcomes: list[Outcome]) -> list[str]:
    body = []
    for outcome in outcomes:
        aim = "-" if outcome.aim is None else f"{outcome.sign} {outcome.aim:g}"
        body.append([outcome.row, outcome.size, aim, *shown(outcome.measured, outcome.kind), outcome.verdict])
    counted = [sum(outcome.verdict == verdict for outcome in outcomes) for verdict in ("met", "not met", "not measured")]
    return ["", "Targets (the spread is that of the quartiles over all pairs of repetitions)",
            *grid(["row", "size", "aim", "median", "spread", ""], body), "",
            "targets: {} met, {} not met, {} not measured".format(*counted)]  # fmt: skip


def faults_table(faults: dict[str, str]) -> list[str]:
    return ["", "NOT TIMED, because a check failed:", *(f"  {name}: {why}" for name, why in faults.items())] if faults else []


def text(report: dict, outcomes: list[Outcome]) -> str:
    machine = report["machine"]
    libraries = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    lines = [
        f"{machine['processor']}, {machine['cores']} cores ({' '.join(machine['flags'])}); {machine['system']}",
        f"{machine['compiler']}; {libraries}",
        report["remark"],
        "",
        *speed_tables(report["rows"]),
        *times_table(report["rows"]),
        *targets_table(outcomes),
        *faults_table(report["faults"]),
    ]
    return "\n".join(lines)

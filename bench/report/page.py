"""The report as one HTML file that needs nothing else: charts, each with its table, and the targets."""

from __future__ import annotations

from html import escape

from targets import Outcome
from terminal import LAYERS, by_size, shown

STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --line: #bbb; --good: #00664a; --bad: #a33a00; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181b; --ink: #e6e6e6; --line: #555; --good: #4fd1a5; --bad: #ff9b63; }
}
body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; max-width: 70rem;
       margin: 2rem auto; padding: 0 1rem; }
svg { max-width: 100%; height: auto; }
figure { margin: 1.5rem 0; overflow-x: auto; }
figcaption { font-weight: 600; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: 0.2rem 0.6rem; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.met { color: var(--good); } .not-met { color: var(--bad); font-weight: 600; }
.wide { overflow-x: auto; }
"""

def table(head: list[str], body: list[list[str]]) -> str:
    def cells(tag: str, line: list[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in line) + "</tr>"

    return (f'<div class="wide"><table><thead>{cells("th", head)}</thead>'
            f"<tbody>{''.join(cells('td', line) for line in body)}</tbody></table></div>")  # fmt: skip


def figure(title: str, drawing: str, below: str) -> str:
    return (f'<figure role="group" aria-label="{escape(title)}"><figcaption>{escape(title)}</figcaption>{drawing}'
            f"<details><summary>In numbers</summary>{below}</details></figure>")  # fmt: skip


def numbers(rows: list[dict], column: str) -> str:
    """Subjects over sizes or variants: GB/s, ns for a message, allocations, cycles per octet."""
    columns = sorted({row[column] for row in rows}, key=by_size)
    head = ["", *(f"{value}{'' if value == 'mixed' else ' octets' if column == 'size' else ''}" for value in columns)]
    found = {(row["title"], row[column]): row for row in rows}
    body = []
    for title in dict.fromkeys(row["title"] for row in rows):
        line = [title]
        for value in columns:
            row = found.get((title, value))
            if row is None:
                line.append("-")
                continue
            cell = f"{row['ns']['median']:,.0f} ns"
            if row["octets_per_second"]:
                cell += f", {row['octets_per_second'] / 1e9:.3g} GB/s"
            if row["cycles_per_octet"]:
                cell += f", {row['cycles_per_octet']:.3g} c/o"
            if row["allocations"]:
                cell += f", {row['allocations']:.1f} allocs"
            line.append(cell)
        body.append(line)
    return table(head, body)


# The charts of the record layer; the other layers have one for each operation.
KINDS = ("", "standard and what is like it", "gcm and what is like it", "the other suites")


def kind_of(row: dict) -> str:
    """Which of the charts a subject belongs to: with a suite stand the peers of its construction."""
    if row["layer"] != "record":
        return KINDS[0]
    if row["suite"] not in (None, "standard", "gcm"):
        return KINDS[3]
    is_aead = any(word in row["name"] for word in ("gcm", "tls_1_3", "secretstream"))
    return KINDS[2] if is_aead else KINDS[1]


def speed_figures(rows: list[dict], draw) -> list[str]:
    """Speed over size for each operation."""
    made = []
    for layer in ("record", "primitives", "channel"):
        groups: dict[tuple[str, str], list[dict]] = {}
        for row in rows:
            if row["layer"] == layer and row["octets_per_second"] and row["size"]:
                groups.setdefault((kind_of(row), row["operation"]), []).append(row)
        for (kind, operation), chosen in sorted(groups.items(), key=lambda group: KINDS.index(group[0][0])):
            series: dict[str, list] = {}
            for row in chosen:
                series.setdefault(row["title"], []).append((int(row["size"]), row["octets_per_second"] / 1e9))
            title = f"{LAYERS[layer]}: {operation}{', ' + kind if kind else ''}"
            svg = draw.lines(series, "octets of a message", "GB/s") if draw else ""
            made.append(figure(title, svg, numbers(chosen, "size")))
    return made


def variant_figures(rows: list[dict], draw) -> list[str]:
    """Time for a message over what a layer varies, for the sizes that are there."""
    made = []
    labels = {"batch": "messages in a batch", "fragments": "octets of a fragment", "sessions": "sessions",
              "sessions_batch": "sessions"}  # fmt: skip
    for layer, label in labels.items():
        there = [row for row in rows if row["layer"] == layer and row["operation"] == "both" and row["variant"]]
        for size in sorted({row["size"] for row in there}, key=by_size):
            chosen = [row for row in there if row["size"] == size]
            series: dict[str, list] = {}
            for row in chosen:
                series.setdefault(row["title"], []).append((int(row["variant"]), row["ns"]["median"]))
            what = "messages of mixed sizes" if size == "mixed" else f"a message of {size} octets"
            title = f"{LAYERS[layer]}: seal and open {what}"
            svg = draw.lines(series, label, "ns for a message", octets=layer == "fragments") if draw else ""
            below = numbers(chosen, "variant")
            if layer == "fragments":
                below += table(["", "octets on the wire, of " + size], [
                    [f"{row['title']}, {row['variant']}", f"{row['sealed_octets']:,.0f}"] for row in chosen])  # fmt: skip
            made.append(figure(title, svg, below))
    return made


def latency_figure(rows: list[dict], draw) -> list[str]:
    values = []
    for row in rows:
        what = row["name"].split("/", 2)[2]
        if row["layer"] == "handshake":
            values.append((f"{row['title']}: {what}", *(row["ns"][key] / 1000 for key in ("median", "low", "high")), None))
            values += [(f"{row['title']}: {what}, {name}", row[name] / 1000, row[name] / 1000, row[name] / 1000, None)
                       for name in ("p50", "p99") if name in row]  # fmt: skip
        elif row["operation"] == "ping_pong" and row["size"] in ("64", "1024"):
            values.append((f"{row['title']}: there and back, {row['size']} octets",
                           *(row["ns"][key] / 1000 for key in ("median", "low", "high")), None))  # fmt: skip
    short = [value for value in values if value[1] < 10000]
    if not values:
        return []
    svg = draw.bars(short, "microseconds") if draw and short else ""
    below = table(["", "us", "from", "to"], [[name, *(f"{v:,.1f}" for v in rest[:3])] for name, *rest in values])
    return [figure("Latency: handshakes, and messages there and back", svg, below)]


def targets_section(outcomes: list[Outcome], draw) -> str:
    body = []
    for outcome in outcomes:
        aim = "-" if outcome.aim is None else f"{outcome.sign} {outcome.aim:g}"
        cells = [outcome.row, outcome.size, aim, *shown(outcome.measured, outcome.kind)]
        style = outcome.verdict.replace(" ", "-")
        body.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
                    + f'<td class="{style}">{outcome.verdict}</td></tr>')  # fmt: skip
    head = "".join(f"<th>{name}</th>" for name in ("Target", "Size", "Aim", "Median", "Spread", ""))
    bars = [(f"{outcome.row}{', ' + outcome.size if outcome.size else ''}", outcome.measured.median, outcome.measured.low, outcome.measured.high,
             outcome.aim) for outcome in outcomes if outcome.measured and outcome.kind == "speed"]  # fmt: skip
    svg = draw.bars(bars, "times as fast; the tick is the aim") if draw and bars else ""
    return (f'<h2>Targets</h2><figure role="group" aria-label="Ratios">{svg}</figure>'
            f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>')  # fmt: skip


def ratios_section(rows: list[dict]) -> str:
    """Every ratio with its spread, in one table that is folded away."""
    body = [[row["name"], peer, f"{ratio['median']:.2f}", f"{ratio['low']:.2f} to {ratio['high']:.2f}"]
            for row in rows for peer, ratio in row["ratios"].items()]  # fmt: skip
    return ("<h2>Every ratio</h2><p>How many times as long the peer takes.</p><details><summary>"
            f"{len(body)} ratios</summary>{table(['case', 'peer', 'median', 'spread'], body)}</details>")  # fmt: skip


def html(report: dict, outcomes: list[Outcome], draw) -> str:
    """draw is the module charts, or None for a page of tables alone."""
    machine, rows = report["machine"], report["rows"]
    facts = [["Processor", f"{machine['processor']}, {machine['cores']} cores"], ["Flags", " ".join(machine["flags"])],
             ["System", machine["system"]], ["Compiler", machine["compiler"] or "-"],
             ["Libraries", ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())],
             ["Date", machine["date"]], ["Mode", report["mode"]]]  # fmt: skip
    ticks = machine["ticks_per_second"]
    cycles = f"Cycles per octet (c/o) are those of the time stamp counter, at {ticks / 1e9:.2f} GHz." if ticks else ""
    faults = "".join(f"<li>{escape(name)}: {escape(why)}</li>" for name, why in report["faults"].items())
    body = [
        "<h1>handclasp: benchmarks</h1>",
        table(["", ""], facts),
        f"<p>{escape(report['remark'])} Times are medians, spreads are quartiles. {cycles}</p>",
        f"<h2>Not timed, because a check failed</h2><ul>{faults}</ul>" if faults else "",
        targets_section(outcomes, draw),
        "<h2>Speed over size</h2>",
        *speed_figures(rows, draw),
        "<h2>Batches, fragments, sessions</h2>",
        *variant_figures(rows, draw),
        "<h2>Latency</h2>",
        *latency_figure(rows, draw),
        ratios_section(rows),
    ]
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>handclasp: benchmarks</title>'
            f"<style>{STYLE}</style></head><body>{''.join(body)}</body></html>\n")  # fmt: skip

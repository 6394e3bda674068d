"""The tables of docs/scale.md in Markdown: measured, computed from what was measured, and simulated.

    figures.py                          print them
    figures.py --write docs/scale.md    put them where they belong in that file

Timings need a machine that does nothing else. The programs of ./run bench have to be built; with --report the cases are
taken from its report, and only the key pairs are timed anew.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import measured
import tables

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(<!-- figures\.py: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(text: str, made: dict[str, str]) -> str:
    """The text with each marked block replaced by its table. ValueError where blocks and tables do not match."""
    named = [match[2] for match in BLOCK.finditer(text)]
    if sorted(named) != sorted(made):
        raise ValueError(f"blocks {sorted(named)}, tables {sorted(made)}")
    return BLOCK.sub(lambda match: f"{match[1]}{made[match[2]]}\n{match[3]}", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, metavar="FILE", help="the document whose marked tables to replace")
    parser.add_argument("--report", type=Path, metavar="FILE", help="a report of ./run bench, build/bench/report.json")
    parser.add_argument("--build", type=Path, default=ROOT / "build/bench-g++", help="where its programs are built")
    parser.add_argument("--seconds", type=int, default=30, help="how long to make key pairs of each kind")
    given = parser.parse_args()
    found = measured.measure(given.build, given.report, ROOT / "build/bench/scale", given.seconds)
    made = {name: make(found) for name, make in tables.TABLES.items()}
    if given.write:
        given.write.write_text(fill(given.write.read_text(encoding="utf-8"), made), encoding="utf-8")
    else:
        print("\n\n".join(f"{name}\n\n{text}" for name, text in made.items()))


if __name__ == "__main__":
    main()

"""Fails where the table of test vectors in docs/security.md is not the one that the test program `wycheproof` prints.

To write it anew, put into the section the table that build/main/tests/test_wycheproof prints at its end. Ends with 77
(skipped, for Meson) where the vectors are not on this machine. Where the program was built without OpenSSL or IPsec-MB,
the rest of the table counts.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"
SECTION = re.compile(r"^## \d+\. Test vectors$(.*?)^## ", re.MULTILINE | re.DOTALL)
PROGRAM = Path(os.environ["HANDCLASP_TESTS"]) / "test_wycheproof"
SKIPPED = 77
NOT_BUILT = "not built"  # what the program says of a backend that it lacks


def rows(text: str) -> list[list[str]]:
    """The cells of a text's table."""
    lines = (line for line in text.splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def as_far_as_built(page: list[list[str]], printed: list[list[str]]) -> list[list[str]]:
    """The page's rows, where the program lacks a backend with what it says of that."""
    merged = [row.copy() for row in page]
    for ours, theirs in zip(merged, printed):
        for column, cell in enumerate(theirs[: len(ours)]):
            if cell == NOT_BUILT:
                ours[column] = cell
    return merged


def main() -> int:
    run = subprocess.run([PROGRAM], capture_output=True, text=True, timeout=280)
    printed = rows(run.stdout)
    if run.returncode != 0:
        print(run.stdout, run.stderr, "the program has failed", sep="\n")
        return 1
    if not printed:
        if "is not here" in run.stdout:
            print("SKIPPED  the vectors are not here (see HANDCLASP_WYCHEPROOF in tests/wycheproof/vectors.hpp)")
            return SKIPPED
        print("the program has printed no table")
        return 1
    section = SECTION.search(PAGE.read_text(encoding="utf-8"))
    page = as_far_as_built(rows(section[1]) if section else [], printed)
    if page != printed:
        as_lines = [[" | ".join(row) for row in table] for table in (page, printed)]
        print("docs/security.md has another table than the program prints:")
        print(*difflib.unified_diff(*as_lines, "docs/security.md", "the program", lineterm=""), sep="\n")
        return 1
    print("the table of test vectors in docs/security.md is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())

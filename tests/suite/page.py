"""Fails where docs/suites.md is not what `handclasp-suites --markdown` prints, or the program does not say what the page
says in its other form.

To write the page anew: build/main/docs/examples/handclasp-suites --markdown > docs/suites.md
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "suites.md"
PROGRAM = Path(os.environ["HANDCLASP_EXAMPLES"]) / "handclasp-suites"


def output(*arguments: str) -> str:
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


def main() -> int:
    page = output("--markdown")
    differences = list(difflib.unified_diff(PAGE.read_text(encoding="utf-8").splitlines(), page.splitlines(), lineterm=""))
    if differences:
        print("docs/suites.md is not what handclasp-suites --markdown prints:", *differences, sep="\n")
        return 1
    text = output()
    missing = [line for line in page.splitlines() if line.startswith("## ") and f"\n{line[3:]}: " not in text]
    if missing or page.count("\n## ") < 6:
        print("the text form lacks", missing, "or the page has fewer than six suites")
        return 1
    if subprocess.run([PROGRAM], stdout=open("/dev/full", "w"), stderr=subprocess.DEVNULL, timeout=60).returncode == 0:
        print("a full disk was not noticed")
        return 1
    print("docs/suites.md is up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())

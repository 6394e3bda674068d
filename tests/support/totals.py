"""Counts the last `meson test` of a build folder: `tests: N passed, N failed (N programs)`.

A Catch2 or unittest program counts each of its test cases, any other test counts as one. A program that ran no test
case counts as failed.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ALL_PASSED = re.compile(r"^All tests passed \(\d+ assertions? in (\d+) test cases?\)", re.MULTILINE)
SOME_FAILED = re.compile(r"^test cases: +(\d+) \|(?: +(\d+) passed)?", re.MULTILINE)
NONE_RAN = re.compile(r"^No tests? (cases? )?(ran|matched)", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)
UNITTEST_FAILED = re.compile(r"(?:failures|errors)=(\d+)")


def count(entry: dict) -> tuple[int, int]:
    """What passed and what failed in one program."""
    said = (entry.get("stdout") or "") + "\n" + (entry.get("stderr") or "")
    ok = entry["result"] in ("OK", "SKIP")
    passed, failed = (1, 0) if ok else (0, 1)
    if match := ALL_PASSED.search(said):
        passed = int(match[1])
    elif match := SOME_FAILED.search(said):
        passed = int(match[2] or 0)
        failed = int(match[1]) - passed
    elif match := UNITTEST.search(said):
        failed = sum(map(int, UNITTEST_FAILED.findall(said)))
        passed = int(match[1]) - failed
    elif NONE_RAN.search(said):
        passed = 0
    if failed == 0 and (not ok or passed == 0):
        failed = 1
    return passed, failed


def main() -> None:
    log = Path(sys.argv[1]) / "meson-logs" / "testlog.json"
    if not log.exists():
        sys.exit(f"tests: none has run in {sys.argv[1]}")
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    counts = [count(entry) for entry in entries]
    passed = sum(each[0] for each in counts)
    failed = sum(each[1] for each in counts)
    print(f"tests: {passed} passed, {failed} failed ({len(entries)} programs)")
    sys.exit(0 if failed == 0 and passed > 0 else 1)


if __name__ == "__main__":
    main()

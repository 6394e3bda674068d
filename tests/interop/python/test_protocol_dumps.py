"""Fails where the annotated units of docs/protocol.md are not those of docs/vectors/standard.json: an octet, an offset,
a size, or a key that differs.
"""

from __future__ import annotations

import json
import re
import unittest
from pathlib import Path
from typing import Any, Iterator

DOCS = Path(__file__).resolve().parents[3] / "docs"
BLOCK = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r"^(\w+)\b.*, (\d+) octets$")
FIELD = re.compile(r"^ *(\d+)  ((?:[0-9a-f]{2} )+)(?:… \((\d+) octets\) ((?:[0-9a-f]{2} ?)+))?", re.MULTILINE)
KEY = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{64})\b")


def strings(value: Any) -> Iterator[str]:
    """Every text in the vectors."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def section() -> str:
    text = (DOCS / "protocol.md").read_text(encoding="utf-8")
    return text[text.index("## 10. Annotated units"):text.index("## 11.")]


class Dumps(unittest.TestCase):
    def setUp(self) -> None:
        vectors = json.loads((DOCS / "vectors/standard.json").read_text(encoding="utf-8"))
        invalid = json.loads((DOCS / "vectors/standard_invalid.json").read_text(encoding="utf-8"))
        self.values = set(strings(vectors)) | {case["response"] for case in invalid["cases"] if "response" in case}

    def matches(self, unit: bytes, fields: list[tuple[int, bytes, int, bytes]]) -> bool:
        return all(
            unit[at:at + len(head)] == head and unit[at + len(head) + gap:at + len(head) + gap + len(tail)] == tail
            for at, head, gap, tail in fields
        )

    def test_units(self) -> None:
        units = 0
        for block in BLOCK.findall(section()):
            title = TITLE.match(block.splitlines()[0])
            if not title:
                continue
            name, size = title[1], int(title[2])
            fields = [
                (int(at), bytes.fromhex(head), int(gap or 0), bytes.fromhex(tail))
                for at, head, gap, tail in FIELD.findall(block)
            ]
            end = 0
            for at, head, gap, tail in fields:
                self.assertEqual(at, end, f"{name}: the field at {at} does not follow the one before it")
                end += len(head) + gap + len(tail)
            self.assertEqual(end, size, f"{name}: the fields add up to another size than the title says")
            candidates = [bytes.fromhex(value) for value in self.values
                          if len(value) == 2 * size and re.fullmatch(r"[0-9a-f]+", value)]
            self.assertTrue(any(self.matches(unit, fields) for unit in candidates), f"{name}: no unit of the vectors")
            units += 1
        self.assertEqual(units, 8)

    def test_keys(self) -> None:
        keys = KEY.findall(section())
        self.assertGreaterEqual(len(keys), 15)
        for key in keys:
            self.assertTrue(key in self.values, f"{key}: no value of the vectors")


if __name__ == "__main__":
    unittest.main()

"""Fails where the annotated units of docs/protocol.md are not those of docs/vectors: an octet, an offset, a size, a key
or a nonce that differs. Each part is held against the vectors of the suite that its heading names, `standard` unless it
names one.
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
KEY = re.compile(r"\b(?:[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{64})\b")
PART = re.compile(r"^### (.*)$", re.MULTILINE)
SUITE = re.compile(r"`(\w+)`")
PSEUDO_HEADER = re.compile(r"^P\b.*?((?:[0-9a-f]{2} ){15}[0-9a-f]{2})$", re.MULTILINE)
UNIT_TITLE = re.compile(r"frame (\d+).*, \d+ octets$", re.MULTILINE)


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


def parts() -> Iterator[tuple[str, str]]:
    """The suite and the text of each part of the section."""
    text = (DOCS / "protocol.md").read_text(encoding="utf-8")
    text = text[text.index("## 10. Annotated units"):text.index("## 11.")]
    _, *rest = PART.split(text)
    for heading, body in zip(rest[::2], rest[1::2], strict=True):
        suite = SUITE.search(heading)
        yield suite[1] if suite else "standard", body


def nonces(vectors: dict[str, Any]) -> Iterator[str]:
    """Of the client's frames, where the suite has an AEAD: its IV combined with the number."""
    if "initial_nonce" not in vectors["handshakes"][0]:
        return
    iv = vectors["handshakes"][0]["client"]["iv"]
    for frame in vectors["client_frames"]["frames"]:
        yield f"{int(iv, 16) ^ frame['number']:024x}"
        iv = frame["next"]["iv"] if "next" in frame else iv


class Values:
    """All that the vectors of a suite have."""

    def __init__(self, suite: str) -> None:
        vectors = json.loads((DOCS / f"vectors/{suite}.json").read_text(encoding="utf-8"))
        invalid = json.loads((DOCS / f"vectors/{suite}_invalid.json").read_text(encoding="utf-8"))
        self.all = {*strings(vectors), *nonces(vectors)}
        self.all |= {case["response"] for case in invalid["cases"] if "response" in case}

    def units(self, size: int) -> list[bytes]:
        return [bytes.fromhex(value) for value in self.all
                if len(value) == 2 * size and re.fullmatch(r"[0-9a-f]+", value)]


class Dumps(unittest.TestCase):
    def setUp(self) -> None:
        self.parts = list(parts())
        self.values = {suite: Values(suite) for suite, _ in self.parts}

    def matches(self, unit: bytes, fields: list[tuple[int, bytes, int, bytes]]) -> bool:
        return all(
            unit[at:at + len(head)] == head and unit[at + len(head) + gap:at + len(head) + gap + len(tail)] == tail
            for at, head, gap, tail in fields
        )

    def test_units(self) -> None:
        units = 0
        for suite, block in ((suite, block) for suite, body in self.parts for block in BLOCK.findall(body)):
            title = TITLE.match(block.splitlines()[0])
            if not title:
                continue
            name, size = f"{suite}, {title[1]}", int(title[2])
            fields = [
                (int(at), bytes.fromhex(head), int(gap or 0), bytes.fromhex(tail))
                for at, head, gap, tail in FIELD.findall(block)
            ]
            end = 0
            for at, head, gap, tail in fields:
                self.assertEqual(at, end, f"{name}: the field at {at} does not follow the one before it")
                end += len(head) + gap + len(tail)
            self.assertEqual(end, size, f"{name}: the fields add up to another size than the title says")
            self.assertTrue(any(self.matches(unit, fields) for unit in self.values[suite].units(size)),
                            f"{name}: no unit of the vectors")
            units += 1
        self.assertEqual(units, 16)

    def test_keys(self) -> None:
        count = 0
        for suite, body in self.parts:
            for key in KEY.findall(body):
                self.assertIn(key, self.values[suite].all, f"{suite}: {key}: no value of the vectors")
                count += 1
        self.assertGreaterEqual(count, 40)

    def test_pseudo_headers(self) -> None:
        """Number and header of the frame that is shown before them."""
        count = 0
        for suite, body in self.parts:
            blocks = BLOCK.findall(body)
            for shown, told in zip(blocks, blocks[1:]):
                for text in PSEUDO_HEADER.findall(told):
                    number = UNIT_TITLE.search(shown)
                    header = b"".join(bytes.fromhex(head) for _, head, _, _ in FIELD.findall(shown)[:2])
                    expected = int(number[1] if number else 0).to_bytes(8, "big") + header + b"HCv1"
                    self.assertEqual(bytes.fromhex(text), expected, suite)
                    count += 1
        self.assertEqual(count, 11)

    def test_every_composition_is_shown(self) -> None:
        self.assertEqual({suite for suite, _ in self.parts},
                         {"standard", "encrypt_then_mac", "gcm", "chacha", "modern"})


if __name__ == "__main__":
    unittest.main()

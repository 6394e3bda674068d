#!/usr/bin/python3
"""Writes docs/vectors/SUITE.json and SUITE_invalid.json for every suite; remaking them changes nothing.

    make_vectors.py [--into FOLDER]
"""

import argparse
import json
import pathlib
import sys
from typing import Any

from handclasp_peer.suites import SUITES, Suite
from handclasp_vectors import inputs, invalid_frames, invalid_hello, invalid_initial, invalid_request, valid


Content = dict[str, Any]


def valid_vectors(suite: Suite) -> Content:
    signed, unsigned = inputs.signed(suite), inputs.unsigned(suite)
    return {
        **valid.description(suite),
        "handshakes": [valid.handshake(signed), valid.handshake(unsigned)],
        "client_frames": valid.frames_of_client(signed),
        "server_frames": valid.frames_of_server(signed),
    }


def invalid_vectors(suite: Suite) -> Content:
    base = inputs.signed(suite)
    cases = (invalid_request.make(base) + invalid_hello.make(base) + invalid_initial.make(base)
             + invalid_frames.make(base))
    identifiers = [case["id"] for case in cases]
    if twice := {name for name in identifiers if identifiers.count(name) > 1}:
        raise AssertionError(f"used twice: {sorted(twice)}")
    return {"suite": suite.key, "handshake": base.name, "cases": cases}


def files() -> dict[str, str]:
    """Every file's name and text. An invalid case is one line."""
    texts = {}
    for key, suite in SUITES.items():
        texts[f"{key}.json"] = json.dumps(valid_vectors(suite), indent=1) + "\n"
        invalid = invalid_vectors(suite)
        lines = ",\n".join(json.dumps(case) for case in invalid.pop("cases"))
        texts[f"{key}_invalid.json"] = json.dumps(invalid)[:-1] + f', "cases": [\n{lines}\n]}}\n'
    return texts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=pathlib.Path, default=inputs.VECTORS)
    folder = parser.parse_args().into
    for name, text in files().items():
        (folder / name).write_text(text, encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())

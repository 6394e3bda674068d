#!/usr/bin/python3
"""Writes the files of docs/vectors: for every suite, and for certificates; remaking them changes nothing.

    make_vectors.py [--into FOLDER]
"""

import argparse
import json
import pathlib
import sys
from typing import Any

from handclasp_peer.suites import SUITES, Suite
from handclasp_vectors import (certified, inputs, invalid_certificates, invalid_credential, invalid_frames,
                               invalid_hello, invalid_initial, invalid_request, valid)


Content = dict[str, Any]


def valid_vectors(suite: Suite) -> Content:
    signed, unsigned, proven = inputs.signed(suite), inputs.unsigned(suite), inputs.with_credential(suite)
    return {
        **valid.description(suite),
        "handshakes": [valid.handshake(signed), valid.handshake(unsigned), valid.handshake(proven)],
        "client_frames": valid.frames_of_client(signed),
        "server_frames": valid.frames_of_server(signed),
    }


def invalid_vectors(suite: Suite) -> Content:
    base = inputs.signed(suite)
    cases = (invalid_request.make(base) + invalid_hello.make(base) + invalid_initial.make(base)
             + invalid_frames.make(base) + invalid_credential.make(inputs.with_credential(suite)))
    return {"suite": suite.key, "handshake": base.name, "cases": cases}


def certificate_vectors(suite: Suite) -> tuple[Content, Content]:
    """The valid and the invalid ones; certificates are the same for every suite, so that one is enough."""
    bases = certified.handshakes(suite)
    made = {**valid.description(suite), "handshakes": [valid.handshake(base) for base in bases]}
    return made, {"suite": suite.key, "handshake": bases[0].name, "cases": invalid_certificates.make(suite)}


def text_of_invalid(content: Content) -> str:
    """A case is one line."""
    identifiers = [case["id"] for case in content["cases"]]
    if twice := {name for name in identifiers if identifiers.count(name) > 1}:
        raise AssertionError(f"used twice: {sorted(twice)}")
    lines = ",\n".join(json.dumps(case) for case in content["cases"])
    rest = {name: value for name, value in content.items() if name != "cases"}
    return json.dumps(rest)[:-1] + f', "cases": [\n{lines}\n]}}\n'


def files() -> dict[str, str]:
    """Every file's name and text."""
    contents = {key: (valid_vectors(suite), invalid_vectors(suite)) for key, suite in SUITES.items()}
    contents["certificates"] = certificate_vectors(SUITES["modern"])
    texts = {}
    for key, (made, invalid) in contents.items():
        texts[f"{key}.json"] = json.dumps(made, indent=1) + "\n"
        texts[f"{key}_invalid.json"] = text_of_invalid(invalid)
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

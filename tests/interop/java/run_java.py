#!/usr/bin/python3
"""The C++ programs against two Java peers: one of the original description (suite `reference`), and one of
docs/protocol.md (suite `modern`) whose sides prove who they are. Both roles, good sessions and bad input.

    run_java.py --server PATH_TO_echo_server --client PATH_TO_echo_client

Ends with 0 if every check holds, 1 if one fails, 2 if the whole takes too long, and 77 (skipped, for Meson) where
there is no Java. With neither program it tries the Java peers against themselves alone.
"""

import argparse
import pathlib
import signal
import sys
import tempfile
from typing import NoReturn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "python"))

from handclasp_java import against_client, against_itself, against_server, jdk, modern
from handclasp_java.tally import Tally

SKIPPED = 77


def too_long(*_: object) -> NoReturn:
    print("FAILED  the whole run takes too long", flush=True)
    sys.exit(2)  # raises, so that every program is ended


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=pathlib.Path, help="the C++ echo_server")
    parser.add_argument("--client", type=pathlib.Path, help="the C++ echo_client")
    parser.add_argument("--limit", type=int, default=560, help="seconds for the whole run")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    try:
        print(f"Java peers: {jdk.version()}", flush=True)
    except jdk.Missing as missing:
        print(f"SKIPPED  the Java peers need Java {jdk.RELEASE} (Debian: default-jre-headless): {missing}")
        return SKIPPED
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(options.limit)
    tally = Tally(options.verbose)
    with (tempfile.TemporaryDirectory() as classes, tempfile.TemporaryDirectory() as folder,
          tally.check("compiling the Java peers")):
        java = jdk.compile_all(classes)
        peer = jdk.Peer(java)
        setting = modern.prepare(tally, jdk.ModernPeer(java), pathlib.Path(folder))
        against_itself.checks(tally, peer)
        modern.against_itself(setting)
        if options.server is not None:
            against_server.checks(tally, peer, options.server)
            modern.against_server(setting, options.server)
        if options.client is not None:
            against_client.checks(tally, peer, options.client)
            modern.against_client(setting, options.client)
    print(f"{tally.held} checks held, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())

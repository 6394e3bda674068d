#!/usr/bin/python3
"""The C++ programs against a Java peer of the original description: both roles, good sessions and bad input.

    run_java.py --server PATH_TO_echo_server --client PATH_TO_echo_client

Ends with 0 if every check holds, 1 if one fails, 2 if the whole takes too long, and 77 (skipped, for Meson) where no
JDK is installed. With neither program it tries the Java peer against itself alone.
"""

import argparse
import pathlib
import signal
import sys
import tempfile
from typing import NoReturn

from handclasp_java import against_client, against_itself, against_server, jdk
from handclasp_java.tally import Tally

SKIPPED = 77


def too_long(*_: object) -> NoReturn:
    print("FAILED  the whole run takes too long", flush=True)
    sys.exit(2)  # raises, so that every program is ended


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=pathlib.Path, help="the C++ echo_server")
    parser.add_argument("--client", type=pathlib.Path, help="the C++ echo_client")
    parser.add_argument("--limit", type=int, default=280, help="seconds for the whole run")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    try:
        print(f"Java peer: {jdk.version()}", flush=True)
    except jdk.Missing as missing:
        print(f"SKIPPED  the Java peer needs a JDK (Debian: default-jdk-headless): {missing}")
        return SKIPPED
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(options.limit)
    tally = Tally(options.verbose)
    with tempfile.TemporaryDirectory() as folder, tally.check("compiling the Java peer"):
        peer = jdk.Peer(folder)
        against_itself.checks(tally, peer)
        if options.server is not None:
            against_server.checks(tally, peer, options.server)
        if options.client is not None:
            against_client.checks(tally, peer, options.client)
    print(f"{tally.held} checks held, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""The C++ programs against the Python peer: both roles, every suite, sessions in order and attacks.

    run_interop.py --server PATH_TO_echo_server --client PATH_TO_echo_client

Ends with 0 if every check holds, 1 if one fails, 2 if the whole takes too long. Invalid initial units and frames are
live copies of those in docs/vectors; the server makes a key pair for each, RSA in most suites, so that only every sixth
is sent unless `--every 1` asks for all.
"""

import argparse
import contextlib
import pathlib
import signal
import sys
import time
from collections.abc import Iterable
from typing import NoReturn

from handclasp_interop import against_client, against_server, credentials
from handclasp_interop.programs import Check, echo_server, suites_of
from handclasp_peer import errors
from handclasp_peer.suites import SUITES

ENOUGH = 20  # failures in one group, after which the rest of it is left out: each may have waited for a time limit


def run(checks: Iterable[Check], verbose: bool) -> tuple[int, int]:
    """How many held, how many failed."""
    good = bad = 0
    for name, check in checks:
        if bad == ENOUGH:
            print(f"FAILED  {ENOUGH} checks already; the rest of this program is left out", flush=True)
            break
        started = time.monotonic()
        try:
            check()
        except (AssertionError, errors.ProtocolError, OSError) as error:
            bad += 1
            print(f"FAILED  {name}: {error or type(error).__name__}", flush=True)
        else:
            good += 1
            if verbose:
                print(f"ok      {name} ({time.monotonic() - started:.2f} s)", flush=True)
    return good, bad


def other_suites(program: pathlib.Path) -> set[str]:
    """Suites that only one of program and peer has; the reference suite is of another protocol."""
    return suites_of(program) ^ {*SUITES, "reference"}


def too_long(*_: object) -> NoReturn:
    print("FAILED  the whole run takes too long", flush=True)
    sys.exit(2)  # raises, so that every program is ended


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=pathlib.Path, help="the C++ echo_server")
    parser.add_argument("--client", type=pathlib.Path, help="the C++ echo_client")
    parser.add_argument("--suite", choices=sorted(SUITES), action="append", help="all unless said")
    parser.add_argument("--every", type=int, default=6, help="send every n-th invalid initial unit and frame")
    parser.add_argument("--limit", type=int, default=600, help="seconds for the whole run")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.server is None and options.client is None:
        parser.error("neither --server nor --client")
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(options.limit)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    good = bad = 0
    for program in filter(None, (options.server, options.client)):
        if options.suite is None and (other := other_suites(program)):
            bad += 1
            print(f"FAILED  {program.name} and the peer do not have the same suites: {sorted(other)}", flush=True)
    for suite in options.suite or SUITES:
        with contextlib.ExitStack() as stack:
            groups: list[Iterable[Check]] = []
            try:
                if options.server is not None:
                    server = stack.enter_context(echo_server(options.server, suite))
                    groups.append(against_server.checks(options.server, server, suite, options.every))
                    groups.append(credentials.of_server(options.server, suite, options.every))
            except (AssertionError, OSError) as error:
                bad += 1
                print(f"FAILED  {suite}: starting echo_server: {error}", flush=True)
            if options.client is not None:
                groups.append(against_client.checks(options.client, suite))
                groups.append(credentials.of_client(options.client, suite))
            for group in groups:
                held, failed = run(group, options.verbose)
                good, bad = good + held, bad + failed
    print(f"{good} checks held, {bad} failed")
    return 1 if bad or not good else 0


if __name__ == "__main__":
    sys.exit(main())

"""The Java client against the C++ echo_server, which is one process for all of it."""

import pathlib

from . import health, jdk
from .programs import Listening, listening, run
from .tally import Tally

GOOD = ("plain", "many", "pieces")
BAD = ("tampered", "bad-length", "bad-block")  # a good session follows each case


def good(tally: Tally, peer: jdk.Peer, server: Listening, scenario: str) -> None:
    tally.adopt(f"Java client, C++ server, {scenario}", run(peer.client(server.address, scenario), limit=60))


def bad(tally: Tally, peer: jdk.Peer, server: Listening, scenario: str) -> None:
    group = f"Java client, C++ server, {scenario}"
    lines = len(server.errors().splitlines())
    used, space = health.memory(server.process.pid)
    cases = tally.adopt(group, run(peer.client(server.address, scenario), limit=120))
    with tally.check(f"{group}: the server reports each"):
        reports = len(server.errors().splitlines()) - lines
        assert reports >= cases, f"{reports} lines on the standard error output for {cases} cases"
    with tally.check(f"{group}: the server's memory"):
        used_now, space_now = health.memory(server.process.pid)
        assert used_now - used <= health.MOST_MEMORY, f"{used_now - used} octets more than before"
        assert space_now - space <= health.MOST_SPACE, f"{space_now - space} octets of address space more than before"


def checks(tally: Tally, peer: jdk.Peer, program: pathlib.Path) -> None:
    command = [str(program), "--listen", "127.0.0.1:0", "--suite", "reference"]
    with tally.check("C++ server runs to the end"), listening(command) as server:
        for scenario in GOOD:
            good(tally, peer, server, scenario)
        for scenario in BAD:
            bad(tally, peer, server, scenario)
        good(tally, peer, server, "plain")
        assert server.process.poll() is None, f"it has ended with {server.process.returncode}"
        health.must_be_sound(server.errors())

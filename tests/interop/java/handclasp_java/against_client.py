"""The C++ echo_client against the Java server."""

import pathlib

from . import health, jdk, texts
from .programs import LIMIT, Ended, Listening, listening, run
from .tally import Tally

LINES = ["second", "", "dritte Nachricht \u2713", "last"]
CASES = ("tampering-server", "bad-length", "bad-key")
SOON = 10.0  # seconds; longer than the Java server waits for the end of a connection
ONE_ERROR = ("altered", "forged")  # cases that no one may tell apart


class Client:
    def __init__(self, program: pathlib.Path) -> None:
        self._program = program

    def run(self, server: Listening, first: str, lines: list[str]) -> Ended:
        command = [str(self._program), "--connect", server.address, "--suite", "reference", "--trust", "anyone"]
        ended = run(command + ([first] if first else []), "".join(line + "\n" for line in lines).encode())
        health.must_be_sound(ended.errors)
        assert ended.code >= 0, f"echo_client ended by signal {-ended.code}"
        return ended

    @staticmethod
    def told(server: Listening, ended: Ended) -> str:
        """What the Java server says of a client that has ended."""
        try:
            return server.line(LIMIT if ended.code == 0 else SOON)
        except AssertionError as error:
            raise AssertionError(f"{error}; echo_client ended with {ended.code}: {ended.errors.strip()}") from None

    def converse(self, server: Listening, first: str, lines: list[str]) -> Ended:
        ended = self.run(server, first, lines)
        told = self.told(server, ended)
        assert ended.code == 0, f"echo_client ended with {ended.code}: {ended.errors.strip()} (Java server: {told})"
        assert told == f"served {1 + len(lines)}", f"the Java server says '{told}'"
        for number, (sent, printed) in enumerate(zip([first, *lines], ended.lines)):
            assert sent == printed, f"message {number} came back as '{printed[:40]}'"
        assert len(ended.lines) == 1 + len(lines), f"{len(ended.lines)} of {1 + len(lines)} messages came back"
        return ended

    def too_long(self, server: Listening, first: str, lines: list[str], printed: list[str]) -> None:
        """Beyond the original peer's limits: the user has to hear of it, from whichever side refuses."""
        ended = self.run(server, first, lines)
        self.told(server, ended)
        must_refuse(ended, printed)


def must_refuse(ended: Ended, printed: list[str]) -> None:
    assert ended.code > 0, "echo_client ended with 0"
    assert ended.errors.strip(), "echo_client gave no reason on the standard error output"
    assert ended.lines == printed, f"echo_client printed {[line[:40] for line in ended.lines]}"


def good_checks(tally: Tally, client: Client, server: Listening) -> int:
    """The memory that a good session takes."""
    peak = 0
    group = "C++ client, Java server"
    with tally.check(f"{group}: plain"):
        peak = client.converse(server, "the first message", LINES).peak
    with tally.check(f"{group}: empty first message alone"):
        client.converse(server, "", [])
    with tally.check(f"{group}: 1,000 messages after the longest first one"):
        client.converse(server, texts.first(), texts.many())
    with tally.check(f"{group}: first message beyond the peer's limit"):
        client.too_long(server, texts.first(texts.FIRST_MOST + 1), [], [])
    with tally.check(f"{group}: later message beyond the peer's limit"):
        client.too_long(server, "first", ["a" * (texts.MOST + 1)], ["first"])
    return peak


def bad_checks(tally: Tally, client: Client, server: Listening, scenario: str, peak: int) -> None:
    reasons: dict[str, str] = {}
    for _ in range(int(server.line_after("cases "))):
        ended = client.run(server, "first", LINES)
        outcome, _, case = client.told(server, ended).partition(" ")
        with tally.check(f"C++ client, Java server, {scenario}: {case}"):
            assert outcome == "ok", "found by the Java server"
            in_hello = case.startswith("hello") or case.endswith("a hello")
            must_refuse(ended, [] if in_hello else ["first", LINES[0]])
            more = ended.peak - peak
            assert more <= health.MOST_MEMORY, f"echo_client used {more} octets more than in a good session"
            if case.startswith(ONE_ERROR):
                reasons[case] = "\n".join(sorted(set(ended.errors.splitlines())))
    if reasons:
        with tally.check(f"C++ client, Java server, {scenario}: one error for all that is altered"):
            assert len(set(reasons.values())) == 1, f"different ones: {reasons}"


def checks(tally: Tally, peer: jdk.Peer, program: pathlib.Path) -> None:
    client = Client(program)
    peak = 0
    with tally.check("Java server plain runs to the end"), listening(peer.server("plain")) as server:
        peak = good_checks(tally, client, server)
    for scenario in ("exponent-17", "pieces"):
        with tally.check(f"C++ client, Java server, {scenario}"), listening(peer.server(scenario)) as server:
            client.converse(server, "the first message", LINES)
    for scenario in CASES:
        with tally.check(f"Java server {scenario} runs to the end"), listening(peer.server(scenario)) as server:
            bad_checks(tally, client, server, scenario, peak)

"""The C++ echo_client against the Python server."""

import pathlib
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from handclasp_peer import channel, ed25519, errors, identity, scenarios
from handclasp_peer.ed25519 import Ed25519Identity
from handclasp_peer.suites import SUITES
from handclasp_vectors import inputs, invalid_frames, invalid_hello

from .live import LiveServer
from .programs import SEED, Check, Ended, echo_client, send_in_pieces, until_end

PIN = ["--pin", ed25519.fingerprint(ed25519.public_of(SEED))]
ANYONE = ["--trust", "anyone"]
KNOWN = Ed25519Identity(SEED)
FIRST = ["the", "first", "message"]
LINES = ["second", "", "dritte Nachricht \u2713", scenarios.long_message().decode("ascii"), "last"]


def converse(program: pathlib.Path, suite: str, scenario: str, options: list[str], shown: identity.Identity | None,
             lines: list[str], first: list[str] = FIRST, clients: identity.Trust | None = None,
             expected_client: str | None = None) -> None:
    """The server demands a credential where `clients` is given; the client is then to have this fingerprint."""
    def serve(connection: socket.socket) -> None:
        peer = channel.accept(connection, SUITES[suite], shown, clients=clients)
        client = peer.peer.fingerprint if peer.peer else None
        assert client == expected_client, f"the client was {client}"
        scenarios.SERVER[scenario](peer)
        assert until_end(connection) == b"", "octets after the client's close"

    ended = echo_client(program, suite, options, first, lines, serve)
    assert ended.code == 0, f"echo_client ended with {ended.code}: {ended.errors}"
    expected = [" ".join(first)] + (lines if scenario != "half-close" else [])
    assert ended.lines == expected, f"echo_client printed {[line[:40] for line in ended.lines]}"


def must_fail(ended: Ended) -> None:
    assert ended.code > 0, f"echo_client ended with {ended.code}"
    assert ended.errors.strip(), "echo_client gave no reason on the standard error output"


def tampered(program: pathlib.Path, suite: str) -> None:
    def serve(connection: socket.socket) -> None:
        try:
            scenarios.server_tamper(channel.accept(connection, SUITES[suite], KNOWN))
        except (errors.ProtocolError, ConnectionError):
            pass

    ended = echo_client(program, suite, PIN, FIRST, [], serve)
    must_fail(ended)
    assert ended.lines == [], "echo_client printed a message that was tampered with"


def refused_hello(program: pathlib.Path, suite: str, index: int, trust: list[str]) -> None:
    def serve(connection: socket.socket) -> None:
        case = invalid_hello.make(LiveServer(SUITES[suite], connection, KNOWN))[index]  # type: ignore[arg-type]
        connection.sendall(bytes.fromhex(case["octets"]))
        if case.get("end"):
            connection.shutdown(socket.SHUT_WR)
        received = until_end(connection)
        assert not received, f"{case['what']}: the client sent {len(received)} octets"

    must_fail(echo_client(program, suite, trust, FIRST, [], serve))


def client_frame_cases(base: Any) -> list[dict[str, Any]]:
    return [case for case in invalid_frames.make(base) if case["receiver"] == "client"]


def refused_frame(program: pathlib.Path, suite: str, index: int) -> None:
    def serve(connection: socket.socket) -> None:
        session = LiveServer(SUITES[suite], connection, KNOWN).finish()
        case = client_frame_cases(SimpleNamespace(suite=SUITES[suite], client=session))[index]
        connection.sendall(b"".join(map(bytes.fromhex, case["preceding"])) + bytes.fromhex(case["octets"]))
        until_end(connection)

    must_fail(echo_client(program, suite, PIN, FIRST, [], serve))


def no_close(program: pathlib.Path, suite: str) -> None:
    """The stream ends without a close: an error, not an end."""
    def serve(connection: socket.socket) -> None:
        session = LiveServer(SUITES[suite], connection, KNOWN).finish()
        connection.sendall(session.sealer.seal_message(session.first_message))
        connection.shutdown(socket.SHUT_WR)
        until_end(connection)

    must_fail(echo_client(program, suite, PIN, FIRST, [], serve))


def in_pieces(program: pathlib.Path, suite: str, piece: int) -> None:
    """Hello and frames, cut without regard to units."""
    def serve(connection: socket.socket) -> None:
        session = LiveServer(SUITES[suite], connection, KNOWN).finish(piece)
        sealer = session.sealer
        octets = sealer.seal_message(session.first_message) + sealer.seal_rekey() + sealer.seal_message(b"more")
        send_in_pieces(connection, octets + sealer.seal_close(), piece)
        until_end(connection)

    ended = echo_client(program, suite, PIN, FIRST, [], serve)
    assert ended.code == 0, f"echo_client ended with {ended.code}: {ended.errors}"
    assert ended.lines == [" ".join(FIRST), "more"], f"echo_client printed {ended.lines}"


def other_suite(program: pathlib.Path, suite: str, other: str) -> None:
    def serve(connection: socket.socket) -> None:
        try:
            channel.accept(connection, SUITES[other], KNOWN)
        except errors.ProtocolError as error:
            assert error.kind == errors.WRONG_SUITE, str(error)
        assert until_end(connection) == b"", "the client went on after a refusal"

    must_fail(echo_client(program, suite, ANYONE, FIRST, [], serve))


def not_pinned(program: pathlib.Path, suite: str, shown: Ed25519Identity | None, pin: str) -> None:
    """A valid hello of somebody else, or of nobody: the client sends nothing after its request."""
    def serve(connection: socket.socket) -> None:
        connection.sendall(LiveServer(SUITES[suite], connection, shown).hello)
        assert until_end(connection) == b"", "the client sent something to a server that it does not trust"

    must_fail(echo_client(program, suite, ["--pin", pin], FIRST, [], serve))


def checks(program: pathlib.Path, suite: str) -> Iterator[Check]:
    for scenario in ("echo", "rekey", "pieces"):
        yield (f"{suite}: echo_client, {scenario}",
               lambda s=scenario: converse(program, suite, s, PIN, KNOWN, LINES))
    yield f"{suite}: echo_client, half-close", lambda: converse(program, suite, "half-close", PIN, KNOWN, [])
    yield f"{suite}: echo_client, anyone", lambda: converse(program, suite, "echo", ANYONE, None, ["second"])
    yield f"{suite}: echo_client, no message", lambda: converse(program, suite, "echo", ANYONE, KNOWN, ["x"], [])
    yield f"{suite}: echo_client, another fingerprint", lambda: not_pinned(program, suite, KNOWN, "0" * 64)
    yield f"{suite}: echo_client, no proof where one is pinned", lambda: not_pinned(program, suite, None, PIN[1])
    yield f"{suite}: echo_client, tampered reply", lambda: tampered(program, suite)
    yield f"{suite}: echo_client, no close", lambda: no_close(program, suite)
    for piece in (1, 7, 100_000):
        yield f"{suite}: echo_client, pieces of {piece}", lambda p=piece: in_pieces(program, suite, p)
    other = next(key for key in SUITES if key != suite)
    yield f"{suite}: echo_client, a server of {other}", lambda: other_suite(program, suite, other)
    base = inputs.signed(SUITES[suite])
    for index, case in enumerate(invalid_hello.make(base)):
        if case["trust"]["kind"] == "anyone":
            yield (f"{suite}: echo_client, {case['id']}",
                   lambda i=index: refused_hello(program, suite, i, ANYONE))
    for index, case in enumerate(client_frame_cases(base)):
        yield f"{suite}: echo_client, {case['id']}", lambda i=index: refused_frame(program, suite, i)

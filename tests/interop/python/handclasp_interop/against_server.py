"""The Python client against the C++ echo_server."""

import json
import pathlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

from handclasp_peer import channel, ed25519, errors, identity, scenarios, units
from handclasp_peer.receiver import Receiver
from handclasp_peer.suites import SUITES
from handclasp_vectors import inputs, invalid_frames, invalid_initial

from .live import FIRST, LiveClient
from .programs import SEED, Check, Server, echo_server, send_in_pieces, until_end


def connect(server: Server, suite: str, trust: identity.Trust, message: bytes = FIRST,
            context: bytes = b"", owner: identity.Identity | None = None) -> channel.Channel:
    return channel.connect(server.connect(), SUITES[suite], trust, message, context, identity=owner)


def converse(server: Server, suite: str, trust: identity.Trust, scenario: str, message: bytes = FIRST,
             owner: identity.Identity | None = None) -> None:
    peer = connect(server, suite, trust, message, owner=owner)
    with peer.connection:
        for _ in scenarios.CLIENT[scenario](peer, [b"second", "dritte Nachricht \u2713".encode()]):
            pass
        assert until_end(peer.connection) == b"", "octets after the server's close"


def expect_error(kind: str, call: Callable[[], Any]) -> None:
    try:
        call()
    except errors.ProtocolError as error:
        assert error.kind == kind, f"{error} in place of {kind}"
    else:
        raise AssertionError(f"no error in place of {kind}")


def alive(server: Server, suite: str) -> None:
    converse(server, suite, identity.ANYONE, "plain")


def unanswered(server: Server, suite: str, context: bytes = b"", owner: identity.Identity | None = None) -> None:
    """A client that says all that is due, and yet the server drops the connection in silence."""
    with connect(server, suite, identity.ANYONE, context=context, owner=owner).connection as connection:
        assert until_end(connection) == b"", "the server answered"


def gone(server: Server, suite: str) -> None:
    """A client that goes away without a close does not take the server with it."""
    with connect(server, suite, identity.ANYONE, b"one").connection:
        pass
    alive(server, suite)


def in_pieces(server: Server, suite: str, piece: int) -> None:
    """Everything after the request, cut without regard to units."""
    with server.connect() as connection:
        base = LiveClient(SUITES[suite], connection)
        sealer = base.client.sealer
        octets = base.initial + sealer.seal_message(b"second") + sealer.seal_rekey() + sealer.seal_message(b"third")
        send_in_pieces(connection, octets + sealer.seal_close(), piece)
        receiver = Receiver(base.client.opener)
        messages = receiver.feed(until_end(connection))
        receiver.end()
        assert messages == [FIRST, b"second", b"third"], f"the server answered {messages}"


def invalid_request(server: Server, case: dict[str, Any]) -> None:
    with server.connect() as connection:
        connection.sendall(bytes.fromhex(case["octets"]))
        if case.get("end"):
            connection.shutdown(socket.SHUT_WR)
        received = until_end(connection).hex()
        assert received == case.get("response", ""), f"{case['what']}: the server sent {received or 'nothing'}"


def invalid_initial_unit(server: Server, suite: str, index: int) -> None:
    with server.connect() as connection:
        case = invalid_initial.make(LiveClient(SUITES[suite], connection))[index]  # type: ignore[arg-type]
        refuse(connection, case)


def server_frame_cases(base: Any) -> list[dict[str, Any]]:
    """Those that a plain echo server can be brought to: no state of its own making."""
    return [case for case in invalid_frames.make(base)
            if case["receiver"] == "server" and "counters" not in case and "reassembly_limit" not in case]


def invalid_frame(server: Server, suite: str, index: int) -> None:
    with server.connect() as connection:
        base = LiveClient(SUITES[suite], connection)
        case = server_frame_cases(base)[index]
        connection.sendall(base.initial)
        receiver = Receiver(base.client.opener)
        expect_messages(connection, receiver, 1)
        for unit in map(bytes.fromhex, case["preceding"]):
            connection.sendall(unit)
            expect_messages(connection, receiver, 1 if unit[0] == units.MESSAGE else 0)
        if any(bytes.fromhex(unit)[0] == units.CLOSE for unit in case["preceding"]):
            late(connection, receiver, case)
        else:
            refuse(connection, case)


def expect_messages(connection: socket.socket, receiver: Receiver, count: int) -> None:
    while count > 0:
        data = connection.recv(65536)
        assert data, "the server dropped the connection too early"
        count -= len(receiver.feed(data))


def refuse(connection: socket.socket, case: dict[str, Any]) -> None:
    """The server must drop the connection and send nothing more, a close included."""
    connection.sendall(bytes.fromhex(case["octets"]))
    if case.get("end"):
        connection.shutdown(socket.SHUT_WR)
    received = until_end(connection)
    assert not received, f"{case['what']}: the server sent {len(received)} octets more"


def late(connection: socket.socket, receiver: Receiver, case: dict[str, Any]) -> None:
    """After a close: the server may have sent its own close before it saw the octets, but no message."""
    try:
        connection.sendall(bytes.fromhex(case["octets"]))
    except ConnectionError:
        return
    assert receiver.feed(until_end(connection)) == [], f"{case['what']}: the server answered"


def session_checks(server: Server, suite: str, pinned: identity.Trust) -> Iterator[Check]:
    for scenario in scenarios.CLIENT:
        yield f"{suite}: echo_server, {scenario}", lambda s=scenario: converse(server, suite, pinned, s)
    yield f"{suite}: echo_server, empty first message", lambda: converse(server, suite, pinned, "plain", b"")
    full = scenarios.long_message(SUITES[suite].frame_limit)
    yield (f"{suite}: echo_server, first message of the frame limit",
           lambda: converse(server, suite, pinned, "plain", full))
    yield (f"{suite}: echo_server, another fingerprint is pinned",
           lambda: expect_error(errors.UNTRUSTED, lambda: connect(server, suite, identity.pinned("0" * 64))))
    other = next(key for key in SUITES if key != suite)
    yield (f"{suite}: echo_server, a client of {other}",
           lambda: expect_error(errors.WRONG_SUITE, lambda: connect(server, other, identity.ANYONE)))
    yield f"{suite}: echo_server, another context", lambda: unanswered(server, suite, b"another service")
    yield f"{suite}: echo_server, a client that goes away", lambda: gone(server, suite)
    for piece in (1, 7, 100_000):
        yield f"{suite}: echo_server, pieces of {piece}", lambda p=piece: in_pieces(server, suite, p)


def invalid_checks(server: Server, suite: str, every: int) -> Iterator[Check]:
    file = json.loads((inputs.VECTORS / f"{suite}_invalid.json").read_text(encoding="ascii"))
    for case in file["cases"]:
        if case["stage"] == "request":
            yield f"{suite}: echo_server, {case['id']}", lambda c=case: invalid_request(server, c)
    base = inputs.signed(SUITES[suite])
    for index, case in list(enumerate(invalid_initial.make(base)))[::every]:
        yield f"{suite}: echo_server, {case['id']}", lambda i=index: invalid_initial_unit(server, suite, i)
    for index, case in list(enumerate(server_frame_cases(base)))[::every]:
        yield f"{suite}: echo_server, {case['id']}", lambda i=index: invalid_frame(server, suite, i)
    yield f"{suite}: echo_server, still serves", lambda: alive(server, suite)


def unsigned(program: pathlib.Path, suite: str) -> None:
    with echo_server(program, suite, identity=False) as server:
        alive(server, suite)
        expect_error(errors.UNTRUSTED, lambda: connect(server, suite, identity.pinned("0" * 64)))


def checks(program: pathlib.Path, server: Server, suite: str, every: int) -> Iterator[Check]:
    expected = ed25519.fingerprint(ed25519.public_of(SEED))

    def same_fingerprint() -> None:
        assert server.fingerprint == expected, f"{server.fingerprint} in place of {expected}"

    yield f"{suite}: echo_server, fingerprint", same_fingerprint
    yield from session_checks(server, suite, identity.pinned(expected))
    yield from invalid_checks(server, suite, every)
    yield f"{suite}: echo_server without an identity", lambda: unsigned(program, suite)

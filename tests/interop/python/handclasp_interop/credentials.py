"""Clients that prove who they are: the C++ programs against the Python peer, in both roles, with every kind of key."""

import contextlib
import pathlib
import socket
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from handclasp_peer import channel, errors, identity, scenarios, units
from handclasp_peer.certificates import CertifiedIdentity
from handclasp_peer.ed25519 import Ed25519Identity
from handclasp_peer.handshake import ClientHandshake
from handclasp_peer.suites import SUITES, Suite
from handclasp_vectors import fixed_identity, invalid_credential

from .against_client import ANYONE, FIRST, KNOWN, PIN, must_fail
from .against_server import expect_error, refuse
from .programs import PASSWORD, Ended, Server, echo_client, echo_server, until_end

Check = tuple[str, Callable[[], None]]
Owner = Ed25519Identity | CertifiedIdentity

CLIENT = Ed25519Identity(bytes(range(32, 64)))
STRANGER = Ed25519Identity(bytes(range(64, 96)))
MESSAGE = b"the first message"


def owners(suite: str) -> dict[str, Owner]:
    """A bare key; and where the handshake is quick, each kind of key in a certificate."""
    found: dict[str, Owner] = {"Ed25519": CLIENT}
    if suite == "modern":
        for name, make in (("P-256", fixed_identity.with_p256), ("RSA", fixed_identity.with_rsa),
                           ("Ed25519", fixed_identity.with_ed25519)):
            made = make(SUITES[suite])
            found[f"{name} in a certificate"] = CertifiedIdentity(made.key, made.chain)
    return found


def write(folder: str, owner: Owner) -> str:
    """A file as the programs read it: a seed, or key and chain in PEM, the key under PASSWORD."""
    path = pathlib.Path(folder) / owner.fingerprint
    path.touch(0o600)
    if isinstance(owner, Ed25519Identity):
        path.write_text(owner.seed.hex() + "\n", encoding="ascii")
        return str(path)
    key = owner.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8,
                                  BestAvailableEncryption(PASSWORD.encode()))
    chain = [x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in owner.chain]
    path.write_bytes(key + b"".join(chain))
    return str(path)


# echo_server

def converse(server: Server, suite: str, owner: Owner) -> None:
    peer = channel.connect(server.connect(), SUITES[suite], identity.pinned(server.fingerprint), MESSAGE,
                           identity=owner)
    with peer.connection:
        for _ in scenarios.CLIENT["plain"](peer, [b"second"]):
            pass
        assert until_end(peer.connection) == b"", "octets after the server's close"


def not_listed(server: Server, suite: str) -> None:
    """A valid credential of somebody else: the server drops the connection in silence."""
    peer = channel.connect(server.connect(), SUITES[suite], identity.ANYONE, MESSAGE, identity=STRANGER)
    with peer.connection:
        assert until_end(peer.connection) == b"", "the server answered a client that it does not know"


def nothing_to_show(server: Server, suite: str) -> None:
    expect_error(errors.CREDENTIAL_DEMANDED,
                 lambda: channel.connect(server.connect(), SUITES[suite], identity.ANYONE, MESSAGE))


class LiveCredential:
    """A handshake with a running server up to the credential, which is not sent; the rest as of inputs.Handshake."""

    name, context, client_identity = "", b"", CLIENT

    def __init__(self, suite: Suite, connection: socket.socket) -> None:
        self.suite = suite
        handshake = ClientHandshake(suite, identity.ANYONE, MESSAGE, channel.client_random(suite), identity=CLIENT)
        self.request = handshake.request
        connection.sendall(self.request)
        reader, whole = units.UnitReader(), None
        while whole is None:
            data = connection.recv(65536)
            assert data, "the server dropped the connection instead of sending a hello"
            reader.feed(data)
            whole = reader.take(lambda *_: None)
        self.hello = whole
        done = handshake.feed(whole)
        assert done is not None
        octets, self.client = done
        size = units.HEADER_SIZE + int.from_bytes(octets[1:units.HEADER_SIZE], "big")
        self.initial, self.credential, self.encapsulation = octets[:size], octets[size:], handshake.encapsulation


def is_refused(case: dict[str, Any], base: Any) -> bool:
    """By a server that knows the client, and before it answers."""
    return case["expect"] != errors.UNTRUSTED and not case["octets"].startswith(base.credential.hex())


def invalid_credential_unit(server: Server, suite: str, index: int) -> None:
    with server.connect() as connection:
        base = LiveCredential(SUITES[suite], connection)
        case = invalid_credential.make(base)[index]  # type: ignore[arg-type]
        connection.sendall(base.initial)
        refuse(connection, case)


def of_server(program: pathlib.Path, suite: str, every: int) -> Iterator[Check]:
    known = owners(suite)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        listed = pathlib.Path(folder) / "clients"
        listed.write_text("".join(f"{owner.fingerprint} one {name}\n" for name, owner in known.items()), "ascii")
        server = stack.enter_context(echo_server(program, suite, more=("--clients", str(listed))))
        for name, owner in known.items():
            yield f"{suite}: echo_server, credential, {name}", lambda o=owner: converse(server, suite, o)
        yield f"{suite}: echo_server, credential of another client", lambda: not_listed(server, suite)
        yield f"{suite}: echo_server, a client without a credential", lambda: nothing_to_show(server, suite)
        with server.connect() as connection:
            base = LiveCredential(SUITES[suite], connection)
            cases = invalid_credential.make(base)  # type: ignore[arg-type]
        for index, case in [(index, case) for index, case in enumerate(cases) if is_refused(case, base)][::every]:
            yield (f"{suite}: echo_server, {case['id']}",
                   lambda i=index: invalid_credential_unit(server, suite, i))
        yield f"{suite}: echo_server, still serves clients that it knows", lambda: converse(server, suite, CLIENT)
        for name, owner in known.items():
            with echo_server(program, suite, own=write(folder, owner), more=("--clients", str(listed))) as other:
                def check(o: Owner = owner, s: Server = other) -> None:
                    assert s.fingerprint == o.fingerprint, f"{s.fingerprint} in place of {o.fingerprint}"
                    converse(s, suite, CLIENT)

                yield f"{suite}: echo_server under {name}", check


# echo_client

def serve(program: pathlib.Path, suite: str, shown: list[str], own: Owner, clients: identity.Trust | None,
          expected: Owner | None) -> None:
    """A session in order; the server demands a credential where `clients` is given."""
    def handle(connection: socket.socket) -> None:
        peer = channel.accept(connection, SUITES[suite], own, clients=clients)
        found = peer.peer.fingerprint if peer.peer else None
        assert found == (expected.fingerprint if expected else None), f"the client was {found}"
        scenarios.SERVER["echo"](peer)
        until_end(connection)

    ended = echo_client(program, suite, ["--pin", own.fingerprint, *shown], FIRST, ["second"], handle)
    assert ended.code == 0, f"echo_client ended with {ended.code}: {ended.errors}"
    assert ended.lines == [" ".join(FIRST), "second"], f"echo_client printed {ended.lines}"


def refused(program: pathlib.Path, suite: str, shown: list[str], trust: list[str], clients: identity.Trust,
            kind: str) -> None:
    """The server ends with this error. To the client only the end of the stream is to be seen."""
    def handle(connection: socket.socket) -> None:
        expect_error(kind, lambda: channel.accept(connection, SUITES[suite], KNOWN, clients=clients))

    ended: Ended = echo_client(program, suite, [*trust, *shown], FIRST, [], handle)
    must_fail(ended)
    assert ended.lines == [], "echo_client printed a message that nobody sent"


def of_client(program: pathlib.Path, suite: str) -> Iterator[Check]:
    with tempfile.TemporaryDirectory() as folder:
        for name, owner in owners(suite).items():
            shown = ["--client-identity", write(folder, owner)]
            yield (f"{suite}: echo_client, credential, {name}", lambda o=owner, s=shown: serve(
                program, suite, s, KNOWN, identity.pinned(o.fingerprint), o))
            yield (f"{suite}: echo_client, a server with {name}", lambda o=owner: serve(
                program, suite, [], o, None, None))
        shown = ["--client-identity", write(folder, CLIENT)]
        yield (f"{suite}: echo_client, a credential that nobody demands",
               lambda: serve(program, suite, shown, KNOWN, None, None))
        yield (f"{suite}: echo_client, a credential that is refused",
               lambda: refused(program, suite, shown, PIN, identity.pinned("0" * 64), errors.UNTRUSTED))
        yield (f"{suite}: echo_client without a credential",
               lambda: refused(program, suite, [], PIN, identity.ANYONE, errors.TRUNCATED))
        yield (f"{suite}: echo_client, a credential for a server that is not trusted",
               lambda: refused(program, suite, shown, ["--pin", "0" * 64], identity.ANYONE, errors.TRUNCATED))
        yield (f"{suite}: echo_client, a credential for anyone",
               lambda: refused(program, suite, shown, ANYONE, identity.pinned(), errors.UNTRUSTED))

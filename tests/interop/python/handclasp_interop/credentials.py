"""Clients that prove who they are: the C++ programs against the Python peer, in both roles, with every kind of key."""

import contextlib
import pathlib
import socket
import tempfile
from collections.abc import Iterator
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from handclasp_peer import channel, errors, identity
from handclasp_peer.certificates import CertifiedIdentity
from handclasp_peer.ed25519 import Ed25519Identity
from handclasp_peer.suites import SUITES
from handclasp_vectors import fixed_identity, invalid_credential

from . import against_client, against_server
from .against_client import ANYONE, FIRST, KNOWN, PIN, must_fail
from .against_server import expect_error
from .live import LiveClient
from .programs import PASSWORD, Check, Server, echo_client, echo_server, write_seed

Owner = Ed25519Identity | CertifiedIdentity

CLIENT = Ed25519Identity(bytes(range(32, 64)))
STRANGER = Ed25519Identity(bytes(range(64, 96)))


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
    if isinstance(owner, Ed25519Identity):
        return write_seed(path, owner.seed)
    path.touch(0o600)
    key = owner.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8,
                                  BestAvailableEncryption(PASSWORD.encode()))
    chain = [x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in owner.chain]
    path.write_bytes(key + b"".join(chain))
    return str(path)


# echo_server

def converse(server: Server, suite: str, owner: Owner) -> None:
    against_server.converse(server, suite, identity.pinned(server.fingerprint), "plain", owner=owner)


def nothing_to_show(server: Server, suite: str) -> None:
    expect_error(errors.CREDENTIAL_DEMANDED, lambda: against_server.connect(server, suite, identity.ANYONE))


def is_refused(case: dict[str, Any], base: Any) -> bool:
    """By a server that knows the client, and before it answers."""
    return case["expect"] != errors.UNTRUSTED and not case["octets"].startswith(base.credential.hex())


def invalid_credential_unit(server: Server, suite: str, index: int) -> None:
    with server.connect() as connection:
        base = LiveClient(SUITES[suite], connection, owner=CLIENT)
        case = invalid_credential.make(base)[index]  # type: ignore[arg-type]
        connection.sendall(base.initial)
        against_server.refuse(connection, case)


def of_server(program: pathlib.Path, suite: str, every: int) -> Iterator[Check]:
    known = owners(suite)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        listed = pathlib.Path(folder) / "clients"
        listed.write_text("".join(f"{owner.fingerprint} one {name}\n" for name, owner in known.items()), "ascii")
        server = stack.enter_context(echo_server(program, suite, more=("--clients", str(listed))))
        for name, owner in known.items():
            yield f"{suite}: echo_server, credential, {name}", lambda o=owner: converse(server, suite, o)
        yield (f"{suite}: echo_server, credential of another client",
               lambda: against_server.unanswered(server, suite, owner=STRANGER))
        yield f"{suite}: echo_server, a client without a credential", lambda: nothing_to_show(server, suite)
        with server.connect() as connection:
            base = LiveClient(SUITES[suite], connection, owner=CLIENT)
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

def refused(program: pathlib.Path, suite: str, shown: list[str], trust: list[str], clients: identity.Trust,
            kind: str) -> None:
    """The server ends with this error. To the client only the end of the stream is to be seen."""
    def handle(connection: socket.socket) -> None:
        expect_error(kind, lambda: channel.accept(connection, SUITES[suite], KNOWN, clients=clients))

    ended = echo_client(program, suite, [*trust, *shown], FIRST, [], handle)
    must_fail(ended)
    assert ended.lines == [], "echo_client printed a message that nobody sent"


def of_client(program: pathlib.Path, suite: str) -> Iterator[Check]:
    with tempfile.TemporaryDirectory() as folder:
        for name, owner in owners(suite).items():
            shown = ["--client-identity", write(folder, owner)]
            yield (f"{suite}: echo_client, credential, {name}", lambda o=owner, s=shown: against_client.converse(
                program, suite, "echo", PIN + s, KNOWN, ["second"], clients=identity.pinned(o.fingerprint),
                expected_client=o.fingerprint))
            yield (f"{suite}: echo_client, a server with {name}", lambda o=owner: against_client.converse(
                program, suite, "echo", ["--pin", o.fingerprint], o, ["second"]))
        shown = ["--client-identity", write(folder, CLIENT)]
        yield (f"{suite}: echo_client, a credential that nobody demands",
               lambda: against_client.converse(program, suite, "echo", PIN + shown, KNOWN, ["second"]))
        yield (f"{suite}: echo_client, a credential that is refused",
               lambda: refused(program, suite, shown, PIN, identity.pinned("0" * 64), errors.UNTRUSTED))
        yield (f"{suite}: echo_client without a credential",
               lambda: refused(program, suite, [], PIN, identity.ANYONE, errors.TRUNCATED))
        yield (f"{suite}: echo_client, a credential for a server that is not trusted",
               lambda: refused(program, suite, shown, ["--pin", "0" * 64], identity.ANYONE, errors.TRUNCATED))
        yield (f"{suite}: echo_client, a credential for anyone",
               lambda: refused(program, suite, shown, ANYONE, identity.pinned(), errors.UNTRUSTED))

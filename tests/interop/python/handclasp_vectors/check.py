"""Runs an invalid case of a vector file against the Python peer, from the content of the suite's two files alone."""

import pathlib
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from handclasp_peer import errors, identity
from handclasp_peer.ed25519 import Ed25519Identity
from handclasp_peer.frames import Opener
from handclasp_peer.handshake import ClientHandshake, ClientRandom, ServerHandshake
from handclasp_peer.receiver import REASSEMBLY_LIMIT, Receiver
from handclasp_peer.suites import SUITES

from .inputs import load_key

Vectors = dict[str, Any]


def octets(text: str) -> bytes:
    return bytes.fromhex(text)


def plaintext(value: Any) -> bytes:
    """Hex, or the first `size` octets of an endless repetition."""
    if isinstance(value, str):
        return octets(value)
    pattern = octets(value["repeat"])
    return (pattern * (value["size"] // len(pattern) + 1))[:value["size"]]


@dataclass(frozen=True)
class RecordedIdentity:
    """Shows and signs what a proof of the vectors has, and nothing else."""

    proof: Vectors

    @property
    def kind(self) -> int:
        return self.proof["kind"]

    @property
    def encoded(self) -> bytes:
        return octets(self.proof["identity"])

    def sign(self, message: bytes) -> bytes:
        if message.hex() != self.proof["signed_message"]:
            raise AssertionError("asked to sign another message")
        return octets(self.proof["signature"])


def identity_of(given: Vectors, name: str, proof: Vectors) -> identity.Identity | None:
    """From its seed where the vectors have one."""
    if given.get(f"{name}_seed"):
        return Ed25519Identity(octets(given[f"{name}_seed"]))
    return RecordedIdentity(proof) if proof.get("identity") else None


def client_identity_of(base: Vectors) -> identity.Identity | None:
    return identity_of(base["inputs"], "client_identity", base.get("credential", {}))


def client_of(vectors: Vectors, base: Vectors, trust: identity.Trust,
              shown: identity.Identity | None = None) -> ClientHandshake:
    """A client that has the identity `shown` to give."""
    given = base["inputs"]
    seed = given["oaep_seed"] if "oaep_seed" in given else given["client_key"]
    random = ClientRandom(octets(given["client_nonce"]), octets(given["secrets"]), octets(seed))
    return ClientHandshake(SUITES[vectors["suite"]], trust, octets(given["message"]), random,
                           octets(given["context"]), identity=shown)


def session_key_of(given: Vectors, folder: pathlib.Path) -> Any:
    if "session_key" in given:
        return X25519PrivateKey.from_private_bytes(octets(given["session_key"]))
    return load_key(folder / given["session_key_file"])


def server_of(vectors: Vectors, base: Vectors, folder: pathlib.Path,
              clients: identity.Trust | None = None) -> ServerHandshake:
    """A server that demands a credential of one of `clients`, if it is given."""
    suite, given = SUITES[vectors["suite"]], base["inputs"]
    return ServerHandshake(suite, session_key_of(given, folder), octets(given["server_nonce"]),
                           bytes(suite.secrets_size), identity_of(given, "identity", base["proof"]),
                           octets(given["context"]), clients=clients)


def _receiver(vectors: Vectors, base: Vectors, case: Vectors) -> Receiver:
    side = "client" if case["receiver"] == "server" else "server"
    opener = Opener(SUITES[vectors["suite"]], octets(base[side]["traffic"]), case["first_number"])
    if "counters" in case:
        counters = case["counters"]
        opener.number, opener.frames, opener.octets = counters["number"], counters["frames"], counters["octets"]
    receiver = Receiver(opener, case.get("reassembly_limit", REASSEMBLY_LIMIT))
    for unit in case["preceding"]:
        receiver.feed(octets(unit))
    return receiver


def trust_of(case: Vectors) -> identity.Trust:
    trust = case["trust"]
    return identity.Trust(trust["kind"] == "anyone", frozenset(trust.get("fingerprints", ())),
                          trust.get("certificates", False))


def handshake_of(vectors: Vectors, name: str) -> Vectors:
    return next(base for base in vectors["handshakes"] if base["name"] == name)


class CredentialAwaited:
    """A server that demands a credential and has the initial unit; then its receiver."""

    def __init__(self, vectors: Vectors, base: Vectors, case: Vectors, folder: pathlib.Path) -> None:
        self.server = server_of(vectors, base, folder, trust_of(case))
        for unit in ("request", "initial"):
            if self.server.feed(octets(base[unit]))[1] is not None:
                raise AssertionError("established without a credential")
        self.receiver: Receiver | None = None

    def feed(self, data: bytes) -> None:
        if self.receiver is None:
            _, session = self.server.feed(data)
            if session is None:
                return
            self.receiver, data = Receiver(session.opener), session.rest
        self.receiver.feed(data)

    def end(self) -> None:
        (self.receiver or self.server).end()


def side_of(vectors: Vectors, base: Vectors, case: Vectors, folder: pathlib.Path) -> Any:
    """The side that gets the octets of the case."""
    stage = case["stage"]
    if stage == "credential":
        return CredentialAwaited(vectors, base, case, folder)
    if stage == "hello":
        return client_of(vectors, base, trust_of(case))
    if stage == "frame":
        return _receiver(vectors, base, case)
    server = server_of(vectors, base, folder)
    if stage == "initial":
        server.feed(octets(base["request"]))
    return server


def refusal(vectors: Vectors, file: Vectors, case: Vectors, folder: pathlib.Path) -> errors.ProtocolError | None:
    """The error with which the peer refuses a case of the file; None where it takes it or waits for more."""
    side = side_of(vectors, handshake_of(vectors, case.get("handshake", file["handshake"])), case, folder)
    try:
        side.feed(octets(case["octets"]))
        if case.get("end"):
            side.end()
    except errors.ProtocolError as error:
        return error
    return None

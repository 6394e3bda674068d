"""The fixed inputs of the vectors: everything follows from a label, except the RSA keys, which are files."""

import functools
import hashlib
import pathlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from handclasp_peer import units
from handclasp_peer.ed25519 import Ed25519Identity
from handclasp_peer.handshake import ClientHandshake, ClientRandom, ServerHandshake, Session
from handclasp_peer.identity import ANYONE, Identity, Trust
from handclasp_peer.rsa_transport import RsaTransport
from handclasp_peer.suites import Suite

VECTORS = pathlib.Path(__file__).resolve().parents[4] / "docs" / "vectors"
TEXT = bytes(range(0x20, 0x7F))


def label(suite: Suite, name: str) -> bytes:
    return f"handclasp vectors/{suite.key}/{name}".encode("ascii")


def fixed(suite: Suite, name: str, size: int) -> bytes:
    """SHA-256(label || counter u32) for counter 0, 1, ..., cut to the size."""
    out = b""
    counter = 0
    while len(out) < size:
        out += hashlib.sha256(label(suite, name) + counter.to_bytes(4, "big")).digest()
        counter += 1
    return out[:size]


def repeated(pattern: bytes, size: int) -> bytes:
    return (pattern * (size // len(pattern) + 1))[:size]


def has_rsa(suite: Suite) -> bool:
    return isinstance(suite.transport, RsaTransport)


def key_file(suite: Suite) -> str:
    return f"keys/rsa-{suite.transport.bits}.pem"


def x25519_octets(suite: Suite, handshake: str) -> bytes:
    """The server's private key, not clamped."""
    return fixed(suite, f"{handshake}/session key", 32)


@functools.cache
def load_key(path: pathlib.Path) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} is not an RSA key")
    return key


def session_key(suite: Suite, handshake: str = "signed") -> rsa.RSAPrivateKey | X25519PrivateKey:
    """The server's in the handshake of that name."""
    if has_rsa(suite):
        return load_key(VECTORS / key_file(suite))
    return X25519PrivateKey.from_private_bytes(x25519_octets(suite, handshake))


def seed_of(identity: Identity | None) -> bytes | None:
    return identity.seed if isinstance(identity, Ed25519Identity) else None


@dataclass
class Handshake:
    """One handshake between the peer's client and the peer's server with fixed inputs.

    Where the client has an identity, the server demands a credential.
    """

    suite: Suite
    name: str
    identity: Identity | None
    context: bytes
    message: bytes
    client_identity: Identity | None = None

    def __post_init__(self) -> None:
        self.private_key = session_key(self.suite, self.name)
        self.random = ClientRandom(self.input("client nonce", 32), self.input("secrets", self.suite.secrets_size),
                                   self.input("oaep seed" if has_rsa(self.suite) else "client key", 32))
        self.server_nonce = self.input("server nonce", 32)
        client = ClientHandshake(self.suite, ANYONE, self.message, self.random, self.context,
                                 identity=self.client_identity)
        server = self.new_server(ANYONE if self.client_identity else None)
        self.request = client.request
        self.hello, _ = server.feed(self.request)
        done = client.feed(self.hello)
        if done is None:
            raise AssertionError("the hello is incomplete")
        octets, self.client = done
        size = units.HEADER_SIZE + int.from_bytes(octets[1:units.HEADER_SIZE], "big")
        self.initial, self.credential = octets[:size], octets[size:]
        self.secrets, self.encapsulation = client.secrets, client.encapsulation
        _, opened = server.feed(octets)
        if opened is None or opened.first_message != self.message or opened.schedule != self.client.schedule:
            raise AssertionError("the peer does not agree with itself")
        self.server: Session = opened

    def input(self, name: str, size: int) -> bytes:
        return fixed(self.suite, f"{self.name}/{name}", size)

    def new_server(self, clients: Trust | None = None) -> ServerHandshake:
        return ServerHandshake(self.suite, self.private_key, self.server_nonce,
                               self.input("otherwise", self.suite.secrets_size), self.identity, self.context,
                               clients=clients)

    @property
    def identity_seed(self) -> bytes | None:
        return seed_of(self.identity)


def signed(suite: Suite) -> Handshake:
    return Handshake(suite, "signed", Ed25519Identity(fixed(suite, "identity seed", 32)), b"", b"the first message")


def unsigned(suite: Suite) -> Handshake:
    return Handshake(suite, "unsigned with context", None, b"vectors of handclasp", b"")


def with_credential(suite: Suite) -> Handshake:
    """Both sides prove who they are, and a context is bound as well."""
    return Handshake(suite, "with a credential", Ed25519Identity(fixed(suite, "identity seed", 32)),
                     b"vectors of handclasp", b"held back until the credential has been verified",
                     Ed25519Identity(fixed(suite, "client identity seed", 32)))

"""The fixed inputs of the vectors: everything follows from a label, except the RSA keys, which are files."""

import functools
import hashlib
import pathlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from handclasp_peer.handshake import ClientHandshake, ClientRandom, ServerHandshake, Session
from handclasp_peer.identity import ANYONE
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


@dataclass
class Handshake:
    """One handshake between the peer's client and the peer's server with fixed inputs."""

    suite: Suite
    name: str
    identity_seed: bytes | None
    context: bytes
    message: bytes

    def __post_init__(self) -> None:
        self.private_key = session_key(self.suite, self.name)
        self.random = ClientRandom(self.input("client nonce", 32), self.input("secrets", self.suite.secrets_size),
                                   self.input("oaep seed" if has_rsa(self.suite) else "client key", 32))
        self.server_nonce = self.input("server nonce", 32)
        client = ClientHandshake(self.suite, ANYONE, self.message, self.random, self.context)
        server = self.new_server()
        self.request = client.request
        self.hello, _ = server.feed(self.request)
        done = client.feed(self.hello)
        if done is None:
            raise AssertionError("the hello is incomplete")
        self.initial, self.client = done
        self.secrets, self.encapsulation = client.secrets, client.encapsulation
        _, opened = server.feed(self.initial)
        if opened is None or opened.first_message != self.message or opened.schedule != self.client.schedule:
            raise AssertionError("the peer does not agree with itself")
        self.server: Session = opened

    def input(self, name: str, size: int) -> bytes:
        return fixed(self.suite, f"{self.name}/{name}", size)

    def new_server(self) -> ServerHandshake:
        return ServerHandshake(self.suite, self.private_key, self.server_nonce,
                               self.input("otherwise", self.suite.secrets_size), self.identity_seed, self.context)


def signed(suite: Suite) -> Handshake:
    return Handshake(suite, "signed", fixed(suite, "identity seed", 32), b"", b"the first message")


def unsigned(suite: Suite) -> Handshake:
    return Handshake(suite, "unsigned with context", None, b"vectors of handclasp", b"")

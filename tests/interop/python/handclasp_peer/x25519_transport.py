"""Key transport with X25519 (docs/protocol.md, sections 4.4 and 4.7): the encapsulation is the client's public key."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import errors
from .hkdf import hkdf_expand, hkdf_extract

INFO = b"handclasp/1 x25519"
SIZE = 32


def public_of(private: X25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def shared_point(private: X25519PrivateKey, public: bytes) -> bytes | None:
    """None where it is zero. The library masks the top bit and reduces, as RFC 7748, section 5, says."""
    try:
        return private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return None


def secrets_of(client_public: bytes, server_public: bytes, shared: bytes) -> bytes:
    """Both public keys as they were sent."""
    return hkdf_expand(hkdf_extract(client_public + server_public, shared), INFO, SIZE)


@dataclass(frozen=True)
class X25519Transport:
    name = "X25519"
    encapsulation_size = SIZE
    public_key_size = SIZE

    def generate(self) -> X25519PrivateKey:
        return X25519PrivateKey.generate()

    def public_octets(self, private: X25519PrivateKey) -> bytes:
        return public_of(private)

    def check(self, public: bytes) -> None:
        """Section 4.4: any 32 octets but those that give zero, whatever the private key."""
        if len(public) != SIZE:
            raise errors.ProtocolError(errors.BAD_PUBLIC_KEY, "size")
        if shared_point(X25519PrivateKey.from_private_bytes(bytes(SIZE)), public) is None:
            raise errors.ProtocolError(errors.BAD_PUBLIC_KEY, "of small order")

    def encapsulate(self, public: bytes, secrets: bytes, seed: bytes) -> tuple[bytes, bytes]:
        """The seed is the client's private key. `secrets` goes unused: here they come of the two keys."""
        own = X25519PrivateKey.from_private_bytes(seed)
        shared = shared_point(own, public)
        if shared is None:
            raise errors.ProtocolError(errors.BAD_PUBLIC_KEY, "the shared point is zero")
        return secrets_of(public_of(own), public, shared), public_of(own)

    def decapsulate(self, private: X25519PrivateKey, encapsulation: bytes, size: int, otherwise: bytes) -> bytes:
        """Section 4.7: where the shared point is zero it goes on with the random secrets in `otherwise`."""
        shared = shared_point(private, encapsulation)
        return otherwise if shared is None else secrets_of(encapsulation, public_of(private), shared)

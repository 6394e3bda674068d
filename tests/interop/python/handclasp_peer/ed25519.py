"""Ed25519 as section 4.5 of docs/protocol.md has it, stricter than RFC 8032; proofs of kind 1 are made of it."""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")

FIELD = 2**255 - 19
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
# The y coordinates of the eight points of small order; y = 1 is the neutral element, -1 has order 2, 0 order 4.
SMALL_ORDER_Y = frozenset((
    0, 1, FIELD - 1,
    int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
))


def fingerprint(public: bytes) -> str:
    """SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hex digits."""
    return hashlib.sha256(SPKI_PREFIX + public).hexdigest()


def public_of(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def acceptable_point(encoded: bytes) -> bool:
    """Canonical (y below the field's prime) and not of small order. x = 0 happens only at small order."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    return y < FIELD and y not in SMALL_ORDER_Y


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Public key and R must be acceptable points and S below the group order; then RFC 8032."""
    if len(public) != 32 or len(signature) != 64:
        return False
    if not acceptable_point(public) or not acceptable_point(signature[:32]):
        return False
    if int.from_bytes(signature[32:], "little") >= GROUP_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Ed25519Identity:
    """A proof of kind 1 is its public key and its signature."""

    seed: bytes
    kind = 1

    @property
    def encoded(self) -> bytes:
        return public_of(self.seed)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.encoded)

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

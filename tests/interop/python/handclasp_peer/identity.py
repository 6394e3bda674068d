"""Proofs of identity, kinds 0 and 1, and a client's trust (docs/protocol.md, sections 4.5 and 4.6)."""

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import errors
from .units import Hello, Proof

KIND_NONE, KIND_ED25519 = 0, 1
# identity and signature
PROOF_SIZES = {KIND_NONE: (0, 0), KIND_ED25519: (32, 64)}
ED25519_SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")

FIELD = 2**255 - 19
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
# The y coordinates of the eight points of small order; y = 1 is the neutral element, -1 has order 2, 0 order 4.
SMALL_ORDER_Y = frozenset((
    0, 1, FIELD - 1,
    int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
))


def fingerprint(public: bytes) -> str:
    """SHA-256 of the Ed25519 SubjectPublicKeyInfo, 64 lower-case hex digits."""
    return hashlib.sha256(ED25519_SPKI_PREFIX + public).hexdigest()


def public_of(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def acceptable_point(encoded: bytes) -> bool:
    """Canonical (y below the field's prime) and not of small order. x = 0 happens only at small order."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    return y < FIELD and y not in SMALL_ORDER_Y


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
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


def hello_digest(request: bytes, before_signature: bytes) -> bytes:
    return hashlib.sha256(request + before_signature).digest()


def hello_message(request: bytes, before_signature: bytes) -> bytes:
    """What a hello's signature signs."""
    return b"handclasp/1 hello\x00" + hello_digest(request, before_signature)


def signed_hello(request: bytes, hello: Hello, seed: bytes) -> Hello:
    """The same hello with a proof of kind 1."""
    unsigned = Hello(hello.name, hello.nonce, hello.flags, hello.public_key, Proof(KIND_ED25519, public_of(seed)))
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(hello_message(request, unsigned.before_signature()))
    return Hello(hello.name, hello.nonce, hello.flags, hello.public_key,
                 Proof(KIND_ED25519, unsigned.proof.identity, signature))


@dataclass(frozen=True)
class Trust:
    """`anyone`, or the pinned fingerprints where there are any."""

    anyone: bool = False
    pinned: frozenset[str] = field(default_factory=frozenset)

    def check(self, request: bytes, hello: Hello) -> None:
        """A proof that is present is always verified; then the trust decides."""
        proof = hello.proof
        if proof.kind not in PROOF_SIZES:
            raise errors.ProtocolError(errors.BAD_PROOF, f"kind {proof.kind} cannot be verified here")
        if PROOF_SIZES[proof.kind] != (len(proof.identity), len(proof.signature)):
            raise errors.ProtocolError(errors.MALFORMED, "sizes of the proof")
        if proof.kind == KIND_NONE:
            if not self.anyone:
                raise errors.ProtocolError(errors.UNTRUSTED, "the server showed no identity")
            return
        if not verify_ed25519(proof.identity, hello_message(request, hello.before_signature()), proof.signature):
            raise errors.ProtocolError(errors.BAD_PROOF, "the signature does not verify")
        if not self.anyone and fingerprint(proof.identity) not in self.pinned:
            raise errors.ProtocolError(errors.UNTRUSTED, fingerprint(proof.identity))


ANYONE = Trust(anyone=True)


def pinned(*fingerprints: str) -> Trust:
    return Trust(pinned=frozenset(fingerprints))

"""Proofs of identity, of servers and of clients, and whom a side trusts (docs/protocol.md, sections 4.5, 4.6, 4.8)."""

import dataclasses
import hashlib
from dataclasses import dataclass, field
from typing import Protocol

from . import certificates, ed25519, errors
from .units import Hello, Proof

KIND_NONE, KIND_ED25519, KIND_CERTIFICATE = 0, 1, 2


class Identity(Protocol):
    """Ed25519Identity, CertifiedIdentity, or one that signs with what a test gives it."""

    @property
    def kind(self) -> int: ...

    @property
    def encoded(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


def hello_digest(request: bytes, before_signature: bytes) -> bytes:
    return hashlib.sha256(request + before_signature).digest()


def hello_message(request: bytes, before_signature: bytes) -> bytes:
    """What a hello's signature signs."""
    return b"handclasp/1 hello\x00" + hello_digest(request, before_signature)


def credential_digest(transcript: bytes, before_signature: bytes) -> bytes:
    return hashlib.sha256(transcript + before_signature).digest()


def credential_message(transcript: bytes, before_signature: bytes) -> bytes:
    """What a credential's signature signs; `transcript` is T, and before it stand kind, size and identity."""
    return b"handclasp/1 credential\x00" + credential_digest(transcript, before_signature)


def signed_hello(request: bytes, hello: Hello, identity: Identity) -> Hello:
    """The same hello with that identity's proof."""
    unsigned = dataclasses.replace(hello, proof=Proof(identity.kind, identity.encoded))
    signature = identity.sign(hello_message(request, unsigned.before_signature()))
    return dataclasses.replace(hello, proof=Proof(identity.kind, identity.encoded, signature))


def credential(transcript: bytes, identity: Identity) -> Proof:
    """A client's proof, for the session with that transcript hash."""
    unsigned = Proof(identity.kind, identity.encoded)
    return Proof(identity.kind, identity.encoded,
                 identity.sign(credential_message(transcript, unsigned.before_signature())))


@dataclass(frozen=True)
class Peer:
    """Who has proved to hold an identity; without a proof the fingerprint is empty."""

    kind: int
    encoded: bytes = b""
    fingerprint: str = ""


def verify(proof: Proof, message: bytes, with_certificates: bool) -> Peer:
    """Section 4.5, in its order."""
    if proof.kind == KIND_CERTIFICATE and with_certificates:
        return Peer(proof.kind, proof.identity, certificates.verify(proof.identity, message, proof.signature))
    sizes = {KIND_NONE: (0, 0), KIND_ED25519: (32, 64)}
    if proof.kind not in sizes:
        raise errors.ProtocolError(errors.BAD_PROOF, f"kind {proof.kind} cannot be verified here")
    if sizes[proof.kind] != (len(proof.identity), len(proof.signature)):
        raise errors.ProtocolError(errors.MALFORMED, "sizes of the proof")
    if proof.kind == KIND_NONE:
        return Peer(KIND_NONE)
    if not ed25519.verify(proof.identity, message, proof.signature):
        raise errors.ProtocolError(errors.BAD_PROOF, "the signature does not verify")
    return Peer(proof.kind, proof.identity, ed25519.fingerprint(proof.identity))


@dataclass(frozen=True)
class Trust:
    """`anyone`, or the pinned fingerprints where there are any; of servers at a client, of clients at a server."""

    anyone: bool = False
    pinned: frozenset[str] = field(default_factory=frozenset)
    with_certificates: bool = True  # whether proofs of kind 2 can be verified

    def check_hello(self, request: bytes, hello: Hello) -> Peer:
        """A proof that is present is always verified; then the trust decides."""
        return self._decide(verify(hello.proof, hello_message(request, hello.before_signature()),
                                   self.with_certificates))

    def check_credential(self, transcript: bytes, proof: Proof) -> Peer:
        return self._decide(verify(proof, credential_message(transcript, proof.before_signature()),
                                   self.with_certificates))

    def _decide(self, peer: Peer) -> Peer:
        if not self.anyone and peer.fingerprint not in self.pinned:
            raise errors.ProtocolError(errors.UNTRUSTED, peer.fingerprint or "no identity was shown")
        return peer


ANYONE = Trust(anyone=True)


def pinned(*fingerprints: str) -> Trust:
    return Trust(pinned=frozenset(fingerprints))

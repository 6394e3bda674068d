"""Handshakes whose proofs are certificates, and makers of such proofs (docs/protocol.md, sections 4.5 and 4.8)."""

import dataclasses
from collections.abc import Callable
from typing import Any

from handclasp_peer import certificates, errors, identity, units
from handclasp_peer.certificates import element, encode
from handclasp_peer.frames import Sealer
from handclasp_peer.rsa_transport import der
from handclasp_peer.suites import Suite
from handclasp_peer.units import Proof

from . import fixed_identity
from .cases import Cases
from .inputs import Handshake

Sign = Callable[[bytes], bytes]


def handshakes(suite: Suite) -> list[Handshake]:
    """Every kind of key at either end."""
    with_p256, with_rsa, with_ed25519 = (
        make(suite) for make in (fixed_identity.with_p256, fixed_identity.with_rsa, fixed_identity.with_ed25519))
    return [
        Handshake(suite, "P-256 at the server, RSA at the client", with_p256, b"", b"first", with_rsa),
        Handshake(suite, "RSA at the server, Ed25519 at the client", with_rsa, b"", b"first", with_ed25519),
        Handshake(suite, "Ed25519 at the server, P-256 at the client", with_ed25519, b"a context", b"", with_p256),
    ]


def with_public_key(certificate: bytes, info: bytes) -> bytes:
    """The certificate with another SubjectPublicKeyInfo. Its own signature is then wrong, which no proof looks at."""
    _, content, rest = element(element(certificate)[1])
    old = certificates.subject_public_key_info(certificate)
    return der(0x30, der(0x30, content.replace(old, info)) + rest)


class Proofs:
    """Makes proofs of kind 2 for one place, the hello or the credential, and names what is wrong with them."""

    def __init__(self, base: Handshake, owner: fixed_identity.FixedIdentity) -> None:
        self.base, self.owner = base, owner
        self.cases = Cases(self.stage)

    stage = ""

    def message_of(self, shown: bytes, kind: int) -> bytes:
        raise NotImplementedError

    def unit_of(self, proof: Proof) -> bytes:
        raise NotImplementedError

    def trust(self, *pinned: str, certificates: bool = True) -> dict[str, Any]:
        trust: dict[str, Any] = {"kind": "pinned", "fingerprints": list(pinned)} if pinned else {"kind": "anyone"}
        return {"handshake": self.base.name, "trust": trust | {"certificates": certificates}}

    def bad(self, name: str, what: str, shown: bytes, expect: str, sign: Sign | None = None,
            trust: dict[str, Any] | None = None, kind: int = 2, **more: Any) -> None:
        """Properly signed by the owner, unless another signature is asked for."""
        by = (sign or self.owner.sign)(self.message_of(shown, kind))
        self.cases.add(name, what, self.unit_of(Proof(kind, shown, by)), expect, **(trust or self.trust()), **more)

    def bad_key(self, name: str, what: str, info: bytes, sign: Sign | None = None) -> None:
        """The leaf with another key. Whether the certificate can be read at all depends on what reads it."""
        shown = encode([with_public_key(self.owner.chain[0], info)])
        self.bad(name, f"kind 2, {what}", shown, errors.BAD_PROOF, sign, also=errors.MALFORMED)


class HelloProofs(Proofs):
    stage = "hello"

    def hello_with(self, proof: Proof) -> units.Hello:
        return dataclasses.replace(units.parse_hello(self.base.suite, self.base.hello), proof=proof)

    def message_of(self, shown: bytes, kind: int) -> bytes:
        return identity.hello_message(self.base.request, self.hello_with(Proof(kind, shown)).before_signature())

    def unit_of(self, proof: Proof) -> bytes:
        return self.hello_with(proof).octets()


class CredentialProofs(Proofs):
    stage = "credential"

    def message_of(self, shown: bytes, kind: int) -> bytes:
        return identity.credential_message(self.base.client.schedule.transcript, Proof(kind, shown).before_signature())

    def unit_of(self, proof: Proof) -> bytes:
        return Sealer(self.base.suite, self.base.client.schedule.client_traffic, 1).seal(units.CREDENTIAL,
                                                                                       proof.octets())

"""Invalid credentials, as a server sees them that demands one (docs/protocol.md, sections 3, 4.5, 4.8 and 7.2)."""

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from handclasp_peer import ed25519, errors, frames, identity, schedule, units
from handclasp_peer.cbc import CbcAndMac
from handclasp_peer.frames import Sealer
from handclasp_peer.units import Proof

from . import forged
from .cases import Cases, flip, outside, put, with_length
from .inputs import Handshake, fixed, seed_of

ANYONE = {"trust": {"kind": "anyone"}}
FAILED = errors.AUTHENTICATION_FAILED


class CredentialCases(Cases):
    def __init__(self, base: Handshake) -> None:
        super().__init__("credential")
        self.base, self.unit = base, base.credential
        self.transcript = base.client.schedule.transcript
        self.traffic = base.client.schedule.client_traffic
        seed = seed_of(base.client_identity)
        if seed is None:
            raise ValueError("the client must have an Ed25519 identity")
        self.seed, self.key = seed, Ed25519PrivateKey.from_private_bytes(seed)
        self.good = units.parse_credential(frames.Opener(base.suite, self.traffic, 1).open(self.unit))

    def sealed(self, plaintext: bytes, unit_type: int = units.CREDENTIAL, number: int = 1,
               traffic: bytes | None = None) -> bytes:
        return Sealer(self.base.suite, traffic or self.traffic, number).seal(unit_type, plaintext)

    def bad(self, name: str, what: str, octets: bytes, expect: str, **more: Any) -> None:
        self.add(name, what, octets, expect, **{"handshake": self.base.name, **ANYONE, **more})

    def signed(self, name: str, what: str, message: bytes, expect: str = errors.BAD_PROOF, **more: Any) -> None:
        """The client's own key over another message than the right one."""
        proof = Proof(identity.KIND_ED25519, self.good.identity, self.key.sign(message))
        self.bad(f"signature-{name}", what, self.sealed(proof.octets()), expect, **more)

    def message_for(self, public: bytes) -> bytes:
        return identity.credential_message(self.transcript, Proof(1, public).before_signature())


def make(base: Handshake) -> list[dict[str, Any]]:
    cases = CredentialCases(base)
    if cases.sealed(cases.good.octets()) != base.credential:
        raise AssertionError("the valid credential is not remade")
    headers(cases)
    frame(cases)
    structure(cases)
    kinds(cases)
    signatures(cases)
    weak_signatures(cases)
    trust(cases)
    cases.truncated(base.credential, handshake=base.name, **ANYONE)
    return cases.list


def headers(cases: CredentialCases) -> None:
    unit, suite = cases.unit, cases.base.suite
    low, high = units.limits(suite, units.CREDENTIAL)
    for unit_type in (0x05, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x84, 0xFF):
        cases.bad(f"type-{unit_type:02x}", f"type {unit_type:#04x} where the credential is due",
                  put(unit, 0, bytes([unit_type])), errors.UNEXPECTED_UNIT)
    for unit_type, name, plaintext in ((units.MESSAGE, "message", b"a message"), (units.FRAGMENT, "fragment", b"part"),
                                       (units.CLOSE, "close", b""), (units.REKEY, "rekey", b"")):
        cases.bad(f"{name}-first", f"a {name}, properly sealed as frame 1, in place of the credential",
                  cases.sealed(plaintext, unit_type), errors.UNEXPECTED_UNIT)
    cases.bad("initial-again", "the initial unit a second time", cases.base.initial, errors.UNEXPECTED_UNIT)
    for size in outside(low, high, (0, 4, 15, low - 1, high + 1, 0xFFFFFF)):
        cases.bad(f"length-{size}", f"the header says {size} octets; the limits are {low} to {high}",
                  units.header(units.CREDENTIAL, size), errors.UNIT_SIZE)
    message = cases.sealed(b"more", units.MESSAGE, 2)
    cases.bad("twice", "the credential, and then the same unit again", unit + unit, errors.UNEXPECTED_UNIT)
    cases.bad("another-behind", "the credential, and then another that is sealed as frame 2",
              unit + cases.sealed(cases.good.octets(), number=2), errors.UNEXPECTED_UNIT)
    cases.bad("message-behind-changed", "the credential, and then a message with a changed bit",
              unit + flip(message, len(message) - 1), FAILED)
    cases.bad("message-behind-number", "the credential, and then a message that is sealed as frame 1",
              unit + cases.sealed(b"more", units.MESSAGE), FAILED)


def frame(cases: CredentialCases) -> None:
    unit, plaintext = cases.unit, cases.good.octets()
    for at in (4, 12, 20, 36, 40, len(unit) // 2, len(unit) - 17, len(unit) - 1):
        cases.bad(f"octet-{at}", f"a changed bit in octet {at} of the unit", flip(unit, at, at % 8), FAILED)
    for change in (-16, 16):
        cases.bad(f"length-change-{change}", f"the header says {change:+d} octets, and they are there",
                  with_length(unit, len(unit) - 4 + change)[:len(unit) + min(change, 0)] + bytes(max(change, 0)),
                  FAILED)
    for number in (0, 2):
        cases.bad(f"number-{number}", f"sealed as frame {number}", cases.sealed(plaintext, number=number), FAILED)
    cases.bad("server-traffic", "sealed with the server's traffic secret",
              cases.sealed(plaintext, traffic=cases.base.client.schedule.server_traffic), FAILED)
    cases.bad("next-traffic", "sealed with the secret after a rekey",
              cases.sealed(plaintext, traffic=schedule.next_traffic(cases.traffic)), FAILED)
    cases.bad("retyped", "the proof as a message whose type was then changed",
              put(cases.sealed(plaintext, units.MESSAGE), 0, bytes([units.CREDENTIAL])), FAILED)


def structure(cases: CredentialCases) -> None:
    """Properly sealed throughout."""
    proof = cases.good.octets()

    def bad(name: str, what: str, plaintext: bytes) -> None:
        low, high = units.limits(cases.base.suite, units.CREDENTIAL)
        shown = not low <= cases.base.suite.body_size(len(plaintext)) <= high
        cases.bad(name, what, cases.sealed(plaintext), errors.UNIT_SIZE if shown else errors.MALFORMED)

    bad("empty", "no proof at all", b"")
    bad("four-octets", "one octet too few for any proof", bytes(4))
    bad("octet-less", "the proof without its last octet", proof[:-1])
    bad("octet-more", "one octet after the proof", proof + b"\x00")
    bad("two-proofs", "the proof twice", proof + proof)
    for wrong in (0, 31, 33, 0xFFFF):
        bad(f"identity-size-{wrong}", f"identity_size {wrong} where 32 octets stand",
            put(proof, 1, wrong.to_bytes(2, "big")))
    for wrong in (0, 63, 65, 0xFFFF):
        bad(f"signature-size-{wrong}", f"signature_size {wrong} where 64 octets stand",
            put(proof, 35, wrong.to_bytes(2, "big")))
    bad("identity-too-long", "kind 2 with an identity of 15361 octets", Proof(2, bytes(15361), bytes(511)).octets())
    bad("signature-too-long", "kind 2 with a signature of 513 octets", Proof(2, bytes(100), bytes(513)).octets())
    if isinstance(cases.base.suite.composition, CbcAndMac):
        bad("longest-body", "15887 octets, the most that a body of the largest length holds",
            Proof(2, bytes(15360), bytes(522)).octets())


def kinds(cases: CredentialCases) -> None:
    public, signature = cases.good.identity, cases.good.signature
    for name, what, shown, by in (
            ("0", "kind 0, which proves nothing, though the server takes anyone", b"", b""),
            ("0-full", "kind 0 with an identity and a signature", public, signature),
            ("1-empty", "kind 1 without identity and signature", b"", b""),
            ("1-no-signature", "kind 1 without a signature", public, b""),
            ("1-no-identity", "kind 1 without an identity", b"", signature),
            ("1-identity-31", "kind 1 with an identity of 31 octets, consistent", public[:-1], signature),
            ("1-identity-33", "kind 1 with an identity of 33 octets, consistent", public + b"\x00", signature),
            ("1-signature-63", "kind 1 with a signature of 63 octets, consistent", public, signature[:-1]),
            ("1-signature-65", "kind 1 with a signature of 65 octets, consistent", public, signature + b"\x00")):
        cases.bad(f"kind-{name}", what, cases.sealed(Proof(int(name[0]), shown, by).octets()), errors.MALFORMED)
    noise = fixed(cases.base.suite, "certificate", 300)
    chain = (4 + len(noise)).to_bytes(2, "big") + b"\x30\x82" + len(noise).to_bytes(2, "big") + noise
    for name, what, kind, shown in (
            ("2-noise", "kind 2 whose certificate is noise, to a server that cannot verify kind 2", 2, chain),
            ("2-raw-key", "kind 2 with an Ed25519 public key for a chain, to a server that cannot verify kind 2", 2,
             public),
            ("3", "kind 3, which nobody can verify", 3, public),
            ("255", "kind 255, which nobody can verify", 255, public)):
        by = cases.key.sign(identity.credential_message(cases.transcript, Proof(kind, shown).before_signature()))
        cases.bad(f"kind-{name}", what, cases.sealed(Proof(kind, shown, by).octets()), errors.BAD_PROOF)


def signatures(cases: CredentialCases) -> None:
    base, before = cases.base, cases.good.before_signature()
    transcript, label = cases.transcript, b"handclasp/1 credential\x00"
    digest = identity.credential_digest(transcript, before)
    signed = cases.signed

    def over(*parts: bytes) -> bytes:
        return label + hashlib.sha256(b"".join(parts)).digest()

    signed("label-hello", "signed with the label of a hello", b"handclasp/1 hello\x00" + digest)
    signed("label-without-zero", "the label without its zero octet", label[:-1] + digest)
    signed("label-client", "another label", b"handclasp/1 client\x00" + digest)
    signed("digest-only", "the digest signed without its label", digest)
    signed("transcript-only", "the transcript hash signed without kind and identity", over(transcript))
    signed("transcript-unhashed", "the transcript hash itself signed in place of the digest", label + transcript)
    signed("without-kind", "signed without the kind", over(transcript, before[1:]))
    signed("without-identity", "signed without the identity", over(transcript, before[:3]))
    signed("without-size", "signed without identity_size", over(transcript, before[:1], before[3:]))
    signed("without-transcript", "signed without the transcript hash", over(before))
    signed("with-signature-size", "signed with signature_size included", over(transcript, before, b"\x00\x40"))
    other_kind = Proof(2, cases.good.identity).before_signature()
    signed("other-kind", "signed for kind 2, shown as kind 1", over(transcript, other_kind))
    encapsulation, context = base.encapsulation, base.context
    for name, what, parts in (
            ("other-context", "the transcript of a session with another context",
             (base.request, base.hello, encapsulation, b"another service")),
            ("no-context", "the transcript of a session without a context",
             (base.request, base.hello, encapsulation, b"")),
            ("other-request", "the transcript with another client nonce (a credential of another session)",
             (flip(base.request, len(base.request) - 1), base.hello, encapsulation, context)),
            ("other-hello", "the transcript with another hello (a credential for another server)",
             (base.request, flip(base.hello, len(base.hello) - 1), encapsulation, context)),
            ("flag-stripped", "the transcript with a hello that demanded no credential",
             (base.request, put(base.hello, 4 + 2 + len(base.suite.name_octets) + 32, b"\x00"), encapsulation,
              context)),
            ("other-encapsulation", "the transcript with another encapsulation",
             (base.request, base.hello, flip(encapsulation, 0), context)),
            ("no-encapsulation", "the transcript up to the hello", (base.request, base.hello, b"", context))):
        signed(name, what, over(schedule.transcript_hash(*parts), before))
    server = units.parse_hello(base.suite, base.hello).proof
    cases.bad("signature-of-the-server", "the server's own proof from the hello, shown as a credential (reflected)",
              cases.sealed(server.octets()), errors.BAD_PROOF)
    other = Ed25519PrivateKey.from_private_bytes(fixed(base.suite, "other identity seed", 32))
    for name, what, by in (
            ("other-key", "signed by another key than the one shown",
             other.sign(cases.message_for(cases.good.identity))),
            ("zeros", "a signature of zeros", bytes(64)),
            ("octet-0", "a changed bit in the signature's R", flip(cases.good.signature, 0)),
            ("octet-63", "a changed bit in the signature's S", flip(cases.good.signature, 63))):
        cases.bad(f"signature-{name}", what, cases.sealed(Proof(1, cases.good.identity, by).octets()), errors.BAD_PROOF)
    stolen = Proof(1, ed25519.public_of(fixed(base.suite, "other identity seed", 32)), cases.good.signature)
    cases.bad("signature-claimed", "the client's signature under another identity", cases.sealed(stolen.octets()),
              errors.BAD_PROOF)


def weak_signatures(cases: CredentialCases) -> None:
    """They satisfy the verification equation, but section 4.5 refuses them."""
    suite, public = cases.base.suite, cases.good.identity

    def bad(name: str, what: str, shown: bytes, by: bytes) -> None:
        cases.bad(f"signature-{name}", what, cases.sealed(Proof(1, shown, by).octets()), errors.BAD_PROOF)

    bad("s-plus-l", "S + L in place of S", public, forged.with_large_s(cases.good.signature))
    for index, encoding in enumerate(forged.small_order_encodings()[:4]):
        by = forged.with_small_order_key(
            encoding, cases.message_for, lambda n, i=index: fixed(suite, f"forged credential {i} {n}", 32))
        bad(f"small-order-key-{index}", "a public key of small order with a forged signature", encoding, by)
    bad("small-order-r", "R the neutral element, S fitting", public,
        forged.with_small_order_r(forged.little(1), cases.message_for(public), cases.seed))


def trust(cases: CredentialCases) -> None:
    suite, public = cases.base.suite, cases.good.identity
    other = ed25519.fingerprint(ed25519.public_of(fixed(suite, "other identity seed", 32)))

    def taken(*fingerprints: str) -> dict[str, Any]:
        return {"trust": {"kind": "pinned", "fingerprints": list(fingerprints)}}

    cases.bad("untrusted-other", "a valid credential; the server takes another client", cases.unit, errors.UNTRUSTED,
              **taken(other))
    cases.bad("untrusted-nobody", "a valid credential; the server takes nobody", cases.unit, errors.UNTRUSTED,
              **taken())
    server = ed25519.fingerprint(units.parse_hello(cases.base.suite, cases.base.hello).proof.identity)
    cases.bad("untrusted-server", "a valid credential; the server takes its own fingerprint alone", cases.unit,
              errors.UNTRUSTED, **taken(server))
    bad = Proof(1, public, flip(cases.good.signature, 40))
    cases.bad("trusted-bad-signature", "a client that the server takes, with a changed bit in its signature",
              cases.sealed(bad.octets()), errors.BAD_PROOF, **taken(ed25519.fingerprint(public)))
    cases.bad("trusted-kind-0", "no proof (kind 0), under a fingerprint of zeros", cases.sealed(Proof(0).octets()),
              errors.MALFORMED, **taken("0" * 64))

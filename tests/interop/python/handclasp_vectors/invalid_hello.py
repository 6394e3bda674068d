"""Invalid hellos and refusals, as the client sees them (docs/protocol.md, sections 3 and 4.2 to 4.6)."""

import dataclasses
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from handclasp_peer import ed25519, errors, identity, units
from handclasp_peer.suites import SUITES
from handclasp_peer.units import Proof

from . import forged, invalid_keys, invalid_x25519
from .cases import Cases, flip, put, remade, with_length
from .inputs import Handshake, fixed, has_rsa

ANYONE = {"trust": {"kind": "anyone"}}


def pin(public: bytes) -> dict[str, Any]:
    return {"trust": {"kind": "pinned", "fingerprints": [ed25519.fingerprint(public)]}}


class HelloCases(Cases):
    def __init__(self, base: Handshake) -> None:
        super().__init__("hello")
        self.base = base
        self.good = units.parse_hello(base.suite, base.hello)
        if base.identity_seed is None:
            raise ValueError("the handshake must be signed")
        self.seed = base.identity_seed

    def signed(self, **changes: Any) -> bytes:
        """The good hello with changed fields and a signature that is right for them."""
        return identity.signed_hello(self.base.request, dataclasses.replace(self.good, **changes),
                                     ed25519.Ed25519Identity(self.seed)).octets()

    def message_for(self, public: bytes) -> bytes:
        """What would be signed if the identity were this key."""
        hello = dataclasses.replace(self.good, proof=Proof(identity.KIND_ED25519, public))
        return identity.hello_message(self.base.request, hello.before_signature())

    def with_proof(self, kind: int, shown: bytes, signature: bytes) -> bytes:
        return dataclasses.replace(self.good, proof=Proof(kind, shown, signature)).octets()


def make(base: Handshake) -> list[dict[str, Any]]:
    cases = HelloCases(base)
    headers(cases)
    fields(cases)
    public_keys(cases)
    proof_structure(cases)
    signatures(cases)
    trust(cases)
    refusals(cases)
    cases.truncated(base.hello, **ANYONE)
    return cases.list


def headers(cases: HelloCases) -> None:
    hello, size = cases.base.hello, len(cases.base.hello) - 4
    low, high = units.limits(cases.base.suite, units.HELLO)
    for unit_type in (0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x12, 0x14, 0x91, 0xFF):
        cases.add(f"type-{unit_type:02x}", f"type {unit_type:#04x} where a hello is due (its header)",
                  put(hello, 0, bytes([unit_type]))[:4],
                  errors.UNEXPECTED_UNIT, **ANYONE)
    for wrong in (0, 35, low - 1, high + 1, 0x10000 + size, 0xFFFFFF):
        cases.add(f"length-{wrong}", f"the header says {wrong} octets; the limits are {low} to {high}",
                  with_length(hello, wrong)[:4], errors.UNIT_SIZE, **ANYONE)
    cases.add("length-one-less", "the header says one octet less than there is", with_length(hello, size - 1),
              errors.MALFORMED, **ANYONE)
    cases.add("length-one-more", "the header says one octet more, then the stream ends", with_length(hello, size + 1),
              errors.TRUNCATED, end=True, **ANYONE)
    cases.add("octet-too-many", "one octet after the signature, inside the unit", remade(hello, hello[4:] + b"\x00"),
              errors.MALFORMED, **ANYONE)


def fields(cases: HelloCases) -> None:
    hello, name = cases.base.hello, cases.base.suite.name_octets
    for version in (0, 2, 255):
        cases.add(f"version-{version}", f"version {version}", put(hello, 4, bytes([version])), errors.VERSION, **ANYONE)
    cases.add("version-2-other-layout", "version 2, and the rest could not be parsed as version 1",
              remade(hello, b"\x02" + b"\xff" * (len(hello) - 5)), errors.VERSION, **ANYONE)
    for size in (0, 129, 255):
        cases.add(f"name-size-{size}", f"name_size {size}", put(hello, 5, bytes([size])), errors.MALFORMED, **ANYONE)
    for size in (len(name) - 1, len(name) + 1):
        cases.add(f"name-size-{size}", f"name_size {size} for a name of {len(name)} octets",
                  put(hello, 5, bytes([size])),
                  errors.MALFORMED, **ANYONE)
    other = next(entry for key, entry in SUITES.items() if key != cases.base.suite.key)
    names = {
        "other-suite": ("another suite's name", other.name_octets),
        "first-octet": ("a changed bit in the first octet of the name", flip(name, 0)),
        "last-octet": ("a changed bit in the last octet of the name", flip(name, len(name) - 1)),
        "longer": ("the name with one octet more", name + b"x"),
        "shorter": ("the name without its last octet", name[:-1]),
    }
    for key, (what, wrong) in names.items():
        cases.add(f"suite-{key}", f"{what}, properly signed", cases.signed(name=wrong), errors.WRONG_SUITE, **ANYONE)
    nonce_at = 6 + len(name)
    for at in (nonce_at, nonce_at + 31):
        cases.add(f"nonce-octet-{at}", "a changed bit in the server's nonce", flip(hello, at), errors.BAD_PROOF,
                  **ANYONE)
    for bit in (1, 4, 7):
        cases.add(f"flags-bit-{bit}", f"flags with unknown bit {bit}, properly signed", cases.signed(flags=1 << bit),
                  errors.MALFORMED, **ANYONE)
    cases.add("flags-81", "flags 0x81, properly signed", cases.signed(flags=0x81), errors.MALFORMED, **ANYONE)
    cases.add("credential-demanded", "a valid hello that demands a credential; the client has none",
              cases.signed(flags=1),
              errors.CREDENTIAL_DEMANDED, **ANYONE)


def public_keys(cases: HelloCases) -> None:
    rsa = has_rsa(cases.base.suite)
    for key, what, public in (invalid_keys.make if rsa else invalid_x25519.keys)(cases.base):
        cases.add(f"key-{key}", f"public key: {what}; properly signed", cases.signed(public_key=public),
                  errors.BAD_PUBLIC_KEY, **ANYONE)
    hello, name = cases.base.hello, cases.base.suite.name_octets
    key_at = 6 + len(name) + 32 + 1 + 2
    for size in (0, 0xFFFF):
        cases.add(f"key-size-{size}", f"key_size {size}, nothing else changed",
                  put(hello, key_at - 2, size.to_bytes(2, "big")),
                  errors.MALFORMED, **ANYONE)
    part, places = ("modulus", (100, 200)) if rsa else ("point", (0, 31))
    for at in places:
        cases.add(f"key-{part}-octet-{at}", f"a changed bit inside the {part}, not signed again",
                  flip(hello, key_at + at), errors.BAD_PROOF, **ANYONE)


def proof_structure(cases: HelloCases) -> None:
    proof = cases.good.proof
    public, signature = proof.identity, proof.signature
    hello = cases.base.hello
    proof_at = len(hello) - 101
    for wrong in (31, 33, 32 + 256, 0xFFFF):
        cases.add(f"identity-size-{wrong}", f"identity_size {wrong} where 32 octets stand",
                  put(hello, proof_at + 1, wrong.to_bytes(2, "big")), errors.MALFORMED, **ANYONE)
    for wrong in (0, 63, 65, 0xFFFF):
        cases.add(f"signature-size-{wrong}", f"signature_size {wrong} where 64 octets stand",
                  put(hello, len(hello) - 66, wrong.to_bytes(2, "big")), errors.MALFORMED, **ANYONE)
    shapes = [
        ("kind-0-full", "kind 0 with an identity and a signature", 0, public, signature),
        ("kind-0-identity", "kind 0 with an identity", 0, public, b""),
        ("kind-0-signature", "kind 0 with a signature", 0, b"", signature),
        ("kind-1-empty", "kind 1 without identity and signature", 1, b"", b""),
        ("kind-1-no-signature", "kind 1 without a signature", 1, public, b""),
        ("kind-1-identity-31", "kind 1 with an identity of 31 octets, consistent", 1, public[:-1], signature),
        ("kind-1-identity-33", "kind 1 with an identity of 33 octets, consistent", 1, public + b"\x00", signature),
        ("kind-1-signature-63", "kind 1 with a signature of 63 octets, consistent", 1, public, signature[:-1]),
        ("kind-1-signature-65", "kind 1 with a signature of 65 octets, consistent", 1, public, signature + b"\x00"),
    ]
    for key, what, kind, shown, by in shapes:
        cases.add(key, what, cases.with_proof(kind, shown, by), errors.MALFORMED, **ANYONE)
    noise = fixed(cases.base.suite, "certificate", 300)
    chain = (4 + len(noise)).to_bytes(2, "big") + b"\x30\x82" + len(noise).to_bytes(2, "big") + noise
    for key, what, kind, shown in (
            ("kind-2-noise", "kind 2 whose certificate is noise", 2, chain),
            ("kind-2-raw-key", "kind 2 with an Ed25519 public key for a chain", 2, public),
            ("kind-3", "kind 3, which nobody can verify", 3, public),
            ("kind-255", "kind 255, which nobody can verify", 255, public)):
        hello_without = dataclasses.replace(cases.good, proof=Proof(kind, shown))
        message = identity.hello_message(cases.base.request, hello_without.before_signature())
        by = Ed25519PrivateKey.from_private_bytes(cases.seed).sign(message)
        cases.add(key, what, cases.with_proof(kind, shown, by), errors.BAD_PROOF, **ANYONE)


def signatures(cases: HelloCases) -> None:
    proof, suite, request = cases.good.proof, cases.base.suite, cases.base.request
    public, signature = proof.identity, proof.signature
    before = cases.good.before_signature()
    key = Ed25519PrivateKey.from_private_bytes(cases.seed)
    digest = identity.hello_digest(request, before)

    def bad(name: str, what: str, shown: bytes, by: bytes) -> None:
        cases.add(f"signature-{name}", what, cases.with_proof(1, shown, by), errors.BAD_PROOF, **ANYONE)

    for at, part in ((0, "R"), (31, "R"), (32, "S"), (63, "S")):
        bad(f"octet-{at}", f"a changed bit in the signature's {part}", public, flip(signature, at))
    for at in (0, 31):
        bad(f"identity-octet-{at}", "a changed bit in the identity", flip(public, at), signature)
    bad("zeros", "a signature of zeros", public, bytes(64))
    bad("s-plus-l", "S + L in place of S", public, forged.with_large_s(signature))
    bad("digest-only", "the digest signed without its label", public, key.sign(digest))
    bad("label-without-zero", "the label without its zero octet", public, key.sign(b"handclasp/1 hello" + digest))
    bad("label-credential", "signed with the label of a credential", public,
        key.sign(b"handclasp/1 credential\x00" + digest))
    bad("with-header", "signed with the hello's header included", public,
        key.sign(identity.hello_message(request, cases.base.hello[:4] + before)))
    bad("without-request", "signed without the request", public, key.sign(identity.hello_message(b"", before)))
    other_request = units.build_request(suite.name_octets, fixed(suite, "other client nonce", 32))
    bad("other-request", "the hello of a session with another client nonce (replayed)", public,
        key.sign(identity.hello_message(other_request, before)))
    other = fixed(suite, "other identity seed", 32)
    bad("other-key", "signed by another key than the one shown", public,
        Ed25519PrivateKey.from_private_bytes(other).sign(identity.hello_message(request, before)))

    for index, encoding in enumerate(forged.small_order_encodings()):
        by = forged.with_small_order_key(
            encoding, cases.message_for, lambda n, i=index: fixed(suite, f"forged {i} {n}", 32))
        bad(f"small-order-key-{index}",
            "a public key of small order (or its non-canonical form) with a forged signature",
            encoding, by)
    for y in (3, 18):
        bad(f"non-canonical-key-{y}", f"a non-canonical public key, y = p + {y}", forged.little(ed25519.FIELD + y),
            signature)
    message = identity.hello_message(request, before)
    for name, what, r in (
            ("neutral", "R the neutral element, S fitting", forged.little(1)),
            ("neutral-non-canonical", "R the neutral element, not canonical, S fitting",
             forged.little(ed25519.FIELD + 1)),
            ("neutral-sign", "R the neutral element with the sign bit set, S fitting", forged.little(1 | 1 << 255))):
        bad(f"small-order-r-{name}", what, public, forged.with_small_order_r(r, message, cases.seed))


def trust(cases: HelloCases) -> None:
    base, public = cases.base, cases.good.proof.identity
    other = ed25519.public_of(fixed(base.suite, "other identity seed", 32))
    cases.add("untrusted-other-pin", "a valid proof; another fingerprint is pinned", base.hello, errors.UNTRUSTED,
              **pin(other))
    cases.add("untrusted-no-proof", "no proof (kind 0) where a fingerprint is pinned", cases.with_proof(0, b"", b""),
              errors.UNTRUSTED, **pin(public))
    cases.add("pinned-bad-signature", "the pinned identity with a changed bit in the signature",
              flip(base.hello, len(base.hello) - 40),
              errors.BAD_PROOF, **pin(public))


def refusals(cases: HelloCases) -> None:
    other = next(entry for key, entry in SUITES.items() if key != cases.base.suite.key)
    refused = units.build_refused(other.name_octets)
    cases.add("refused-suite", "a proper refusal: the server takes another suite", refused, errors.WRONG_SUITE,
              **ANYONE)
    cases.add("refused-version", "a proper refusal: the server takes version 2", put(refused, 4, b"\x02"),
              errors.VERSION, **ANYONE)
    cases.add("refused-version-other-layout", "a refusal of version 2 that could not be parsed as version 1",
              units.unit(units.REFUSED, b"\x02\xff\xff"), errors.VERSION, **ANYONE)
    cases.add("refused-name-size", "a refusal whose name_size is one too large", flip(refused, 5), errors.MALFORMED,
              **ANYONE)
    cases.add("refused-name-empty", "a refusal with an empty name and one octet after it",
              units.unit(units.REFUSED, b"\x01\x00x"), errors.MALFORMED, **ANYONE)
    cases.add("refused-octet-too-many", "a refusal with one octet too many", remade(refused, refused[4:] + b"x"),
              errors.MALFORMED, **ANYONE)
    cases.add("refused-escape", "a refusal whose name holds a terminal's escape octet", put(refused, 6, b"\x1b"),
              errors.MALFORMED, **ANYONE)
    for size in (2, 131):
        cases.add(f"refused-length-{size}", f"a refusal of {size} octets; the limits are 3 to 130",
                  units.header(units.REFUSED, size),
                  errors.UNIT_SIZE, **ANYONE)
    cases.add("refused-truncated", "the stream ends inside a refusal", refused[:-1], errors.TRUNCATED, end=True,
              **ANYONE)

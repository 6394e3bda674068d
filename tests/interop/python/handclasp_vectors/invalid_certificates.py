"""Invalid proofs of kind 2, in hellos and in credentials (docs/protocol.md, sections 4.5, 4.6 and 4.8)."""

import hashlib
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from handclasp_peer import certificates, ed25519, errors, identity
from handclasp_peer.certificates import P256_ORDER, P256_SPKI_PREFIX, encode
from handclasp_peer.rsa_transport import ALGORITHM, der, subject_public_key_info
from handclasp_peer.suites import Suite
from handclasp_peer.units import Proof

from . import forged
from .cases import Cases, flip
from .certified import CredentialProofs, HelloProofs, Proofs, Sign, handshakes, with_public_key
from .fixed_signatures import SECP256K1_ORDER, big, ecdsa, halves, pkcs1, pss
from .inputs import VECTORS, Handshake, fixed, load_key

MALFORMED, BAD_PROOF = errors.MALFORMED, errors.BAD_PROOF
EC_ALGORITHM, ECDH_ALGORITHM = bytes.fromhex("06072a8648ce3d0201"), bytes.fromhex("06052b8104010c")
P256 = bytes.fromhex("06082a8648ce3d030107")
EXPLICIT_P256 = bytes.fromhex(
    "3081f7020101302c06072a8648ce3d0101022100ffffffff00000001000000000000000000000000ffffffffffffffffffffffff305b0420"
    "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc04205ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53"
    "b0f63bce3c3e27d2604b031500c49d360886e704936a6678e1139d26b7819f7e900441046b17d1f2e12c4247f8bce6e563a440f277037d81"
    "2deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5022100ffffffff00000000ff"
    "ffffffffffffffbce6faada7179e84f3b9cac2fc632551020101")
RSA_PSS_ALGORITHM = bytes.fromhex("300b06092a864886f70d01010a")
RSA_WITHOUT_NULL = bytes.fromhex("300b06092a864886f70d010101")


def at_both_ends(server: Handshake, client: Handshake) -> tuple[Proofs, Proofs]:
    """The server of one handshake and the client of another, which have the same kind of key."""
    return HelloProofs(server, server.identity), CredentialProofs(client, client.client_identity)


def make(suite: Suite) -> list[dict[str, Any]]:
    p256_server, rsa_server, p256_client = handshakes(suite)
    list_of: list[dict[str, Any]] = []
    for proofs in at_both_ends(p256_server, p256_client):
        chains(proofs)
        p256_keys(proofs)
        other_keys(proofs)
        p256_signatures(proofs)
        trust(proofs)
        list_of += proofs.cases.list
    for proofs in at_both_ends(rsa_server, p256_server):
        rsa_keys(proofs)
        rsa_signatures(proofs)
        list_of += proofs.cases.list
    for proofs in at_both_ends(p256_client, rsa_server):
        ed25519_proofs(proofs)
        list_of += proofs.cases.list
    labels(list_of, CredentialProofs(p256_client, p256_client.client_identity))
    return list_of


def chains(proofs: Proofs) -> None:
    leaf, authority = proofs.owner.chain
    good, one, noise = proofs.owner.encoded, encode([leaf]), fixed(proofs.base.suite, "noise", 400)
    for name, what, shown in (
            ("empty", "no certificate", b""),
            ("one-octet", "one octet", b"\x00"),
            ("size-only", "the size of a certificate, and nothing behind it", one[:2]),
            ("cut", "the last octet of the chain is missing", good[:-1]),
            ("octet-more", "one octet behind the chain", good + b"\x00"),
            ("entry-empty", "an entry of no octets behind the chain", good + bytes(2)),
            ("entry-empty-first", "an entry of no octets before the leaf", bytes(2) + good),
            ("without-sizes", "the leaf without its size", leaf),
            ("nine", "nine certificates", encode([leaf] + [authority] * 8)),
            ("noise", "an entry of noise in place of the leaf", encode([noise])),
            ("noise-second", "an entry of noise behind the leaf", encode([leaf, noise])),
            ("octet-in-entry", "one octet behind the leaf, inside its entry", encode([leaf + b"\x00"])),
            ("cut-in-entry", "the leaf without its last octet, its size fitting", encode([leaf[:-1]])),
            ("two-in-one", "leaf and authority in one entry", encode([leaf + authority])),
            ("key-only", "the leaf's public key in place of the certificate",
             encode([certificates.subject_public_key_info(leaf)]))):
        proofs.bad(f"chain-{name}", f"kind 2: {what}; properly signed", shown, MALFORMED)
    proofs.bad("chain-reversed", "kind 2: the authority before the leaf; signed by the key of the leaf",
               encode([authority, leaf]), BAD_PROOF)
    proofs.bad("chain-as-kind-1", "the chain shown as kind 1; properly signed", good, MALFORMED, kind=1)
    proofs.bad("not-verified", "a valid proof of kind 2 for a side that cannot verify kind 2", good, BAD_PROOF,
               trust=proofs.trust(certificates=False))


def p256_keys(proofs: Proofs) -> None:
    """The same key in a form that is not the one of section 4.5, and properly signed by it."""
    leaf = proofs.owner.chain[0]
    point = certificates.subject_public_key_info(leaf)[len(P256_SPKI_PREFIX) - 1:]
    compressed = bytes([2 + point[-1] % 2]) + point[1:33]
    hybrid = bytes([6 + point[-1] % 2]) + point[1:]
    for name, what, algorithm, octets in (
            ("compressed", "a compressed point", EC_ALGORITHM + P256, compressed),
            ("hybrid", "a point in hybrid form", EC_ALGORITHM + P256, hybrid),
            ("explicit", "the curve's parameters spelled out", EC_ALGORITHM + EXPLICIT_P256, point),
            ("no-curve", "no curve named", EC_ALGORITHM, point),
            ("ecdh", "the algorithm id-ecDH", ECDH_ALGORITHM + P256, point)):
        info = der(0x30, der(0x30, algorithm) + der(0x03, b"\x00" + octets))
        proofs.bad_key(f"p256-{name}", f"P-256: {what}; properly signed", info)
    off = P256_SPKI_PREFIX + flip(point[1:], 63)
    proofs.bad_key("p256-off-the-curve", "P-256: a point that is not on the curve", off)


def other_keys(proofs: Proofs) -> None:
    """Kinds of keys that no proof has, and properly signed as far as there is a way to."""
    suite = proofs.base.suite

    def info(key: Any) -> bytes:
        return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    koblitz = ec.derive_private_key(big(fixed(suite, "secp256k1", 32)) % SECP256K1_ORDER, ec.SECP256K1())
    proofs.bad_key("key-secp256k1", "a key on secp256k1; properly signed", info(koblitz),
                   lambda message: halves(*ecdsa(koblitz, message, proofs.owner.random)))
    p384 = ec.derive_private_key(big(fixed(suite, "P-384", 47)), ec.SECP384R1())
    for size in (64, 96):
        proofs.bad_key(f"key-p384-{size}", f"a key on P-384, with a signature of {size} octets", info(p384),
                       lambda _, n=size: b"\x01" * n)
    ed448 = Ed448PrivateKey.from_private_bytes(fixed(suite, "Ed448", 57))
    proofs.bad_key("key-ed448", "an Ed448 key; properly signed", info(ed448), ed448.sign)


def p256_signatures(proofs: Proofs) -> None:
    key, random, good = proofs.owner.key, proofs.owner.random, proofs.owner.encoded

    def bad(name: str, what: str, sign: Sign, expect: str = BAD_PROOF) -> None:
        proofs.bad(f"p256-{name}", f"kind 2, P-256: {what}", good, expect, sign)

    def changed(change: Callable[[int, int], bytes]) -> Sign:
        return lambda message: change(*ecdsa(key, message, random))

    def encoded(r: int, s: int) -> bytes:
        return der(0x30, b"".join(der(0x02, v.to_bytes(v.bit_length() // 8 + 1, "big")) for v in (r, s)))

    for at in (0, 31, 32, 63):
        bad(f"octet-{at}", f"a changed bit in octet {at} of the signature",
            changed(lambda r, s, i=at: flip(halves(r, s), i)))
    bad("der", "the signature as DER", changed(encoded), MALFORMED)
    bad("signature-63", "the signature without its last octet", changed(lambda r, s: halves(r, s)[:-1]), MALFORMED)
    bad("signature-65", "the signature and one octet", changed(lambda r, s: halves(r, s) + b"\x00"), MALFORMED)
    bad("signature-empty", "no signature", lambda _: b"", MALFORMED)
    bad("little-endian", "r and s little-endian", changed(lambda r, s: halves(r, s)[31::-1] + halves(r, s)[:31:-1]))
    bad("exchanged", "s before r", changed(lambda r, s: halves(s, r)))
    for name, what, r, s in (("zeros", "r and s zero", 0, 0), ("r-zero", "r zero", 0, 1), ("s-zero", "s zero", 1, 0),
                             ("r-order", "r the order, s zero", P256_ORDER, 0),
                             ("s-order", "s the order", 1, P256_ORDER),
                             ("largest", "r and s as large as they can be", 2**256 - 1, 2**256 - 1)):
        bad(name, what, lambda _, a=r, b=s: halves(a, b))
    bad("sha384", "signed with SHA-384", lambda message: halves(*ecdsa(key, message, random, "sha384")))
    bad("digest", "the hash signed as if it were the message",
        lambda message: halves(*ecdsa(key, hashlib.sha256(message).digest(), random)))
    other = ec.derive_private_key(big(fixed(proofs.base.suite, "other", 32)) % P256_ORDER, ec.SECP256R1())
    bad("other-key", "signed by another key than the leaf's", lambda message: halves(*ecdsa(other, message, random)))
    bad("without-label", "signed without the label", lambda message: halves(*ecdsa(key, message[-32:], random)))


def rsa_keys(proofs: Proofs) -> None:
    """Each properly signed."""
    key, salt = proofs.owner.key, proofs.owner.random
    numbers = key.private_numbers().public_numbers
    for name, what, algorithm in (("pss-key", "the algorithm id-RSASSA-PSS", RSA_PSS_ALGORITHM),
                                  ("no-null", "rsaEncryption without its NULL", RSA_WITHOUT_NULL)):
        info = subject_public_key_info(numbers.n, numbers.e, algorithm)
        proofs.bad_key(f"rsa-{name}", f"RSA: {what}; properly signed", info)
    for name, what in (("rsa-2040", "2040 bits"), ("rsa-exponent-3", "exponent 3"),
                       ("rsa-exponent-65-bits", "an exponent above 2^64")):
        weak = load_key(VECTORS / f"keys/refused/{name}.pem")
        other = weak.private_numbers().public_numbers
        info = subject_public_key_info(other.n, other.e, ALGORITHM)
        proofs.bad_key(name, f"RSA: {what}; properly signed", info, lambda message, weak=weak: pss(weak, message, salt))
    for name, what, exponent in (("exponent-1", "exponent 1", 1), ("exponent-even", "an even exponent", 65538)):
        info = subject_public_key_info(numbers.n, exponent, ALGORITHM)
        proofs.bad_key(f"rsa-{name}", f"RSA: {what}", info)


def rsa_signatures(proofs: Proofs) -> None:
    key, salt, good = proofs.owner.key, proofs.owner.random, proofs.owner.encoded
    modulus = key.private_numbers().public_numbers.n

    def bad(name: str, what: str, sign: Sign, expect: str = BAD_PROOF) -> None:
        proofs.bad(f"rsa-{name}", f"kind 2, RSA: {what}", good, expect, sign)

    def right(message: bytes) -> bytes:
        return pss(key, message, salt)

    size = key.key_size // 8
    for at in (0, size // 2, size - 1):
        bad(f"octet-{at}", f"a changed bit in octet {at} of the signature", lambda m, i=at: flip(right(m), i))
    for other in (0, 64, size - 1, size + 1, 512):
        bad(f"signature-{other}", f"a signature of {other} octets", lambda m, n=other: (right(m) + bytes(512))[:n],
            MALFORMED)
    bad("pkcs1", "PKCS #1 version 1.5", lambda message: pkcs1(key, message))
    for length in (0, 20, 31, 33, 64):
        bad(f"salt-{length}", f"a salt of {length} octets", lambda m, n=length: pss(key, m, (salt + salt)[:n]))
    bad("longest-salt", "the longest salt", lambda m: pss(key, m, (salt * 12)[:size - 34]))
    for hash_name, mask_hash, what in (("sha384", "sha384", "SHA-384 throughout"), ("sha256", "sha1", "MGF1-SHA-1"),
                                       ("sha1", "sha1", "SHA-1 throughout"), ("sha384", "sha256", "SHA-384")):
        bad(f"{hash_name}-{mask_hash}", what, lambda m, h=hash_name, g=mask_hash: pss(key, m, salt, h, g))
    bad("zeros", "a signature of zeros", lambda _: bytes(size))
    bad("modulus", "the modulus for a signature", lambda _: modulus.to_bytes(size, "big"))
    bad("ones", "a signature that is not below the modulus", lambda _: b"\xff" * size)
    bad("without-label", "signed without the label", lambda message: pss(key, message[-32:], salt))


def ed25519_proofs(proofs: Proofs) -> None:
    leaf, suite, good = proofs.owner.chain[0], proofs.base.suite, proofs.owner.encoded
    public = certificates.subject_public_key_info(leaf)[-32:]
    seed = bytes.fromhex(proofs.owner.given["key"])

    def bad(name: str, what: str, sign: Sign, expect: str = BAD_PROOF, shown: bytes = good) -> None:
        proofs.bad(f"ed25519-{name}", f"kind 2, Ed25519: {what}", shown, expect, sign)

    right = proofs.owner.sign
    bad("octet-40", "a changed bit in the signature", lambda m: flip(right(m), 40))
    bad("signature-63", "a signature of 63 octets", lambda m: right(m)[:-1], MALFORMED)
    bad("signature-65", "a signature of 65 octets", lambda m: right(m) + b"\x00", MALFORMED)
    bad("s-plus-l", "S + L in place of S", lambda m: forged.with_large_s(right(m)))
    bad("small-order-r", "R the neutral element, S fitting",
        lambda m: forged.with_small_order_r(forged.little(1), m, seed))
    small = encode([with_public_key(leaf, ed25519.SPKI_PREFIX + forged.small_order_encodings()[0])])
    weak = forged.with_small_order_key(
        forged.small_order_encodings()[0], lambda _: proofs.message_of(small, 2),
        lambda n: fixed(suite, f"forged certificate {proofs.stage} {n}", 32))
    bad("small-order-key", "a key of small order with a forged signature", lambda _: weak, shown=small)
    with_null = der(0x30, bytes.fromhex("300706032b65700500") + der(0x03, b"\x00" + public))
    proofs.bad_key("ed25519-null", "Ed25519: an algorithm with NULL parameters; properly signed", with_null)
    proofs.bad("ed25519-raw", "kind 2 with the bare public key for a chain; properly signed", public, MALFORMED)


def trust(proofs: Proofs) -> None:
    good = proofs.owner.encoded
    leaf, authority = (certificates.fingerprint(encode([one])) for one in proofs.owner.chain)
    whole = hashlib.sha256(proofs.owner.chain[0]).hexdigest()
    proofs.bad("untrusted-authority", "a valid proof of kind 2; the fingerprint of the authority is pinned", good,
               errors.UNTRUSTED, trust=proofs.trust(authority))
    proofs.bad("untrusted-whole", "a valid proof of kind 2; the hash of the whole certificate is pinned", good,
               errors.UNTRUSTED, trust=proofs.trust(whole))
    proofs.bad("pinned-bad-signature", "a pinned leaf, and a changed bit in the signature", good, BAD_PROOF,
               lambda message: flip(proofs.owner.sign(message), 20), trust=proofs.trust(leaf))


def labels(cases: list[dict[str, Any]], proofs: CredentialProofs) -> None:
    """The other place's message, for a key that is used at both ends."""
    before = Proof(2, proofs.owner.encoded).before_signature()
    digest = identity.credential_digest(proofs.base.client.schedule.transcript, before)
    by = proofs.owner.sign(b"handclasp/1 hello\x00" + digest)
    made = Cases("credential")
    made.add("label-hello", "kind 2: signed with the label of a hello",
             proofs.unit_of(Proof(2, proofs.owner.encoded, by)), BAD_PROOF, **proofs.trust())
    unsigned = Proof(2, encode(proofs.owner.chain[:1]))
    message = identity.credential_message(proofs.base.client.schedule.transcript, before)
    made.add("other-chain", "kind 2: signed for leaf and authority, shown with the leaf alone",
             proofs.unit_of(Proof(2, unsigned.identity, proofs.owner.sign(message))), BAD_PROOF, **proofs.trust())
    cases += made.list

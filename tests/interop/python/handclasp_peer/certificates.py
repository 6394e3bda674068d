"""Proofs of kind 2 (docs/protocol.md, section 4.5): a chain of X.509 certificates and a signature by the leaf's key.

Whether a chain leads to an authority is not looked at: this peer compares fingerprints.
"""

import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from . import ed25519, errors

MOST_CERTIFICATES = 8
COORDINATE = 32
LEAST_MODULUS, MOST_MODULUS = 2048, 4096  # bits
EXPONENT = 65537
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# RFC 5480: the named curve secp256r1, and the head of an uncompressed point; RFC 3279: rsaEncryption with its NULL.
P256_SPKI_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
RSA_ALGORITHM = bytes.fromhex("300d06092a864886f70d0101010500")
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)


def encode(certificates: list[bytes]) -> bytes:
    """(u16 size || DER certificate), leaf first."""
    return b"".join(len(der).to_bytes(2, "big") + der for der in certificates)


def decode(identity: bytes) -> list[bytes]:
    """The certificates' DER; each has been parsed."""
    certificates = []
    rest = identity
    while rest:
        size = int.from_bytes(rest[:2], "big")
        if len(rest) < 2 or size == 0 or len(rest) < 2 + size:
            raise errors.ProtocolError(errors.MALFORMED, "sizes in the chain")
        certificates.append(rest[2:2 + size])
        rest = rest[2 + size:]
    if not 1 <= len(certificates) <= MOST_CERTIFICATES:
        raise errors.ProtocolError(errors.MALFORMED, f"{len(certificates)} certificates")
    for der in certificates:
        try:
            x509.load_der_x509_certificate(der)
        except ValueError:
            raise errors.ProtocolError(errors.MALFORMED, "not a certificate") from None
    return certificates


def element(octets: bytes) -> tuple[bytes, bytes, bytes]:
    """The first DER element of `octets`: whole, its content, and what follows it."""
    size, at = octets[1], 2
    if size & 0x80:
        at += size & 0x7F
        size = int.from_bytes(octets[2:at], "big")
    return octets[:at + size], octets[at:at + size], octets[at + size:]


def subject_public_key_info(certificate: bytes) -> bytes:
    """As it stands in the certificate, not encoded again."""
    _, rest, _ = element(x509.load_der_x509_certificate(certificate).tbs_certificate_bytes)
    before = 6 if rest[0] == 0xA0 else 5  # [version], serial number, signature, issuer, validity, subject
    for _ in range(before):
        _, _, rest = element(rest)
    return element(rest)[0]


def fingerprint(identity: bytes) -> str:
    """SHA-256 of the leaf's SubjectPublicKeyInfo, 64 lower-case hex digits."""
    return hashlib.sha256(subject_public_key_info(decode(identity)[0])).hexdigest()


def _unusable(why: str) -> errors.ProtocolError:
    return errors.ProtocolError(errors.BAD_PROOF, f"the leaf's key: {why}")


def signature_size(info: bytes) -> int:
    """For a key that section 4.5 takes; bad_proof for every other one."""
    if info[:12] == ed25519.SPKI_PREFIX and len(info) == 44:
        return 64
    is_p256, is_rsa = info[:27] == P256_SPKI_PREFIX and len(info) == 91, element(info)[1].startswith(RSA_ALGORITHM)
    if not is_p256 and not is_rsa:
        raise _unusable("of no kind for a proof")
    try:
        key = load_der_public_key(info)
    except (ValueError, UnsupportedAlgorithm):
        raise _unusable("not sound") from None
    if isinstance(key, ec.EllipticCurvePublicKey):
        return 2 * COORDINATE
    assert isinstance(key, rsa.RSAPublicKey)
    if not LEAST_MODULUS <= key.key_size <= MOST_MODULUS:
        raise _unusable(f"a modulus of {key.key_size} bits")
    if key.public_numbers().e != EXPONENT:
        raise _unusable("its exponent")
    return (key.key_size + 7) // 8


def _verifies(info: bytes, message: bytes, signature: bytes) -> bool:
    if info.startswith(ed25519.SPKI_PREFIX):
        return ed25519.verify(info[-32:], message, signature)
    key = load_der_public_key(info)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, PSS, hashes.SHA256())
            return True
        assert isinstance(key, ec.EllipticCurvePublicKey)
        r, s = (int.from_bytes(half, "big") for half in (signature[:COORDINATE], signature[COORDINATE:]))
        if not 0 < r < P256_ORDER or not 0 < s < P256_ORDER:
            return False
        key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        return True
    except (InvalidSignature, ValueError):
        return False


def verify(identity: bytes, message: bytes, signature: bytes) -> str:
    """The fingerprint, where everything holds, in the order of section 4.5."""
    info = subject_public_key_info(decode(identity)[0])
    if len(signature) != signature_size(info):
        raise errors.ProtocolError(errors.MALFORMED, "size of the signature")
    if not _verifies(info, message, signature):
        raise errors.ProtocolError(errors.BAD_PROOF, "the signature does not verify")
    return hashlib.sha256(info).hexdigest()


PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def sign(key: PrivateKey, message: bytes) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, PSS, hashes.SHA256())
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(COORDINATE, "big") + s.to_bytes(COORDINATE, "big")


@dataclass(frozen=True)
class CertifiedIdentity:
    """A private key and the chain whose leaf has its public key."""

    key: PrivateKey
    chain: list[bytes]
    kind = 2

    def __post_init__(self) -> None:
        own = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        if subject_public_key_info(self.chain[0]) != own:
            raise ValueError("the first certificate is not of this private key")

    @property
    def encoded(self) -> bytes:
        return encode(self.chain)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.encoded)

    def sign(self, message: bytes) -> bytes:
        return sign(self.key, message)

"""Identities of kind 2 that can be made again, certificates included: an authority with Ed25519 issued those."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from handclasp_peer import certificates
from handclasp_peer.certificates import P256_ORDER
from handclasp_peer.suites import Suite

from .fixed_signatures import big, ecdsa, halves, pss
from .inputs import VECTORS, fixed, load_key

FROM, TO = datetime.datetime(2025, 1, 1), datetime.datetime(2049, 12, 31)
RSA_FILE = "keys/identity-rsa-3072.pem"


@dataclass(frozen=True)
class FixedIdentity:
    """`random` is the nonce of ECDSA or the salt of PSS; `given` says in the vectors where the key is."""

    key: Any
    chain: list[bytes]
    given: dict[str, str]
    random: bytes = field(default=b"")
    kind = 2

    @property
    def encoded(self) -> bytes:
        return certificates.encode(self.chain)

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return halves(*ecdsa(self.key, message, self.random))
        if isinstance(self.key, rsa.RSAPrivateKey):
            return pss(self.key, message, self.random)
        return self.key.sign(message)

    def inputs(self, name: str) -> dict[str, str]:
        random = {f"{name}_random": self.random.hex()} if self.random else {}
        return {f"{name}_{key}": value for key, value in self.given.items()} | random


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class Authority:
    """Issues certificates; everything in them follows from the suite and the names."""

    def __init__(self, suite: Suite, name: str, above: "Authority | None" = None) -> None:
        self.suite, self.name = suite, name
        self.key = Ed25519PrivateKey.from_private_bytes(fixed(suite, f"{name}/seed", 32))
        self.certificate = (above or self).certify(name, self.key.public_key(), is_authority=True)

    def certify(self, name: str, public_key: Any, is_authority: bool = False) -> bytes:
        builder = x509.CertificateBuilder(
            issuer_name=_name(self.name), subject_name=_name(name), public_key=public_key,
            serial_number=big(fixed(self.suite, f"{name}/serial number", 15)) | 1 << 119,
            not_valid_before=FROM, not_valid_after=TO)
        builder = builder.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        builder = builder.add_extension(
            x509.KeyUsage(not is_authority, False, False, False, False, is_authority, is_authority, False, False),
            critical=True)
        if not is_authority:
            both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
            builder = builder.add_extension(x509.ExtendedKeyUsage(both), critical=False)
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        return builder.sign(self.key, None).public_bytes(Encoding.DER)


def _authorities(suite: Suite) -> tuple[Authority, Authority]:
    root = Authority(suite, "authority of the vectors")
    return root, Authority(suite, "intermediate authority of the vectors", root)


def with_p256(suite: Suite) -> FixedIdentity:
    """A chain of two: leaf and authority."""
    root, _ = _authorities(suite)
    scalar = big(fixed(suite, "p256/private key", 32)) % P256_ORDER
    key = ec.derive_private_key(scalar, ec.SECP256R1())
    chain = [root.certify("p256.example", key.public_key()), root.certificate]
    return FixedIdentity(key, chain, {"key": f"{scalar:064x}"}, fixed(suite, "p256/nonce", 32))


def with_rsa(suite: Suite) -> FixedIdentity:
    """A chain of three, with an intermediate authority."""
    root, between = _authorities(suite)
    key = load_key(VECTORS / RSA_FILE)
    chain = [between.certify("rsa.example", key.public_key()), between.certificate, root.certificate]
    return FixedIdentity(key, chain, {"key_file": RSA_FILE}, fixed(suite, "rsa/salt", 32))


def with_ed25519(suite: Suite) -> FixedIdentity:
    """A chain of one: the authority itself is not sent."""
    root, _ = _authorities(suite)
    seed = fixed(suite, "ed25519/seed", 32)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return FixedIdentity(key, [root.certify("ed25519.example", key.public_key())], {"key": seed.hex()})

"""An authority of one's own, by Python's cryptography: certificates that are good, and such as have one thing wrong.

Files are written as programs read them: PKCS#12 and PEM with a password, mode 0600.
"""

from __future__ import annotations

import datetime
import ipaddress
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (BestAvailableEncryption, Encoding, NoEncryption,
                                                           PrivateFormat, PublicFormat, pkcs12)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD = "correct horse"
Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0, tzinfo=None)


def days(count: float) -> datetime.datetime:
    """That many from now."""
    return NOW + datetime.timedelta(days=count)


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def fingerprint(key: Key) -> str:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return digest.finalize().hex()


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_usage(*usages: str) -> x509.KeyUsage:
    every = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{usage: usage in usages for usage in every})


def _issued_by(key: Key) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


@dataclass
class Issued:
    """A private key with its certificate, and those between it and the authority."""

    key: Key
    certificate: x509.Certificate
    between: list[x509.Certificate]

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)

    def key_store(self, path: Path, password: str = PASSWORD, alias: str = "server") -> str:
        self._write(path, pkcs12.serialize_key_and_certificates(
            alias.encode(), self.key, self.certificate, self.between, BestAvailableEncryption(password.encode())))
        return str(path)

    def pem(self, path: Path, password: str = PASSWORD) -> str:
        """Key and chain in one file."""
        content = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode()))
        for certificate in [self.certificate, *self.between]:
            content += certificate.public_bytes(Encoding.PEM)
        self._write(path, content)
        return str(path)

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.touch(0o600)
        path.write_bytes(content)


class Authority:
    def __init__(self, common_name: str = "Test authority", above: Authority | None = None,
                 key: Key | None = None) -> None:
        self.key, self.name, self.above = key or new_key(), _name(common_name), above
        signer = above or self
        builder = (
            x509.CertificateBuilder().subject_name(self.name).issuer_name(signer.name)
            .public_key(self.key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(days(-10)).not_valid_after(days(10))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_key_usage("key_cert_sign", "crl_sign"), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False))
        if above:
            builder = builder.add_extension(_issued_by(above.key), critical=False)
        self.certificate = builder.sign(signer.key, hashes.SHA256())

    def issue(self, *names: str, key: Key | None = None, common_name: str = "server",
              use: x509.ObjectIdentifier | None = SERVER, start: float = -1, end: float = 1,
              usage: str = "digital_signature") -> Issued:
        """A certificate for these names and addresses, valid for these days from now."""
        key = key or new_key()
        builder = (
            x509.CertificateBuilder().subject_name(_name(common_name)).issuer_name(self.name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(days(start)).not_valid_after(days(end))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(usage), critical=True)
            .add_extension(_issued_by(self.key), critical=False))
        if use is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]),
                                            critical=False)
        between = [self.certificate] if self.above else []
        return Issued(key, builder.sign(self.key, hashes.SHA256()), between)

    def issue_with_sha1(self, address: str, folder: Path) -> Issued:
        """By the openssl command, because Python's cryptography makes no such signatures any more."""
        key = new_key()
        request = x509.CertificateSigningRequestBuilder().subject_name(_name("server")).sign(key, hashes.SHA256())
        plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        files = {"ca.key": self.key.private_bytes(*plain), "ca.pem": self.certificate.public_bytes(Encoding.PEM),
                 "request.pem": request.public_bytes(Encoding.PEM),
                 "extensions": f"basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
                               f"extendedKeyUsage=serverAuth\nsubjectAltName=IP:{address}\n"
                               f"authorityKeyIdentifier=keyid\n".encode()}
        for name, content in files.items():
            (folder / name).write_bytes(content)
        subprocess.run(["openssl", "x509", "-req", "-sha1", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key",
                        "-set_serial", "1", "-days", "1", "-extfile", "extensions", "-out", "leaf.pem"],
                       cwd=folder, check=True, capture_output=True)
        return Issued(key, x509.load_pem_x509_certificate((folder / "leaf.pem").read_bytes()), [])

    def pem(self, path: Path) -> str:
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return str(path)

    def revocations(self, path: Path, *revoked: Issued, start: float = -1, end: float = 1) -> str:
        builder = (x509.CertificateRevocationListBuilder().issuer_name(self.name)
                   .last_update(days(start)).next_update(days(end)))
        for issued in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(issued.certificate.serial_number)
                .revocation_date(days(start)).build())
        path.write_bytes(builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))
        return str(path)


def self_signed(*names: str, key: Key | None = None, common_name: str = "server") -> Issued:
    key = key or new_key()
    builder = (x509.CertificateBuilder().subject_name(_name(common_name)).issuer_name(_name(common_name))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(days(-1)).not_valid_after(days(1))
               .add_extension(_key_usage("digital_signature"), critical=True)
               .add_extension(x509.ExtendedKeyUsage([SERVER]), critical=False)
               .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False))
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return Issued(key, builder.sign(key, digest), [])

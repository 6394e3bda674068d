"""Key transport with RSA-OAEP (docs/protocol.md, sections 2, 4.4 and 4.7)."""

from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from . import errors, oaep

EXPONENT = 65537
# rsaEncryption (1.2.840.113549.1.1.1) with NULL parameters
ALGORITHM = bytes.fromhex("300d06092a864886f70d0101010500")


def der(tag: int, content: bytes) -> bytes:
    """One DER element with its length in the shortest form."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def der_integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def subject_public_key_info(modulus: int, exponent: int = EXPONENT, algorithm: bytes = ALGORITHM) -> bytes:
    key = der(0x30, der_integer(modulus) + der_integer(exponent))
    return der(0x30, algorithm + der(0x03, b"\x00" + key))


@dataclass(frozen=True)
class RsaTransport:
    """RSA with a modulus of exactly `bits`, the secrets in one OAEP block."""

    bits: int

    @property
    def name(self) -> str:
        return f"RSA-{self.bits}-OAEP-SHA-256"

    @property
    def encapsulation_size(self) -> int:
        return self.bits // 8

    @property
    def public_key_size(self) -> int:
        return len(subject_public_key_info(1 << (self.bits - 1)))

    def generate(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=EXPONENT, key_size=self.bits)

    def public_octets(self, private: rsa.RSAPrivateKey) -> bytes:
        return private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def modulus(self, public: bytes) -> int:
        """Section 4.4: the one accepted form is written again from the modulus and compared octet by octet."""
        if len(public) != self.public_key_size:
            raise errors.ProtocolError(errors.BAD_PUBLIC_KEY, "size")
        tail = der_integer(EXPONENT)
        modulus = int.from_bytes(public[-len(tail) - self.bits // 8:-len(tail)], "big")
        if modulus.bit_length() != self.bits or modulus % 2 == 0:
            raise errors.ProtocolError(errors.BAD_PUBLIC_KEY, "modulus")
        if subject_public_key_info(modulus) != public:
            raise errors.ProtocolError(errors.BAD_PUBLIC_KEY, "encoding, algorithm or exponent")
        return modulus

    def check(self, public: bytes) -> None:
        self.modulus(public)

    def encapsulate(self, public: bytes, secrets: bytes, seed: bytes) -> tuple[bytes, bytes]:
        """The secrets as they are, and their encapsulation."""
        return secrets, oaep.encrypt(self.modulus(public), EXPONENT, secrets, seed, self.encapsulation_size)

    def decapsulate(self, private: rsa.RSAPrivateKey, encapsulation: bytes, size: int, otherwise: bytes) -> bytes:
        """Section 4.7: a failed or wrong-sized decryption goes on with the random secrets in `otherwise`."""
        scheme = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
        try:
            secrets = private.decrypt(encapsulation, scheme)
        except ValueError:
            return otherwise
        return secrets if len(secrets) == size else otherwise

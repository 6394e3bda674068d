"""The composition `aead` (docs/protocol.md, section 6): one AEAD, its nonce counted and not sent."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from . import errors
from .cbc import Keys

TAG = 16
NONCE = 12


def nonce_of(keys: Keys, number: int) -> bytes:
    """The direction's IV XOR (4 zero octets || number)."""
    return bytes(a ^ b for a, b in zip(keys.iv, bytes(4) + number.to_bytes(8, "big"), strict=True))


@dataclass(frozen=True)
class Aead:
    """`algorithm` is the library's class of it."""

    algorithm: type[AESGCM] | type[ChaCha20Poly1305]
    name = "aead"
    overhead = TAG

    def body_size(self, plaintext_size: int) -> int:
        return plaintext_size + TAG

    def smallest_plaintext(self, body_size: int) -> int:
        return body_size - TAG

    def padded(self, message: bytes) -> bytes:
        """Nothing is padded."""
        return message

    def encrypt(self, keys: Keys, nonce: bytes, associated: bytes, message: bytes) -> bytes:
        """Ciphertext || tag."""
        return self.algorithm(keys.cipher).encrypt(nonce, message, associated)

    def seal_padded(self, keys: Keys, number: int, pseudo_header: bytes, padded: bytes) -> bytes:
        return self.encrypt(keys, nonce_of(keys, number), pseudo_header, padded)

    def seal(self, keys: Keys, number: int, pseudo_header: bytes, message: bytes) -> bytes:
        return self.seal_padded(keys, number, pseudo_header, message)

    def open(self, keys: Keys, number: int, pseudo_header: bytes, body: bytes) -> bytes:
        if len(body) < TAG:
            raise errors.ProtocolError(errors.AUTHENTICATION_FAILED, "body length")
        try:
            return self.algorithm(keys.cipher).decrypt(nonce_of(keys, number), body, pseudo_header)
        except InvalidTag:
            raise errors.ProtocolError(errors.AUTHENTICATION_FAILED, "tag") from None

"""What the compositions of AES-CBC and HMAC share (docs/protocol.md, section 6): keys, padding, IV, cipher, tag."""

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from . import errors

BLOCK = 16
TAG = 16


@dataclass(frozen=True)
class Keys:
    """One direction's keys. `iv` is the key (or, for an AEAD, the IV) from which each frame's IV is made."""

    cipher: bytes
    mac: bytes
    iv: bytes


def pad(message: bytes) -> bytes:
    """PKCS#7: 1 to 16 octets."""
    count = BLOCK - len(message) % BLOCK
    return message + bytes([count]) * count


def unpad(padded: bytes) -> bytes:
    count = padded[-1]
    if not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise errors.ProtocolError(errors.AUTHENTICATION_FAILED, "padding")
    return padded[:-count]


def frame_iv(keys: Keys, number: int) -> bytes:
    """AES(Kiv, number || 8 zero octets), one block."""
    encryptor = Cipher(algorithms.AES(keys.iv), modes.ECB()).encryptor()
    return encryptor.update(number.to_bytes(8, "big") + bytes(8)) + encryptor.finalize()


def tag_of(keys: Keys, authenticated: bytes) -> bytes:
    return hmac.new(keys.mac, authenticated, hashlib.sha256).digest()[:TAG]


def check_tag(keys: Keys, authenticated: bytes, tag: bytes) -> None:
    if not hmac.compare_digest(tag, tag_of(keys, authenticated)):
        raise errors.ProtocolError(errors.AUTHENTICATION_FAILED, "tag")


def encrypt(keys: Keys, iv: bytes, plain: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(keys.cipher), modes.CBC(iv)).encryptor()
    return encryptor.update(plain) + encryptor.finalize()


def decrypt(keys: Keys, iv: bytes, ciphertext: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(keys.cipher), modes.CBC(iv)).decryptor()
    return decryptor.update(ciphertext) + decryptor.finalize()


class CbcAndMac:
    """The sizes, which are the same wherever the tag stands, and the padding."""

    overhead = BLOCK + TAG

    def body_size(self, plaintext_size: int) -> int:
        return self.overhead + (plaintext_size // BLOCK + 1) * BLOCK

    def smallest_plaintext(self, body_size: int) -> int:
        """The least plaintext that a body of this size can hold; known from the header alone."""
        return max(0, body_size - self.overhead - BLOCK)

    def check_length(self, body: bytes) -> None:
        if len(body) % BLOCK != 0 or len(body) < self.body_size(0):
            raise errors.ProtocolError(errors.AUTHENTICATION_FAILED, "body length")

    def padded(self, message: bytes) -> bytes:
        """What is encrypted for this message."""
        return pad(message)

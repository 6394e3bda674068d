"""The composition `mac_in_cipher` (docs/protocol.md, section 6): AES-CBC over tag || message || padding.

A composition is a class with a name, `body_size`, `smallest_plaintext`, `seal` and `open`; another one is one
more module like this.
"""

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


def tag_of(keys: Keys, pseudo_header: bytes, padded: bytes) -> bytes:
    return hmac.new(keys.mac, pseudo_header + padded, hashlib.sha256).digest()[:TAG]


def encrypt(keys: Keys, iv: bytes, plain: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(keys.cipher), modes.CBC(iv)).encryptor()
    return encryptor.update(plain) + encryptor.finalize()


class MacInCipher:
    name = "mac-in-cipher"

    def body_size(self, plaintext_size: int) -> int:
        return BLOCK + TAG + (plaintext_size // BLOCK + 1) * BLOCK

    def smallest_plaintext(self, body_size: int) -> int:
        """The least plaintext that a body of this size can hold; known from the header alone."""
        return max(0, body_size - BLOCK - TAG - BLOCK)

    def seal_padded(self, keys: Keys, number: int, pseudo_header: bytes, padded: bytes) -> bytes:
        iv = frame_iv(keys, number)
        return iv + encrypt(keys, iv, tag_of(keys, pseudo_header, padded) + padded)

    def seal(self, keys: Keys, number: int, pseudo_header: bytes, message: bytes) -> bytes:
        return self.seal_padded(keys, number, pseudo_header, pad(message))

    def open(self, keys: Keys, number: int, pseudo_header: bytes, body: bytes) -> bytes:
        """Length, then the tag over the padded message, then the padding. Any IV is taken."""
        if len(body) % BLOCK != 0 or len(body) < self.body_size(0):
            raise errors.ProtocolError(errors.AUTHENTICATION_FAILED, "body length")
        decryptor = Cipher(algorithms.AES(keys.cipher), modes.CBC(body[:BLOCK])).decryptor()
        plain = decryptor.update(body[BLOCK:]) + decryptor.finalize()
        tag, padded = plain[:TAG], plain[TAG:]
        if not hmac.compare_digest(tag, tag_of(keys, pseudo_header, padded)):
            raise errors.ProtocolError(errors.AUTHENTICATION_FAILED, "tag")
        return unpad(padded)

"""The composition `mac_in_cipher` (docs/protocol.md, section 6): AES-CBC over tag || message || padding.

A composition is a class with a name, `overhead`, `body_size`, `smallest_plaintext`, `seal` and `open`, and for those
who make invalid frames `padded` and `seal_padded`; another one is one more module like this.
"""

from .cbc import BLOCK, TAG, CbcAndMac, Keys, check_tag, decrypt, encrypt, frame_iv, tag_of, unpad


class MacInCipher(CbcAndMac):
    name = "mac-in-cipher"

    def seal_padded(self, keys: Keys, number: int, pseudo_header: bytes, padded: bytes) -> bytes:
        iv = frame_iv(keys, number)
        return iv + encrypt(keys, iv, tag_of(keys, pseudo_header + padded) + padded)

    def seal(self, keys: Keys, number: int, pseudo_header: bytes, message: bytes) -> bytes:
        return self.seal_padded(keys, number, pseudo_header, self.padded(message))

    def open(self, keys: Keys, number: int, pseudo_header: bytes, body: bytes) -> bytes:
        """Length, then the tag over the padded message, then the padding. Any IV is taken."""
        self.check_length(body)
        plain = decrypt(keys, body[:BLOCK], body[BLOCK:])
        tag, padded = plain[:TAG], plain[TAG:]
        check_tag(keys, pseudo_header + padded, tag)
        return unpad(padded)

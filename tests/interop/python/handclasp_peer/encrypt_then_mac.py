"""The composition `encrypt_then_mac` (docs/protocol.md, section 6): the tag over IV and ciphertext, behind them."""

from .cbc import BLOCK, TAG, CbcAndMac, Keys, check_tag, decrypt, encrypt, frame_iv, tag_of, unpad


class EncryptThenMac(CbcAndMac):
    name = "encrypt-then-mac"

    def seal_padded(self, keys: Keys, number: int, pseudo_header: bytes, padded: bytes) -> bytes:
        iv = frame_iv(keys, number)
        sent = iv + encrypt(keys, iv, padded)
        return sent + tag_of(keys, sent + pseudo_header)

    def seal(self, keys: Keys, number: int, pseudo_header: bytes, message: bytes) -> bytes:
        return self.seal_padded(keys, number, pseudo_header, self.padded(message))

    def open(self, keys: Keys, number: int, pseudo_header: bytes, body: bytes) -> bytes:
        """Length, then the tag over what was sent, then decryption and the padding. Any IV is taken."""
        self.check_length(body)
        sent, tag = body[:-TAG], body[-TAG:]
        check_tag(keys, sent + pseudo_header, tag)
        return unpad(decrypt(keys, sent[:BLOCK], sent[BLOCK:]))

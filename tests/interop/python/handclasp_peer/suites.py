"""The suites (docs/protocol.md, section 2): what both ends agree on before they speak."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from .aead import NONCE, Aead
from .encrypt_then_mac import EncryptThenMac
from .mac_in_cipher import MacInCipher
from .rsa_transport import RsaTransport
from .x25519_transport import X25519Transport

FRAME_LIMIT = 16384


@dataclass(frozen=True)
class Suite:
    """`secrets_size` is what the client sends; the other sizes are those of the derived keys.

    `primitives` is the name of cipher and MAC, or of the AEAD.
    """

    key: str
    primitives: str
    composition: MacInCipher | EncryptThenMac | Aead
    transport: RsaTransport | X25519Transport
    secrets_size: int
    cipher_key_size: int
    mac_key_size: int
    iv_size: int
    frame_limit: int = FRAME_LIMIT

    @property
    def name(self) -> str:
        tail = "" if self.frame_limit == FRAME_LIMIT else f"/frame-{self.frame_limit}"
        return f"{self.primitives}/{self.composition.name}/{self.transport.name}/derived{tail}"

    @property
    def name_octets(self) -> bytes:
        return self.name.encode("ascii")

    def body_size(self, plaintext_size: int) -> int:
        return self.composition.body_size(plaintext_size)


ALL = (
    Suite("standard", "AES-128-CBC+HMAC-SHA-256-128", MacInCipher(), RsaTransport(2048), 32, 16, 32, 16),
    Suite("standard_256", "AES-256-CBC+HMAC-SHA-256-128", MacInCipher(), RsaTransport(3072), 64, 32, 32, 32),
    Suite("encrypt_then_mac", "AES-128-CBC+HMAC-SHA-256-128", EncryptThenMac(), RsaTransport(2048), 32, 16, 32, 16),
    Suite("gcm", "AES-128-GCM", Aead(AESGCM), RsaTransport(2048), 32, 16, 0, NONCE),
    Suite("chacha", "ChaCha20-Poly1305", Aead(ChaCha20Poly1305), X25519Transport(), 32, 32, 0, NONCE),
    Suite("modern", "AES-256-GCM", Aead(AESGCM), X25519Transport(), 32, 32, 0, NONCE),
)

SUITES = {suite.key: suite for suite in ALL}

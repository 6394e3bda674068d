"""The suites (docs/protocol.md, section 2): what both ends agree on before they speak."""

from dataclasses import dataclass

from .mac_in_cipher import MacInCipher
from .rsa_transport import RsaTransport

FRAME_LIMIT = 16384


@dataclass(frozen=True)
class Suite:
    """`secrets_size` is what the client sends; the other sizes are those of the derived keys."""

    key: str
    primitives: str
    composition: MacInCipher
    transport: RsaTransport
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


STANDARD = Suite("standard", "AES-128-CBC+HMAC-SHA-256-128", MacInCipher(), RsaTransport(2048), 32, 16, 32, 16)
STANDARD_256 = Suite("standard_256", "AES-256-CBC+HMAC-SHA-256-128", MacInCipher(), RsaTransport(3072), 64, 32, 32, 32)

SUITES = {suite.key: suite for suite in (STANDARD, STANDARD_256)}

"""HKDF-SHA-256 (RFC 5869; docs/protocol.md, section 5.1)."""

import hashlib
import hmac


def hkdf_extract(salt: bytes, key_material: bytes) -> bytes:
    return hmac.new(salt, key_material, hashlib.sha256).digest()


def hkdf_expand(key: bytes, info: bytes, size: int) -> bytes:
    if size > 255 * 32:
        raise ValueError("more than HKDF-SHA-256 can give")
    out = block = b""
    counter = 1
    while len(out) < size:
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha256).digest()
        out += block
        counter += 1
    return out[:size]

"""EME-OAEP and raw RSA (RFC 8017, sections 5.1.1 and 7.1), with a seed that the caller chooses.

docs/protocol.md, section 2: OAEP with SHA-256, MGF1-SHA-256 and an empty label. Other hashes and labels are
parameters here because the invalid vectors need them.
"""

import hashlib


def mgf1(seed: bytes, size: int, hash_name: str = "sha256") -> bytes:
    """RFC 8017, appendix B.2.1."""
    out = b""
    counter = 0
    while len(out) < size:
        out += hashlib.new(hash_name, seed + counter.to_bytes(4, "big")).digest()
        counter += 1
    return out[:size]


def xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def data_block(message: bytes, modulus_size: int, hash_name: str = "sha256", label: bytes = b"") -> bytes:
    """DB = lHash || PS || 0x01 || M."""
    label_hash = hashlib.new(hash_name, label).digest()
    zeros = modulus_size - len(message) - 2 * len(label_hash) - 2
    if zeros < 0:
        raise ValueError("the message is too long for this modulus")
    return label_hash + bytes(zeros) + b"\x01" + message


def mask(block: bytes, seed: bytes, hash_name: str = "sha256", first: int = 0) -> bytes:
    """EM = first octet || masked seed || masked DB."""
    masked_block = xor(block, mgf1(seed, len(block), hash_name))
    masked_seed = xor(seed, mgf1(masked_block, len(seed), hash_name))
    return bytes([first]) + masked_seed + masked_block


def raw_rsa(modulus: int, exponent: int, encoded: bytes, modulus_size: int) -> bytes:
    return pow(int.from_bytes(encoded, "big"), exponent, modulus).to_bytes(modulus_size, "big")


def encrypt(modulus: int, exponent: int, message: bytes, seed: bytes, modulus_size: int) -> bytes:
    if len(seed) != 32:
        raise ValueError("the seed has the size of the hash")
    return raw_rsa(modulus, exponent, mask(data_block(message, modulus_size), seed), modulus_size)

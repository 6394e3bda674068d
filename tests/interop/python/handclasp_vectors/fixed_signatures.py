"""Signatures that can be made again: what ECDSA and PSS draw at random is given.

The parameters that section 4.5 of docs/protocol.md fixes can be changed here because the invalid vectors need that.
"""

import hashlib

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from handclasp_peer.certificates import P256_ORDER
from handclasp_peer.oaep import mgf1, raw_rsa, xor

SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def big(octets: bytes) -> int:
    return int.from_bytes(octets, "big")


def order_of(key: ec.EllipticCurvePrivateKey) -> int:
    return {"secp256r1": P256_ORDER, "secp256k1": SECP256K1_ORDER}[key.curve.name]


def ecdsa(key: ec.EllipticCurvePrivateKey, message: bytes, nonce: bytes, hash_name: str = "sha256") -> tuple[int, int]:
    """r and s (FIPS 186-5, section 6.4.1) over the first 32 octets of the hash; k is the nonce modulo n."""
    order = order_of(key)
    k = big(nonce) % order
    r = ec.derive_private_key(k, key.curve).public_key().public_numbers().x % order
    digest = big(hashlib.new(hash_name, message).digest()[:32])
    return r, pow(k, -1, order) * (digest + r * key.private_numbers().private_value) % order


def halves(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def pss(key: rsa.RSAPrivateKey, message: bytes, salt: bytes, hash_name: str = "sha256",
        mask_hash: str = "sha256") -> bytes:
    """RSASSA-PSS (RFC 8017, sections 8.1.1 and 9.1.1)."""
    numbers, bits = key.private_numbers(), key.key_size - 1
    size = (bits + 7) // 8
    digest = hashlib.new(hash_name, message).digest()
    seal = hashlib.new(hash_name, bytes(8) + digest + salt).digest()
    block = bytes(size - len(salt) - len(seal) - 2) + b"\x01" + salt
    masked = xor(block, mgf1(seal, len(block), mask_hash))
    encoded = bytes([masked[0] & 0xFF >> 8 * size - bits]) + masked[1:] + seal + b"\xbc"
    return raw_rsa(numbers.public_numbers.n, numbers.d, encoded, (key.key_size + 7) // 8)


def pkcs1(key: rsa.RSAPrivateKey, message: bytes) -> bytes:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 9.2), which no proof has."""
    numbers, size = key.private_numbers(), key.key_size // 8
    digest_info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(message).digest()
    encoded = b"\x00\x01" + b"\xff" * (size - len(digest_info) - 3) + b"\x00" + digest_info
    return raw_rsa(numbers.public_numbers.n, numbers.d, encoded, size)

"""Ed25519 signatures that satisfy the equation although section 4.5 of docs/protocol.md refuses them."""

import hashlib
from collections.abc import Callable

from handclasp_peer.ed25519 import FIELD, GROUP_ORDER, SMALL_ORDER_Y, public_of


def scalar_of(seed: bytes) -> int:
    """The secret scalar of an Ed25519 seed (RFC 8032, section 5.1.5)."""
    digest = bytearray(hashlib.sha512(seed).digest()[:32])
    digest[0] &= 0xF8
    digest[31] = digest[31] & 0x7F | 0x40
    return int.from_bytes(digest, "little")


def challenge(r: bytes, public: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % GROUP_ORDER


def little(value: int) -> bytes:
    return value.to_bytes(32, "little")


def small_order_encodings() -> list[bytes]:
    """Every encoding of a point of small order: both signs, and y as well as y + p where that fits 255 bits."""
    values = sorted(SMALL_ORDER_Y) + [y + FIELD for y in sorted(SMALL_ORDER_Y) if y + FIELD < 2**255]
    return [little(y | sign << 255) for y in values for sign in (0, 1)]


def with_small_order_key(public: bytes, message: Callable[[bytes], bytes], seed: Callable[[int], bytes]) -> bytes:
    """R = rB and S = r: valid without any private key where the challenge is a multiple of 8."""
    counter = 0
    while True:
        nonce_seed = seed(counter)
        r = public_of(nonce_seed)
        if challenge(r, public, message(public)) % 8 == 0:
            return r + little(scalar_of(nonce_seed) % GROUP_ORDER)
        counter += 1


def with_small_order_r(r: bytes, message: bytes, seed: bytes) -> bytes:
    """R the neutral element: S = ka."""
    return r + little(challenge(r, public_of(seed), message) * scalar_of(seed) % GROUP_ORDER)


def with_large_s(signature: bytes) -> bytes:
    """S + L in place of S."""
    return signature[:32] + little(int.from_bytes(signature[32:], "little") + GROUP_ORDER)

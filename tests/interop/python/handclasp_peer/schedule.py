"""The key schedule `derived` (docs/protocol.md, section 5)."""

import hashlib
from dataclasses import dataclass

from .cbc import Keys
from .hkdf import hkdf_expand, hkdf_extract
from .suites import Suite


def transcript_hash(request: bytes, hello: bytes, encapsulation: bytes, context: bytes) -> bytes:
    """T: both units whole, with their headers; the context is configured and not sent."""
    if len(context) > 255:
        raise ValueError("a context has at most 255 octets")
    return hashlib.sha256(request + hello + encapsulation + bytes([len(context)]) + context).digest()


@dataclass(frozen=True)
class Schedule:
    """What a handshake leaves behind."""

    transcript: bytes
    prk: bytes
    client_traffic: bytes
    server_traffic: bytes
    exporter: bytes

    def exported(self, label: bytes, info: bytes, size: int) -> bytes:
        if not 1 <= len(label) <= 64 or any(not 0x20 <= octet <= 0x7E for octet in label):
            raise ValueError("a label has 1 to 64 printable ASCII octets")
        if not 1 <= size <= 8160:
            raise ValueError("1 to 8160 octets")
        return hkdf_expand(self.exporter, label + b"\x00" + size.to_bytes(2, "big") + info, size)


def derive(transcript: bytes, secrets: bytes) -> Schedule:
    prk = hkdf_extract(transcript, secrets)
    return Schedule(
        transcript, prk,
        hkdf_expand(prk, b"handclasp/1 client traffic", 32),
        hkdf_expand(prk, b"handclasp/1 server traffic", 32),
        hkdf_expand(prk, b"handclasp/1 exporter", 32))


def traffic_keys(suite: Suite, traffic: bytes) -> Keys:
    """An AEAD has no MAC key: of size 0, it is empty."""
    return Keys(
        hkdf_expand(traffic, b"handclasp/1 cipher", suite.cipher_key_size),
        hkdf_expand(traffic, b"handclasp/1 mac", suite.mac_key_size),
        hkdf_expand(traffic, b"handclasp/1 iv", suite.iv_size))


def next_traffic(traffic: bytes) -> bytes:
    """The secret after a rekey frame."""
    return hkdf_expand(traffic, b"handclasp/1 next", 32)

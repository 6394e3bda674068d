"""Units on the stream (docs/protocol.md, section 3) and the units of the handshake (sections 4.1 to 4.3)."""

from collections.abc import Callable
from dataclasses import dataclass

from . import errors
from .suites import Suite

MESSAGE, FRAGMENT, CLOSE, REKEY, CREDENTIAL = 0x00, 0x01, 0x02, 0x03, 0x04
REQUEST, HELLO, INITIAL, REFUSED = 0x10, 0x11, 0x12, 0x13

VERSION = 1
NONCE_SIZE = 32
HEADER_SIZE = 4
FLAG_CREDENTIAL = 0x01
SMALLEST_PROOF = 5
LARGEST_PROOF = 15877
LARGEST_IDENTITY = 15360
LARGEST_SIGNATURE = 512

Limits = tuple[int, int]


def header(unit_type: int, size: int) -> bytes:
    return bytes([unit_type]) + size.to_bytes(3, "big")


def unit(unit_type: int, content: bytes) -> bytes:
    return header(unit_type, len(content)) + content


def largest_credential(suite: Suite) -> int:
    """Of its plaintext, which is a proof within one frame."""
    return min(LARGEST_PROOF, suite.frame_limit)


def limits(suite: Suite, unit_type: int) -> Limits:
    """Section 3.3: what the length of a unit may be, for the receiver's own suite."""
    body = suite.body_size
    hello = 2 + len(suite.name_octets) + NONCE_SIZE + 1 + 2 + suite.transport.public_key_size
    encapsulation = suite.transport.encapsulation_size
    return {
        MESSAGE: (body(0), body(suite.frame_limit)),
        FRAGMENT: (body(1), body(suite.frame_limit)),
        CLOSE: (body(0), body(0)),
        REKEY: (body(0), body(0)),
        CREDENTIAL: (body(SMALLEST_PROOF), body(largest_credential(suite))),
        REQUEST: (35, 162),
        REFUSED: (3, 130),
        HELLO: (hello + 5, hello + LARGEST_PROOF),
        INITIAL: (encapsulation + body(0), encapsulation + body(suite.frame_limit)),
    }[unit_type]


def check_size(suite: Suite, unit_type: int, size: int) -> None:
    low, high = limits(suite, unit_type)
    if not low <= size <= high:
        raise errors.ProtocolError(errors.UNIT_SIZE, f"type {unit_type:#04x}, {size} octets")


def check_handshake_header(suite: Suite, expected: tuple[int, ...], unit_type: int, size: int) -> None:
    if unit_type not in expected:
        raise errors.ProtocolError(errors.UNEXPECTED_UNIT, f"type {unit_type:#04x}")
    check_size(suite, unit_type, size)


class UnitReader:
    """Cuts a stream into units; the header is judged as soon as its four octets are there."""

    def __init__(self) -> None:
        self.buffer = b""

    def feed(self, data: bytes) -> None:
        self.buffer += data

    def take(self, check: Callable[[int, int], None]) -> bytes | None:
        """The next whole unit with its header, or None; `check(type, size)` raises what the header deserves."""
        if len(self.buffer) < HEADER_SIZE:
            return None
        size = int.from_bytes(self.buffer[1:4], "big")
        check(self.buffer[0], size)
        if len(self.buffer) < HEADER_SIZE + size:
            return None
        whole, self.buffer = self.buffer[:HEADER_SIZE + size], self.buffer[HEADER_SIZE + size:]
        return whole


class Fields:
    """Reads fields in order; one octet too few or too many is malformed."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, size: int) -> bytes:
        if len(self.content) - self.at < size:
            raise errors.ProtocolError(errors.MALFORMED, "too short")
        self.at += size
        return self.content[self.at - size:self.at]

    def integer(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def finish(self) -> None:
        if self.at != len(self.content):
            raise errors.ProtocolError(errors.MALFORMED, "octets left over")


def take_version(fields: Fields) -> None:
    if fields.integer(1) != VERSION:
        raise errors.ProtocolError(errors.VERSION)


def take_name(fields: Fields) -> bytes:
    size = fields.integer(1)
    if not 1 <= size <= 128:
        raise errors.ProtocolError(errors.MALFORMED, "name size")
    name = fields.take(size)
    if any(not 0x20 <= octet <= 0x7E for octet in name):
        raise errors.ProtocolError(errors.MALFORMED, "a name is printable ASCII")
    return name


def introduction(name: bytes) -> bytes:
    """version || name_size || suite name: how request, hello and refused begin."""
    return bytes([VERSION, len(name)]) + name


def build_request(name: bytes, nonce: bytes) -> bytes:
    return unit(REQUEST, introduction(name) + nonce)


def parse_request(whole: bytes) -> tuple[bytes, bytes]:
    """Name and client nonce."""
    fields = Fields(whole[HEADER_SIZE:])
    take_version(fields)
    name = take_name(fields)
    nonce = fields.take(NONCE_SIZE)
    fields.finish()
    return name, nonce


def build_refused(name: bytes) -> bytes:
    return unit(REFUSED, introduction(name))


def parse_refused(whole: bytes) -> bytes:
    fields = Fields(whole[HEADER_SIZE:])
    take_version(fields)
    name = take_name(fields)
    fields.finish()
    return name


@dataclass(frozen=True)
class Proof:
    """proof_kind || identity_size || identity || signature_size || signature."""

    kind: int
    identity: bytes = b""
    signature: bytes = b""

    def before_signature(self) -> bytes:
        return bytes([self.kind]) + len(self.identity).to_bytes(2, "big") + self.identity

    def octets(self) -> bytes:
        return self.before_signature() + len(self.signature).to_bytes(2, "big") + self.signature


def take_proof(fields: Fields) -> Proof:
    """Structure only; what a proof is worth is judged in identity.py."""
    kind = fields.integer(1)
    identity = fields.take(fields.integer(2))
    signature = fields.take(fields.integer(2))
    return Proof(kind, identity, signature)


def check_identity_size(proof: Proof) -> None:
    if len(proof.identity) > LARGEST_IDENTITY:
        raise errors.ProtocolError(errors.MALFORMED, "size of the identity")


def parse_credential(plaintext: bytes) -> Proof:
    """A client that proves nothing gives no credential."""
    fields = Fields(plaintext)
    proof = take_proof(fields)
    fields.finish()
    check_identity_size(proof)
    if len(proof.signature) > LARGEST_SIGNATURE:
        raise errors.ProtocolError(errors.MALFORMED, "size of the signature")
    if proof.kind == 0:
        raise errors.ProtocolError(errors.MALFORMED, "a credential that proves nothing")
    return proof


@dataclass(frozen=True)
class Hello:
    name: bytes
    nonce: bytes
    flags: int
    public_key: bytes
    proof: Proof

    def before_signature(self) -> bytes:
        """From the version octet through identity: what the signature covers."""
        return (introduction(self.name) + self.nonce + bytes([self.flags])
                + len(self.public_key).to_bytes(2, "big") + self.public_key + self.proof.before_signature())

    def octets(self) -> bytes:
        signature = self.proof.signature
        return unit(HELLO, self.before_signature() + len(signature).to_bytes(2, "big") + signature)


def parse_hello(suite: Suite, whole: bytes) -> Hello:
    """Structure, suite, flags and sizes, in the order of section 4.3; proof, trust and key come afterwards."""
    fields = Fields(whole[HEADER_SIZE:])
    take_version(fields)
    name = take_name(fields)
    nonce = fields.take(NONCE_SIZE)
    flags = fields.integer(1)
    public_key = fields.take(fields.integer(2))
    proof = take_proof(fields)
    fields.finish()
    if name != suite.name_octets:
        raise errors.ProtocolError(errors.WRONG_SUITE, name.decode("ascii"))
    if flags & ~FLAG_CREDENTIAL:
        raise errors.ProtocolError(errors.MALFORMED, "unknown flags")
    if len(public_key) != suite.transport.public_key_size:
        raise errors.ProtocolError(errors.BAD_PUBLIC_KEY, "size")
    check_identity_size(proof)
    return Hello(name, nonce, flags, public_key, proof)

"""Frames of one direction (docs/protocol.md, sections 6 and 8): numbers, pseudo-header, rekey, key limits."""

from dataclasses import dataclass

from . import errors, schedule, units
from .suites import Suite

MAGIC = b"HCv1"
LAST_NUMBER = 2**64 - 1


@dataclass(frozen=True)
class KeyLimits:
    """What one traffic secret may protect, the rekey frame included."""

    frames: int = 2**32
    octets: int = 2**36


def pseudo_header(number: int, header: bytes) -> bytes:
    return number.to_bytes(8, "big") + header + MAGIC


class Direction:
    """One direction's traffic secret, its keys, the next number and what the secret has protected so far."""

    def __init__(self, suite: Suite, traffic: bytes, number: int = 0, key_limits: KeyLimits = KeyLimits()) -> None:
        self.suite = suite
        self.number = number
        self.key_limits = key_limits
        self._use(traffic)

    def _use(self, traffic: bytes) -> None:
        self.traffic = traffic
        self.keys = schedule.traffic_keys(self.suite, traffic)
        self.frames = 0
        self.octets = 0

    def rekey(self) -> None:
        """The number goes on; everything else starts afresh."""
        self._use(schedule.next_traffic(self.traffic))

    def check_limits(self, body_size: int) -> None:
        if (self.frames + 1 > self.key_limits.frames or self.octets + body_size > self.key_limits.octets
                or self.number > LAST_NUMBER):
            raise errors.ProtocolError(errors.KEY_LIMIT, "key limit")

    def consume(self, body_size: int) -> int:
        number = self.number
        self.number += 1
        self.frames += 1
        self.octets += body_size
        return number


class Sealer(Direction):
    def seal(self, unit_type: int, plaintext: bytes, prefix: bytes = b"") -> bytes:
        """One unit; `prefix` is the encapsulation, which only the initial unit has."""
        size = self.suite.body_size(len(plaintext))
        self.check_limits(size)
        header = units.header(unit_type, len(prefix) + size)
        number = self.consume(size)
        body = self.suite.composition.seal(self.keys, number, pseudo_header(number, header), plaintext)
        return header + prefix + body

    def seal_rekey(self) -> bytes:
        whole = self.seal(units.REKEY, b"")
        self.rekey()
        return whole

    def seal_close(self) -> bytes:
        return self._room(0) + self.seal(units.CLOSE, b"")

    def _room(self, plaintext_size: int) -> bytes:
        """A rekey frame where this one and a rekey frame after it would not both fit."""
        octets = self.octets + self.suite.body_size(plaintext_size) + self.suite.body_size(0)
        if self.frames + 2 > self.key_limits.frames or octets > self.key_limits.octets:
            return self.seal_rekey()
        return b""

    def seal_frame(self, unit_type: int, plaintext: bytes) -> bytes:
        if len(plaintext) > self.suite.frame_limit or (unit_type == units.FRAGMENT and not plaintext):
            raise ValueError("size of the plaintext")
        return self._room(len(plaintext)) + self.seal(unit_type, plaintext)

    def seal_message(self, message: bytes, piece: int | None = None, rekey_between: bool = False) -> bytes:
        """One message, as fragments of `piece` octets and a last message frame where it is longer than that."""
        piece = piece or self.suite.frame_limit
        out = b""
        while len(message) > piece:
            out += self.seal_frame(units.FRAGMENT, message[:piece])
            message = message[piece:]
            if rekey_between:
                out += self.seal_rekey()
        return out + self.seal_frame(units.MESSAGE, message)


class Opener(Direction):
    def open(self, whole: bytes, prefix_size: int = 0) -> bytes:
        """The plaintext of a unit whose header has been judged; its size is judged again (section 6.6)."""
        header, body = whole[:units.HEADER_SIZE], whole[units.HEADER_SIZE + prefix_size:]
        self.check_limits(len(body))
        number = self.consume(len(body))
        plaintext = self.suite.composition.open(self.keys, number, pseudo_header(number, header), body)
        check_plaintext(self.suite, header[0], len(plaintext))
        if header[0] == units.REKEY:
            self.rekey()
        return plaintext


def check_plaintext(suite: Suite, unit_type: int, size: int) -> None:
    low, high = 0, suite.frame_limit
    if unit_type == units.FRAGMENT:
        low = 1
    elif unit_type in (units.CLOSE, units.REKEY):
        high = 0
    if not low <= size <= high:
        raise errors.ProtocolError(errors.AUTHENTICATION_FAILED, "size of the plaintext")

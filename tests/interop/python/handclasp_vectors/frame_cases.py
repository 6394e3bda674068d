"""Frames for the invalid cases: right except for what is asked (docs/protocol.md, section 6)."""

from dataclasses import dataclass
from typing import Any

from handclasp_peer import errors, schedule, units
from handclasp_peer.frames import MAGIC, Sealer, pseudo_header

from .cases import Cases
from .inputs import Handshake

FAILED = errors.AUTHENTICATION_FAILED
HELLO = b"a message of more than a block"


@dataclass(frozen=True)
class Shape:
    """Where to change the frames of a composition."""

    every: tuple[int, ...]  # octets of a message frame with HELLO that are changed one by one
    few: tuple[int, ...]  # the same where not all of them are wanted
    swapped: tuple[int, int]  # the first octet of two parts of its message that are exchanged, and their size
    in_empty: int  # an octet of an empty frame
    in_second: int  # an octet of a message frame of six octets


SHAPES = {
    "mac-in-cipher": Shape((*range(4, 36), 36, 51, 52, 67), (4, 19, 20, 35, 36, 51, 52, 67), (36, 16), 30, 40),
    "encrypt-then-mac": Shape(tuple(range(4, 68)), (4, 19, 20, 35, 36, 51, 52, 67), (20, 16), 30, 40),
    "aead": Shape(tuple(range(4, 48)), (4, 17, 31, 32, 47), (4, 14), 12, 12),
}


class FrameCases(Cases):
    """Frames for one receiver: its direction's traffic secret and the number of its next frame."""

    def __init__(self, base: Handshake, receiver: str) -> None:
        super().__init__("frame")
        self.suite, self.receiver = base.suite, receiver
        self.shape = SHAPES[base.suite.composition.name]
        self.first = 1 if receiver == "server" else 0
        secrets = (base.client.schedule.client_traffic, base.client.schedule.server_traffic)
        self.traffic, self.reverse = secrets if receiver == "server" else secrets[::-1]

    def sealer(self, after: int = 0, traffic: bytes | None = None) -> Sealer:
        return Sealer(self.suite, traffic or self.traffic, self.first + after)

    def bad(self, name: str, what: str, octets: bytes, expect: str, preceding: tuple[bytes, ...] = (),
            **more: Any) -> None:
        self.add(f"{self.receiver}/{name}", what, octets, expect, receiver=self.receiver, first_number=self.first,
                 preceding=[unit.hex() for unit in preceding], **more)

    def pseudo(self, header: bytes) -> bytes:
        """The right pseudo-header for the next frame with this header."""
        return pseudo_header(self.first, header)

    def raw(self, unit_type: int, padded: bytes, number: int | None = None, header: bytes | None = None,
            magic: bytes = MAGIC, traffic: bytes | None = None, at: int | None = None) -> bytes:
        """A frame that is right except for what is given: `header` and `number` are those in the pseudo-header."""
        at = self.first if at is None else at
        true_header = units.header(unit_type, self.suite.composition.overhead + len(padded))
        pseudo = (at if number is None else number).to_bytes(8, "big") + (header or true_header) + magic
        keys = schedule.traffic_keys(self.suite, traffic or self.traffic)
        return true_header + self.suite.composition.seal_padded(keys, at, pseudo, padded)

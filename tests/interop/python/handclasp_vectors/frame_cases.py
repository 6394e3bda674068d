"""Frames for the invalid cases: right except for what is asked (docs/protocol.md, section 6)."""

from typing import Any

from handclasp_peer import errors, schedule, units
from handclasp_peer.frames import MAGIC, Sealer

from .cases import Cases
from .inputs import Handshake

FAILED = errors.AUTHENTICATION_FAILED
HELLO = b"a message of more than a block"


class FrameCases(Cases):
    """Frames for one receiver: its direction's traffic secret and the number of its next frame."""

    def __init__(self, base: Handshake, receiver: str) -> None:
        super().__init__("frame")
        self.suite, self.receiver = base.suite, receiver
        self.first = 1 if receiver == "server" else 0
        secrets = (base.client.schedule.client_traffic, base.client.schedule.server_traffic)
        self.traffic, self.reverse = secrets if receiver == "server" else secrets[::-1]

    def sealer(self, after: int = 0, traffic: bytes | None = None) -> Sealer:
        return Sealer(self.suite, traffic or self.traffic, self.first + after)

    def bad(self, name: str, what: str, octets: bytes, expect: str, preceding: tuple[bytes, ...] = (),
            **more: Any) -> None:
        self.add(f"{self.receiver}/{name}", what, octets, expect, receiver=self.receiver, first_number=self.first,
                 preceding=[unit.hex() for unit in preceding], **more)

    def raw(self, unit_type: int, padded: bytes, number: int | None = None, header: bytes | None = None,
            magic: bytes = MAGIC, traffic: bytes | None = None, at: int | None = None) -> bytes:
        """A frame that is right except for what is given: `header` and `number` are those in the pseudo-header."""
        at = self.first if at is None else at
        true_header = units.header(unit_type, 32 + len(padded))
        pseudo = (at if number is None else number).to_bytes(8, "big") + (header or true_header) + magic
        keys = schedule.traffic_keys(self.suite, traffic or self.traffic)
        return true_header + self.suite.composition.seal_padded(keys, at, pseudo, padded)

"""Initial units for the invalid cases: right except for what is asked (docs/protocol.md, sections 4.7 and 6)."""

from handclasp_peer import errors, frames, schedule, units

from .cases import Cases
from .inputs import Handshake

FAILED = errors.AUTHENTICATION_FAILED


class InitialCases(Cases):
    def __init__(self, base: Handshake) -> None:
        super().__init__("initial")
        self.base = base
        self.transport = base.suite.transport
        self.public_key = units.parse_hello(base.suite, base.hello).public_key

    def initial(self, secrets: bytes | None = None, encapsulation: bytes | None = None,
                padded: bytes | None = None, number: int = 0, header: bytes | None = None, magic: bytes = frames.MAGIC,
                context: bytes = b"", traffic: bytes | None = None) -> bytes:
        """An initial unit that is right except for what is given."""
        base, composition = self.base, self.base.suite.composition
        secrets = base.secrets if secrets is None else secrets
        encapsulation = base.encapsulation if encapsulation is None else encapsulation
        padded = padded or composition.padded(base.message)
        transcript = schedule.transcript_hash(base.request, base.hello, encapsulation, context)
        keys = schedule.traffic_keys(base.suite, traffic or schedule.derive(transcript, secrets).client_traffic)
        true_header = units.header(units.INITIAL, len(encapsulation) + composition.overhead + len(padded))
        pseudo = number.to_bytes(8, "big") + (header or true_header) + magic
        return true_header + encapsulation + composition.seal_padded(keys, 0, pseudo, padded)

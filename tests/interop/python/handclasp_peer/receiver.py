"""The receiving half of an established channel (docs/protocol.md, sections 3, 7 and 8), without input or output."""

from . import errors, units
from .frames import Opener

REASSEMBLY_LIMIT = 16 * 1024 * 1024
FRAME_TYPES = (units.MESSAGE, units.FRAGMENT, units.CLOSE, units.REKEY)


class Receiver:
    """Takes octets, gives whole messages. The first error ends it; later calls raise the same one."""

    def __init__(self, opener: Opener, reassembly_limit: int = REASSEMBLY_LIMIT) -> None:
        self.opener = opener
        self.reassembly_limit = reassembly_limit
        self.reader = units.UnitReader()
        self.pieces = b""
        self.in_message = False
        self.closed = False
        self.rekeys = 0
        self.error: errors.ProtocolError | None = None

    def feed(self, data: bytes) -> list[bytes]:
        if self.error is not None:
            raise self.error
        try:
            self.reader.feed(data)
            return self._messages()
        except errors.ProtocolError as error:
            self.error = error
            self.pieces = b""
            raise

    def end(self) -> None:
        """The stream has ended: fine after a close, truncated otherwise."""
        if self.error is not None:
            raise self.error
        if not self.closed:
            self.error = errors.ProtocolError(errors.TRUNCATED)
            raise self.error

    def _messages(self) -> list[bytes]:
        messages = []
        while True:
            if self.closed and self.reader.buffer:
                raise errors.ProtocolError(errors.AFTER_CLOSE)
            whole = self.reader.take(self._check_header)
            if whole is None:
                return messages
            message = self._frame(whole[0], self.opener.open(whole))
            if message is not None:
                messages.append(message)

    def _check_header(self, unit_type: int, size: int) -> None:
        """Turn, length, key limit, reassembly limit: all known before anything of the body is there."""
        if unit_type not in FRAME_TYPES or (unit_type == units.CLOSE and self.in_message):
            raise errors.ProtocolError(errors.UNEXPECTED_UNIT, f"type {unit_type:#04x}")
        units.check_size(self.opener.suite, unit_type, size)
        self.opener.check_limits(size)
        if unit_type in (units.MESSAGE, units.FRAGMENT):
            self._check_total(self.opener.suite.composition.smallest_plaintext(size))

    def _check_total(self, more: int) -> None:
        if len(self.pieces) + more > self.reassembly_limit:
            raise errors.ProtocolError(errors.MESSAGE_SIZE, "message too long")

    def _frame(self, unit_type: int, plaintext: bytes) -> bytes | None:
        if unit_type == units.CLOSE:
            self.closed = True
            return None
        if unit_type == units.REKEY:
            self.rekeys += 1
            return None
        self._check_total(len(plaintext))
        self.pieces += plaintext
        self.in_message = unit_type == units.FRAGMENT
        if self.in_message:
            return None
        message, self.pieces = self.pieces, b""
        return message

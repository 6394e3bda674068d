"""Both sides of the handshake (docs/protocol.md, sections 4 and 5), sans I/O; all randomness is given."""

from dataclasses import dataclass
from typing import Any

from . import errors, schedule, units
from .frames import KeyLimits, Opener, Sealer
from .identity import Identity, Peer, Trust, credential, signed_hello
from .suites import Suite


@dataclass
class Session:
    """An established channel: both directions' frames, and the schedule for exporting.

    `peer` is the server at a client; at a server it is the client, where it demanded a credential.
    """

    sealer: Sealer
    opener: Opener
    schedule: schedule.Schedule
    first_message: bytes
    peer: Peer | None
    rest: bytes = b""


@dataclass(frozen=True)
class ClientRandom:
    """`secrets` and `seed` are what the key transport draws; X25519 draws its private key as `seed` alone."""

    nonce: bytes
    secrets: bytes
    seed: bytes


class ClientHandshake:
    """[1] request, [2] hello, [3-7] initial, and behind it the credential where the server demands one."""

    def __init__(self, suite: Suite, trust: Trust, message: bytes, random: ClientRandom, context: bytes = b"",
                 key_limits: KeyLimits = KeyLimits(), identity: Identity | None = None) -> None:
        if len(message) > suite.frame_limit:
            raise ValueError("the first message is longer than the frame limit")
        self.suite, self.trust, self.message = suite, trust, message
        self.random, self.context, self.key_limits, self.identity = random, context, key_limits, identity
        self.request = units.build_request(suite.name_octets, random.nonce)
        self.reader = units.UnitReader()
        self.secrets = self.encapsulation = b""

    def _check_header(self, unit_type: int, size: int) -> None:
        units.check_handshake_header(self.suite, (units.HELLO, units.REFUSED), unit_type, size)

    def feed(self, data: bytes) -> tuple[bytes, Session] | None:
        """None while the hello is incomplete; then the initial unit to send, with the credential, and the session."""
        self.reader.feed(data)
        whole = self.reader.take(self._check_header)
        if whole is None:
            return None
        if whole[0] == units.REFUSED:
            name = units.parse_refused(whole)
            raise errors.ProtocolError(errors.WRONG_SUITE, name.decode("ascii"))
        return self._initial(whole)

    def end(self) -> None:
        raise errors.ProtocolError(errors.TRUNCATED)

    def _initial(self, whole: bytes) -> tuple[bytes, Session]:
        hello = units.parse_hello(self.suite, whole)
        server = self.trust.check_hello(self.request, hello)
        demanded = bool(hello.flags & units.FLAG_CREDENTIAL)
        if demanded and self.identity is None:
            raise errors.ProtocolError(errors.CREDENTIAL_DEMANDED)
        self.suite.transport.check(hello.public_key)
        self.secrets, self.encapsulation = self.suite.transport.encapsulate(
            hello.public_key, self.random.secrets, self.random.seed)
        transcript = schedule.transcript_hash(self.request, whole, self.encapsulation, self.context)
        derived = schedule.derive(transcript, self.secrets)
        sealer = Sealer(self.suite, derived.client_traffic, key_limits=self.key_limits)
        opener = Opener(self.suite, derived.server_traffic, key_limits=self.key_limits)
        out = sealer.seal(units.INITIAL, self.message, self.encapsulation)
        if demanded and self.identity is not None:
            out += sealer.seal(units.CREDENTIAL, credential(transcript, self.identity).octets())
        return out, Session(sealer, opener, derived, self.message, server, self.reader.buffer)


class ServerHandshake:
    """[1] request, [2] hello, [8-11] the initial unit, and then the credential where it demands one.

    `private_key` is asked for only after a complete, valid request; `otherwise` are the random secrets for a
    decryption that fails. `clients` says whom it takes; where it is None, it demands no credential.
    """

    def __init__(self, suite: Suite, private_key: Any, nonce: bytes, otherwise: bytes,
                 identity: Identity | None = None, context: bytes = b"", key_limits: KeyLimits = KeyLimits(),
                 clients: Trust | None = None) -> None:
        self.suite, self.private_key, self.nonce, self.otherwise = suite, private_key, nonce, otherwise
        self.identity, self.context, self.key_limits, self.clients = identity, context, key_limits, clients
        self.reader = units.UnitReader()
        self.request = b""
        self.hello = b""
        self.unproven: Session | None = None  # of a client that still owes its credential: nobody sees it

    def _check_header(self, unit_type: int, size: int) -> None:
        expected = units.INITIAL if self.request else units.REQUEST
        if self.unproven is not None:
            expected = units.CREDENTIAL
        units.check_handshake_header(self.suite, (expected,), unit_type, size)
        if self.unproven is not None:
            self.unproven.opener.check_limits(size)

    def feed(self, data: bytes) -> tuple[bytes, Session | None]:
        """What to send, and the session once it is established."""
        self.reader.feed(data)
        out = b""
        while (whole := self.reader.take(self._check_header)) is not None:
            if not self.request:
                out += self._answer(whole)
                continue
            session = self._open(whole) if self.unproven is None else self._prove(self.unproven, whole)
            if session.peer is None and self.clients is not None:
                self.unproven = session
                continue
            session.rest = self.reader.buffer
            return out, session
        return out, None

    def end(self) -> None:
        raise errors.ProtocolError(errors.TRUNCATED)

    def _answer(self, whole: bytes) -> bytes:
        try:
            name, _ = units.parse_request(whole)
            if name != self.suite.name_octets:
                raise errors.ProtocolError(errors.WRONG_SUITE, name.decode("ascii"))
        except errors.ProtocolError as error:
            if error.kind in (errors.VERSION, errors.WRONG_SUITE):
                error.response = units.build_refused(self.suite.name_octets)
            raise
        self.request = whole
        if callable(self.private_key):
            self.private_key = self.private_key()
        flags = 0 if self.clients is None else units.FLAG_CREDENTIAL
        hello = units.Hello(self.suite.name_octets, self.nonce, flags,
                            self.suite.transport.public_octets(self.private_key), units.Proof(0))
        if self.identity is not None:
            hello = signed_hello(self.request, hello, self.identity)
        self.hello = hello.octets()
        return self.hello

    def _open(self, whole: bytes) -> Session:
        size = self.suite.transport.encapsulation_size
        encapsulation = whole[units.HEADER_SIZE:units.HEADER_SIZE + size]
        secrets = self.suite.transport.decapsulate(
            self.private_key, encapsulation, self.suite.secrets_size, self.otherwise)
        derived = schedule.derive(
            schedule.transcript_hash(self.request, self.hello, encapsulation, self.context), secrets)
        sealer = Sealer(self.suite, derived.server_traffic, key_limits=self.key_limits)
        opener = Opener(self.suite, derived.client_traffic, key_limits=self.key_limits)
        message = opener.open(whole, prefix_size=size)
        return Session(sealer, opener, derived, message, None)

    def _prove(self, session: Session, whole: bytes) -> Session:
        """The client's frame 1; its type, size and number have been judged."""
        proof = units.parse_credential(session.opener.open(whole))
        assert self.clients is not None
        session.peer = self.clients.check_credential(session.schedule.transcript, proof)
        self.unproven = None
        return session

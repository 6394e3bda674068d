"""A blocking channel over a TCP socket: the handshake with a deadline, then messages both ways."""

import secrets as system_random
import socket
import time

from . import errors
from .handshake import ClientHandshake, ClientRandom, ServerHandshake, Session
from .identity import Identity, Peer, Trust
from .receiver import REASSEMBLY_LIMIT, Receiver
from .suites import Suite
from .units import NONCE_SIZE

DEADLINE = 10.0
READ_SIZE = 65536


class Channel:
    def __init__(self, connection: socket.socket, session: Session, timeout: float,
                 reassembly_limit: int = REASSEMBLY_LIMIT) -> None:
        self.connection = connection
        self.session = session
        self.receiver = Receiver(session.opener, reassembly_limit)
        self.waiting = self.receiver.feed(session.rest)
        connection.settimeout(timeout)

    @property
    def first_message(self) -> bytes:
        return self.session.first_message

    @property
    def peer(self) -> Peer | None:
        return self.session.peer

    def send_octets(self, octets: bytes) -> None:
        self.connection.sendall(octets)

    def send(self, message: bytes, piece: int | None = None, rekey_between: bool = False) -> None:
        self.send_octets(self.session.sealer.seal_message(message, piece, rekey_between))

    def rekey(self) -> None:
        self.send_octets(self.session.sealer.seal_rekey())

    def close(self) -> None:
        """Half close: the other direction goes on until its own."""
        self.send_octets(self.session.sealer.seal_close())

    def receive(self) -> bytes | None:
        """The next message, or None after the other side's close."""
        while not self.waiting:
            if self.receiver.closed:
                return None
            data = self.connection.recv(READ_SIZE)
            if not data:
                self.receiver.end()
            self.waiting += self.receiver.feed(data)
        return self.waiting.pop(0)


def _receive_before(connection: socket.socket, deadline: float) -> bytes:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the handshake took too long")
    connection.settimeout(left)
    return connection.recv(READ_SIZE)


def client_random(suite: Suite) -> ClientRandom:
    return ClientRandom(system_random.token_bytes(NONCE_SIZE), system_random.token_bytes(suite.secrets_size),
                        system_random.token_bytes(32))


def connect(connection: socket.socket, suite: Suite, trust: Trust, message: bytes, context: bytes = b"",
            timeout: float = DEADLINE, identity: Identity | None = None) -> Channel:
    deadline = time.monotonic() + timeout
    handshake = ClientHandshake(suite, trust, message, client_random(suite), context, identity=identity)
    connection.sendall(handshake.request)
    while True:
        data = _receive_before(connection, deadline)
        if not data:
            handshake.end()
        done = handshake.feed(data)
        if done is not None:
            initial, session = done
            connection.sendall(initial)
            return Channel(connection, session, timeout)


def accept(connection: socket.socket, suite: Suite, identity: Identity | None = None, context: bytes = b"",
           timeout: float = DEADLINE, reassembly_limit: int = REASSEMBLY_LIMIT,
           clients: Trust | None = None) -> Channel:
    deadline = time.monotonic() + timeout
    handshake = ServerHandshake(
        suite, suite.transport.generate, system_random.token_bytes(NONCE_SIZE),
        system_random.token_bytes(suite.secrets_size), identity, context, clients=clients)
    while True:
        data = _receive_before(connection, deadline)
        if not data:
            handshake.end()
        try:
            out, session = handshake.feed(data)
        except errors.ProtocolError as error:
            if error.response:
                connection.sendall(error.response)
            raise
        if out:
            connection.sendall(out)
        if session is not None:
            return Channel(connection, session, timeout, reassembly_limit)

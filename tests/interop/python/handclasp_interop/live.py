"""Handshakes with a running program, stopped halfway. The makers of invalid cases take them for inputs.Handshake."""

import socket
from typing import Any

from handclasp_peer import channel, identity, units
from handclasp_peer.ed25519 import Ed25519Identity
from handclasp_peer.handshake import ClientHandshake, ClientRandom, ServerHandshake
from handclasp_peer.suites import Suite
from handclasp_vectors import inputs

from .programs import SEED, send_in_pieces

FIRST = b"the first message"


def _receive(connection: socket.socket, awaited: str) -> bytes:
    data = connection.recv(65536)
    assert data, f"the stream ended in place of {awaited}"
    return data


class LiveClient:
    """The client's handshake with a server of SEED: what would come next, `initial` and `credential`, is not sent.

    `credential` is empty where the server demands none.
    """

    name, context, identity_seed = "", b"", SEED

    def __init__(self, suite: Suite, connection: socket.socket, random: ClientRandom | None = None,
                 owner: Ed25519Identity | None = None) -> None:
        self.suite, self.message, self.client_identity = suite, FIRST, owner
        self.random = random or channel.client_random(suite)
        handshake = ClientHandshake(suite, identity.ANYONE, FIRST, self.random, identity=owner)
        self.request = handshake.request
        connection.sendall(self.request)
        self.hello, done = b"", None
        while done is None:
            data = _receive(connection, "a hello")
            self.hello += data
            done = handshake.feed(data)
        octets, self.client = done
        size = units.HEADER_SIZE + int.from_bytes(octets[1:units.HEADER_SIZE], "big")
        self.initial, self.credential = octets[:size], octets[size:]
        self.secrets, self.encapsulation = handshake.secrets, handshake.encapsulation


class LiveServer:
    """The server's handshake with a running client, up to the hello, which is not sent; the session key is fixed."""

    def __init__(self, suite: Suite, connection: socket.socket, shown: Ed25519Identity | None) -> None:
        self.suite, self.connection = suite, connection
        self.handshake = ServerHandshake(suite, inputs.session_key(suite), inputs.fixed(suite, "live nonce", 32),
                                         bytes(suite.secrets_size), shown)
        self.hello = b""
        while not self.hello:
            self.hello, _ = self.handshake.feed(_receive(connection, "a request"))
        self.request = self.handshake.request
        self.identity_seed = inputs.seed_of(shown)

    def finish(self, piece: int = 100_000) -> Any:
        send_in_pieces(self.connection, self.hello, piece)
        session = None
        while session is None:
            _, session = self.handshake.feed(_receive(self.connection, "an initial unit"))
        return session

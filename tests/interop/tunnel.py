"""Runs two handclasp-tunnel, of the folder in HANDCLASP_EXAMPLES, between applications and targets that are sockets.

What arrives has to be what was sent, its end only where there was one, and everything else a reset.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import re
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "python"))
from handclasp_interop.programs import SEED, end_with_parent, without_sanitizer  # noqa: E402
from handclasp_peer import channel, ed25519, identity, units  # noqa: E402
from handclasp_peer.suites import SUITES  # noqa: E402

PROGRAM = Path(os.environ["HANDCLASP_EXAMPLES"]) / "handclasp-tunnel"
LIMIT = 30.0  # seconds that any one step may take
QUICK = "modern"  # a suite whose handshake is
FINGERPRINT = ed25519.fingerprint(ed25519.public_of(SEED))
MIB = 1 << 20


def octets(seed: object, size: int) -> bytes:
    return random.Random(str(seed)).randbytes(size)


def send_in_pieces(connection: socket.socket, data: bytes, seed: object) -> None:
    """In writes of many sizes."""
    choose = random.Random(str(seed))
    at = 0
    while at < len(data):
        size = choose.choice((1, 100, 16383, 16384, 16385, 100_000, 700_000))
        connection.sendall(data[at : at + size])
        at += size


def receive_all(connection: socket.socket) -> bytes:
    """Up to the end of the stream; a reset raises."""
    received = bytearray()
    while data := connection.recv(MIB):
        received += data
    return bytes(received)


def receive_exactly(connection: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        data = connection.recv(min(MIB, size - len(received)))
        assert data, f"the stream ended after {len(received)} octets"
        received += data
    return bytes(received)


def until_reset(connection: socket.socket) -> bytes:
    """What came before the connection was reset; an end of the stream in its place fails."""
    received = bytearray()
    try:
        while data := connection.recv(MIB):
            received += data
    except ConnectionError as error:
        assert error.errno == errno.ECONNRESET, error
        return bytes(received)
    raise AssertionError(f"the stream ended as if all was well, after {len(received)} octets")


def refused(program: Program, message: bytes = b"") -> None:
    """Connects, sends and is reset, which may come as early as while it connects."""
    with contextlib.suppress(ConnectionResetError), program.connect() as connection:
        connection.sendall(message)
        assert until_reset(connection) == b""


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class Program:
    """A running handclasp-tunnel on a free port."""

    def __init__(self, *arguments: str) -> None:
        self._errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([PROGRAM, "--listen", "127.0.0.1:0", *arguments], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=self._errors, text=True,
                                        preexec_fn=end_with_parent)
        assert self.process.stdout is not None
        found = re.match(r"listening on 127\.0\.0\.1:(\d+)$", self.process.stdout.readline())
        if not found:
            self.stop()
            raise AssertionError("it does not listen")
        self.port = int(found[1])
        self.where = f"127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT)

    def errors(self) -> str:
        return os.pread(self._errors.fileno(), MIB, 0).decode()

    def must_say(self, pattern: str) -> None:
        """A line of this kind, soon."""
        until = time.monotonic() + LIMIT
        line = re.compile(rf"^handclasp-tunnel: {pattern}$", re.MULTILINE)
        while not line.search(self.errors()):
            assert time.monotonic() < until, f"no line '{pattern}' in\n{self.errors()}"
            time.sleep(0.02)

    def processor_time(self) -> float:
        """Seconds that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Octets of memory that it has used at most."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[1]) * 1024

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.kill()
        self.process.stdout.close()
        self._errors.close()


class Between:
    """Somebody between the two ends, who passes on what `change` makes of what they send; None ends both."""

    def __init__(self, port: int, change: Callable[[str, int, bytes], bytes | None]) -> None:
        self._port, self._change = port, change
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.where = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._listener.accept()
            with client, socket.create_connection(("127.0.0.1", self._port)) as server:
                other = threading.Thread(target=self._pass_on, args=("server", server, client), daemon=True)
                other.start()
                self._pass_on("client", client, server)
                other.join(LIMIT)

    def _pass_on(self, side: str, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            at = 0
            while data := source.recv(MIB):
                changed = self._change(side, at, data)
                if changed is None:
                    for end in (source, target):
                        end.shutdown(socket.SHUT_RDWR)
                    return
                target.sendall(changed)
                at += len(data)
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._listener.close()


class TunnelTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="handclasp-")
        self.addCleanup(folder.cleanup)
        self.identity = Path(folder.name) / "identity"
        self.identity.touch(0o600)
        self.identity.write_text(SEED.hex() + "\n", encoding="ascii")
        self.target = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.target.settimeout(LIMIT)
        self.addCleanup(self.target.close)

    def program(self, *arguments: str) -> Program:
        program = Program(*arguments)
        self.addCleanup(program.stop)
        return program

    def server(self, *options: str, suite: str = QUICK, target: str | None = None) -> Program:
        target = target or f"127.0.0.1:{self.target.getsockname()[1]}"
        return self.program("--server", "--connect", target, "--identity", str(self.identity), "--suite", suite,
                            *options)

    def client(self, where: str, *options: str, suite: str = QUICK, pin: str = FINGERPRINT) -> Program:
        return self.program("--client", "--connect", where, "--suite", suite, "--pin", pin, *options)

    def pair(self, suite: str = QUICK) -> tuple[Program, Program]:
        server = self.server(suite=suite)
        return server, self.client(server.where, suite=suite)

    def through(self, client: Program) -> tuple[socket.socket, socket.socket]:
        """A connection through the tunnel: the application's end, and the target's."""
        application = client.connect()
        self.addCleanup(application.close)
        return application, self.accepted()

    def accepted(self) -> socket.socket:
        connection, _ = self.target.accept()
        connection.settimeout(LIMIT)
        self.addCleanup(connection.close)
        return connection

    def nobody_came(self) -> None:
        self.target.settimeout(0)
        self.assertRaises(BlockingIOError, self.target.accept)

    # What should work.

    def exchange(self, ends: tuple[socket.socket, socket.socket], seed: object, size: int) -> None:
        """Octets in both directions at once, and the end of each."""
        sent = [octets((seed, side), size + side) for side in (0, 1)]
        received: list[bytes | None] = [None, None]

        def send(side: int) -> None:
            send_in_pieces(ends[side], sent[side], (seed, side))
            ends[side].shutdown(socket.SHUT_WR)

        def receive(side: int) -> None:
            received[side] = receive_all(ends[side])

        threads = [threading.Thread(target=what, args=(side,)) for side in (0, 1) for what in (send, receive)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LIMIT)
        self.assertTrue(received == sent[::-1], f"other octets arrived, {seed}")

    def test_both_directions_at_once_in_every_suite(self) -> None:
        for suite in SUITES:
            with self.subTest(suite=suite):
                server, client = self.pair(suite)
                for size in (0, 1, 3 * MIB):
                    self.exchange(self.through(client), (suite, size), size)
                self.assertEqual(server.errors() + client.errors(), "")

    def test_key_pairs_made_ahead(self) -> None:
        server = self.server("--key-pool", "2", suite="standard")
        client = self.client(server.where, suite="standard")
        for turn in range(4):
            self.exchange(self.through(client), turn, 1000)
        self.assertEqual(server.errors() + client.errors(), "")

    def test_half_close(self) -> None:
        server, client = self.pair()
        for turn in (0, 1):
            first, second = self.through(client)[:: -1 if turn else 1]
            first.sendall(b"all of it")
            first.shutdown(socket.SHUT_WR)
            self.assertEqual(receive_all(second), b"all of it")
            send_in_pieces(second, octets(turn, MIB), turn)
            self.assertTrue(receive_exactly(first, MIB) == octets(turn, MIB))
            second.shutdown(socket.SHUT_WR)
            self.assertEqual(receive_all(first), b"")
        self.assertEqual(server.errors() + client.errors(), "")

    def test_a_single_octet_does_not_wait_for_more(self) -> None:
        application, target = self.through(self.pair()[1])
        for turn in range(20):
            application.sendall(bytes([turn]))
            self.assertEqual(target.recv(100), bytes([turn]))
            target.sendall(bytes([turn, turn]))
            self.assertEqual(receive_exactly(application, 2), bytes([turn, turn]))

    def test_many_connections(self) -> None:
        server, client = self.pair()
        applications = [client.connect() for _ in range(30)]
        for number, application in enumerate(applications):
            application.sendall(octets(number, 50_000) + bytes([number]))
        targets = {}
        for _ in applications:
            target = self.accepted()
            data = receive_exactly(target, 50_001)
            self.assertTrue(data[:-1] == octets(data[-1], 50_000))
            targets[data[-1]] = target
        self.assertEqual(sorted(targets), list(range(30)))
        for number, application in enumerate(applications):
            with application, targets[number] as target:
                target.sendall(bytes([number]) * 1000)
                target.shutdown(socket.SHUT_WR)
                self.assertEqual(receive_all(application), bytes([number]) * 1000)
                application.shutdown(socket.SHUT_WR)
                self.assertEqual(receive_all(target), b"")
        self.assertEqual(server.errors() + client.errors(), "")

    def test_connections_beyond_the_limit_wait(self) -> None:
        client = self.client(self.server().where, "--connections", "1")
        first, target = self.through(client)
        second = client.connect()
        self.addCleanup(second.close)
        second.sendall(b"second")
        first.sendall(b"first")
        self.assertEqual(target.recv(100), b"first")
        time.sleep(0.3)
        self.nobody_came()
        for end in (first, target):
            end.close()
        self.target.settimeout(LIMIT)
        self.assertEqual(self.accepted().recv(100), b"second")

    def test_connections_beyond_the_limit_of_a_server_wait(self) -> None:
        client = self.client(self.server("--connections", "1").where)
        first, target = self.through(client)
        first.sendall(b"first")
        self.assertEqual(target.recv(100), b"first")
        others = [client.connect() for _ in range(3)]
        for other in others:
            self.addCleanup(other.close)
            other.sendall(b"another")
            other.shutdown(socket.SHUT_WR)
        time.sleep(0.3)
        self.nobody_came()
        for end in (first, target):
            end.close()
        self.target.settimeout(LIMIT)
        for _ in others:
            with self.accepted() as target:
                self.assertEqual(target.recv(100), b"another")

    def test_silence_takes_no_place(self) -> None:
        server = self.server("--connections", "1", "--handshake-deadline", "600")
        silent = [server.connect() for _ in range(70)]
        for connection in silent:
            self.addCleanup(connection.close)
        for connection in silent[:6]:
            self.assertEqual(connection.recv(1), b"")
        server.must_say(".*: its handshake was not complete, and too many others have come")
        silent[-1].setblocking(False)
        self.assertRaises(BlockingIOError, silent[-1].recv, 1)
        self.exchange(self.through(self.client(server.where)), "beside silence", 1000)

    @without_sanitizer(PROGRAM)
    def test_silence_takes_no_descriptors_of_others(self) -> None:
        server = self.server("--handshake-deadline", "600")
        pid = server.process.pid
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        self.assertEqual(limits[0], limits[1])
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(os.listdir(f"/proc/{pid}/fd")) + 40, limits[1]))
        silent = [server.connect() for _ in range(30)]
        for connection in silent:
            self.addCleanup(connection.close)
        self.exchange(self.through(self.client(server.where)), "beside silence", 1000)
        server.must_say(".*: its handshake was not complete, and too many files are open for others")
        self.assertNotIn("Too many open files", server.errors())

    def test_no_keys_for_clients_that_have_left(self) -> None:
        suite = SUITES["standard_256"]
        server = self.server(suite="standard_256")
        for _ in range(5):
            with server.connect() as connection:
                channel.connect(connection, suite, identity.pinned(FINGERPRINT), b"")
                self.accepted()
        five = server.processor_time()
        for _ in range(100):
            with server.connect() as connection:
                connection.sendall(units.build_request(suite.name_octets, bytes(32)))
        self.exchange(self.through(self.client(server.where, suite="standard_256")), "after those", 1000)
        self.assertLess(server.processor_time() - five, 3 * five)

    def test_who_waits_for_a_place_does_not_wait_for_ever(self) -> None:
        server = self.server("--connections", "1", "--handshake-deadline", "2")
        waiting = [server.connect() for _ in range(3)]  # as newcomers, before the only place is taken
        time.sleep(0.2)
        for number, connection in enumerate(waiting):
            self.addCleanup(connection.close)
            channel.connect(connection, SUITES[QUICK], identity.pinned(FINGERPRINT), b"hello")
            if number == 0:
                self.assertEqual(self.accepted().recv(100), b"hello")
        reset(waiting[1])
        server.must_say(".*: channel: Connection reset by peer")
        server.must_say(".*: channel: the deadline passed")
        self.target.settimeout(0.1)
        self.assertRaises(TimeoutError, self.target.accept)

    def test_a_slow_reader_keeps_the_writer_waiting(self) -> None:
        server, client = self.pair()
        application, target = self.through(client)
        data = octets("slow", MIB)
        application.settimeout(0.5)
        sent = 0
        with self.assertRaises(TimeoutError):
            while sent < 1000 * MIB:
                sent += application.send(memoryview(data)[sent % MIB :])
        for program in (server, client):
            self.assertLess(program.memory(), 40 * MIB)
        application.settimeout(LIMIT)
        application.shutdown(socket.SHUT_WR)
        received = receive_all(target)
        self.assertTrue(received == (data * (sent // MIB + 1))[:sent])

    # A peer that makes other frames of its messages than the tunnel does.

    def peer(self, server: Program, message: bytes = b"") -> channel.Channel:
        connection = server.connect()
        self.addCleanup(connection.close)
        return channel.connect(connection, SUITES[QUICK], identity.pinned(FINGERPRINT), message)

    def test_fragments_rekeys_and_a_close_in_one_write(self) -> None:
        server = self.server()
        peer = self.peer(server, b"first ")
        sealer = peer.session.sealer
        small = b"".join(sealer.seal_message(b"%d " % number) for number in range(200))
        peer.send_octets(small + sealer.seal_message(b"in fragments ", 3, True) + sealer.seal_rekey()
                         + sealer.seal_message(b"") + sealer.seal_message(b"last") + sealer.seal_close())
        target = self.accepted()
        numbers = b"".join(b"%d " % number for number in range(200))
        self.assertEqual(receive_all(target), b"first " + numbers + b"in fragments last")
        target.sendall(b"answer")
        target.close()
        self.assertEqual((peer.receive(), peer.receive()), (b"answer", None))
        self.assertEqual(server.errors(), "")

    def test_a_close_that_waits_for_the_end_of_a_message(self) -> None:
        """The fragment is opened alone, and the rest of its message comes with the close."""
        peer = self.peer(self.server())
        sealer = peer.session.sealer
        peer.send_octets(sealer.seal(units.FRAGMENT, b"be"))
        target = self.accepted()
        self.assertEqual(target.recv(100), b"be")
        peer.send_octets(sealer.seal(units.MESSAGE, b"gun") + sealer.seal(units.CLOSE, b""))
        self.assertEqual(receive_all(target), b"gun")

    def test_octets_after_a_close(self) -> None:
        server = self.server()
        for rest in (b"\x00", b"\x00\x00\x00\x10" + bytes(16)):
            peer = self.peer(server)
            target = self.accepted()
            peer.send_octets(peer.session.sealer.seal_close() + rest)
            self.assertEqual(until_reset(target), b"")
        server.must_say(".*: channel: octets followed an authenticated close")

    def test_what_came_before_an_altered_frame_arrives(self) -> None:
        server = self.server()
        peer = self.peer(server)
        target = self.accepted()
        sealer = peer.session.sealer
        good, altered = sealer.seal_message(b"good"), bytearray(sealer.seal_message(b"altered"))
        altered[-1] ^= 1
        peer.send_octets(good + altered + sealer.seal_message(b"behind"))
        self.assertEqual(until_reset(target), b"good")
        server.must_say(".*: channel: authentication failed.*")

    def test_a_unit_without_a_place_is_refused_on_its_header(self) -> None:
        server = self.server()
        for header, text in ((b"\x10\x00\x01\x00", "sent a unit that has no place here.*"),
                             (b"\x00\x00\x40\x11", "announced a unit whose length is outside the limits"),
                             (b"\x02\x00\x00\x20", "announced a unit whose length is outside the limits")):
            peer = self.peer(server)
            target = self.accepted()
            peer.send_octets(peer.session.sealer.seal_message(b"good") + header)
            self.assertEqual(until_reset(target), b"good")
            server.must_say(".*: channel: the peer " + text)

    # What should fail, and show.

    def test_an_impostor_is_refused(self) -> None:
        server = self.server()
        client = self.client(server.where, pin="ab" * 32)
        refused(client, b"secret")
        client.must_say(f".*: the server is {FINGERPRINT}, not the pinned {'ab' * 32}: .*")
        server.must_say(".*: channel: the stream ended inside a unit, or without an authenticated close "
                        r"\(instead of sending its keys: it may not trust this server\)")
        self.nobody_came()

    def test_another_suite(self) -> None:
        server = self.server(suite="standard")
        client = self.client(server.where)
        refused(client)
        client.must_say(r".*: channel: the peer uses another suite: AES-128-CBC.* \(it uses --suite standard\)")
        server.must_say(".*: channel: the peer uses another suite: AES-256-GCM/.*")
        self.nobody_came()

    def test_another_context(self) -> None:
        server = self.server("--context", "one")
        client = self.client(server.where, "--context", "other")
        refused(client)
        server.must_say(".*: channel: authentication failed: .* the same --context.*")
        client.must_say(".*: channel: the stream ended .* the same --context.*")
        self.nobody_came()

    def test_a_killed_peer(self) -> None:
        for victim in ("server", "client"):
            server, client = self.pair()
            application, target = self.through(client)
            application.sendall(b"to and")
            self.assertEqual(receive_exactly(target, 6), b"to and")
            target.sendall(b"fro")
            self.assertEqual(receive_exactly(application, 3), b"fro")
            (server if victim == "server" else client).kill()
            for end in (application, target):
                self.assertEqual(until_reset(end), b"")
            (client if victim == "server" else server).must_say(".*: channel: .*(stream ended|reset).*")

    def test_a_peer_that_is_killed_after_a_half_close(self) -> None:
        server, client = self.pair()
        application, target = self.through(client)
        application.shutdown(socket.SHUT_WR)
        self.assertEqual(receive_all(target), b"")
        server.kill()
        self.assertEqual(until_reset(application), b"")

    def test_an_end_that_resets_after_a_half_close(self) -> None:
        """Neither direction has anything to send by which it would notice."""
        client = self.pair()[1]
        for turn in (0, 1):
            one, other = self.through(client)[:: -1 if turn else 1]
            one.shutdown(socket.SHUT_WR)
            self.assertEqual(receive_all(other), b"")
            reset(one)
            until = time.monotonic() + LIMIT
            while not other.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self.assertLess(time.monotonic(), until, "no reset came")
                time.sleep(0.02)

    def test_an_end_that_resets(self) -> None:
        server, client = self.pair()
        for turn in (0, 1):
            one, other = self.through(client)[:: -1 if turn else 1]
            one.sendall(b"x")
            self.assertEqual(receive_exactly(other, 1), b"x")
            reset(one)
            self.assertEqual(until_reset(other), b"")
            (server if turn else client).must_say(".*: plain side: Connection reset by peer")

    def test_a_target_that_is_not_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            nowhere = f"127.0.0.1:{gone.getsockname()[1]}"
        server = self.server(target=nowhere)
        client = self.client(server.where)
        refused(client)
        server.must_say(f".* to {nowhere}: {nowhere}: Connection refused")
        client.must_say(".*before its first octet: has it reached its target.*")
        without = self.client(nowhere)
        refused(without)
        without.must_say(f".*: {nowhere}: Connection refused")

    def test_somebody_between_who_cuts(self) -> None:
        self.between(lambda side, at, data: None if side == "client" and at > 2 * MIB else data,
                     "the stream ended inside a unit, or without an authenticated close.*")

    def test_somebody_between_who_changes_an_octet(self) -> None:
        def change(side: str, at: int, data: bytes) -> bytes:
            if side == "server" or at < 2 * MIB:
                return data
            return data[:-1] + bytes([data[-1] ^ 1])

        self.between(change, "(authentication failed|the peer (sent|announced) a unit).*")

    def between(self, change: Callable[[str, int, bytes], bytes | None], text: str) -> None:
        for suite in ("standard", "gcm"):
            server = self.server(suite=suite)
            somebody = Between(server.port, change)
            self.addCleanup(somebody.close)
            application, target = self.through(self.client(somebody.where, suite=suite))
            data = octets(suite, 8 * MIB)

            def send() -> None:
                with contextlib.suppress(ConnectionError):
                    application.sendall(data)

            sending = threading.Thread(target=send)
            sending.start()
            received = until_reset(target)
            sending.join(LIMIT)
            self.assertTrue(len(received) < len(data) and data.startswith(received))  # a reset may overtake some
            server.must_say(".*: channel: " + text)

    def test_rubbish_and_silence(self) -> None:
        server = self.server("--handshake-deadline", "1")
        silent = server.connect()
        self.addCleanup(silent.close)
        for rubbish in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00", bytes(1000), b"\x10\xff\xff\xff"):
            with server.connect() as stranger:
                stranger.sendall(rubbish)
                try:
                    self.assertEqual(stranger.recv(100), b"")
                except ConnectionResetError:
                    pass
        server.must_say(".*: channel: the peer sent a unit that has no place here.*")
        self.assertEqual(silent.recv(100), b"")
        server.must_say(".*: channel: the deadline passed")
        self.nobody_came()
        self.target.settimeout(LIMIT)
        self.exchange(self.through(self.client(server.where)), "after rubbish", 1000)

    def test_a_file_whose_name_would_write_on_the_terminal(self) -> None:
        with tempfile.TemporaryDirectory(suffix="\x1b[2J\n") as folder:
            done = subprocess.run([PROGRAM, "--client", "--listen", "127.0.0.1:0", "--connect", "127.0.0.1:1",
                                   "--known-servers", folder], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=LIMIT)
            shown = folder.replace("\x1b", r"\x1b").replace("\n", r"\x0a")
            self.assertEqual((done.returncode, done.stdout, done.stderr),
                             (1, "", f"handclasp-tunnel: {shown}: it is a folder\n"))

    def test_arguments(self) -> None:
        ends = ("--listen", "127.0.0.1:0", "--connect", "127.0.0.1:1")
        for arguments, text in (
            (ends, "say --server or --client"),
            (("--server", "--client", *ends), "say --server or --client"),
            (("--client", *ends), "say whom to trust"),
            (("--client", "--trust", "anyone", *ends[:2]), "--connect is required"),
            (("--server", *ends[2:]), "--listen is required"),
            (("--server", "--pin", "ab" * 32, *ends),
             "--pin, --known-servers, --authority and --trust are for --client"),
            (("--client", "--trust", "anyone", "--clients", str(self.identity), *ends),
             "--clients and --client-authority are for --server"),
            (("--client", "--pin", "ab", *ends), "--pin: a fingerprint has 64 hexadecimal digits"),
            (("--server", "--suite", "none", *ends), "--suite: "),
        ):
            with self.subTest(arguments=arguments):
                done = subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                      timeout=LIMIT)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertTrue(done.stderr.startswith(f"handclasp-tunnel: {text}"), done.stderr)
                self.assertIn("\nusage: handclasp-tunnel --server", done.stderr)


if __name__ == "__main__":
    unittest.main()

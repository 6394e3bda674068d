"""Whom echo_server takes for its client, and what it reads again on SIGHUP; the programs are in the folder
HANDCLASP_EXAMPLES. Why a client is refused, the server says; the client sees the connection end.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest
import unittest.mock
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509

sys.path.insert(0, str(Path(__file__).parent / "python"))
from handclasp_interop import authority  # noqa: E402
from handclasp_interop.echo import LIMIT, Server, environment, finish, program, run, start  # noqa: E402
from handclasp_interop.identity_case import HOST, LEFT, PASSWORD, SUITE, IdentityTest  # noqa: E402
from handclasp_interop.programs import end_with_parent, without_sanitizer  # noqa: E402
from tunnel import Program, refused  # noqa: E402


class Clients(IdentityTest):
    """The server's side: which clients it takes."""

    def setUp(self) -> None:
        super().setUp()
        self.file, fingerprint = self.seed("identity")
        self.pin = ("--pin", fingerprint)
        self.alice, self.name_of_alice = self.seed("alice", bytes(range(1, 33)))
        self.mallory, self.name_of_mallory = self.seed("mallory", bytes(range(2, 34)))
        self.list = self.text_file("clients", "# who may come in", f"{self.name_of_alice} alice")

    def listing_server(self) -> Server:
        return self.server("--identity", self.file, "--clients", self.list)

    def authority_server(self, *arguments: str) -> Server:
        return self.server("--identity", self.file, "--client-authority", self.trusted, "--client-name",
                           "alice.example", *arguments)

    def as_client(self, issued: authority.Issued) -> tuple[str, ...]:
        return (*self.pin, "--client-identity", issued.key_store(self.path(f"{issued.fingerprint}.p12")))

    def must_be_refused(self, server: Server, *arguments: str, text: str) -> None:
        """The server says why; the client learns that it was not taken, and no more."""
        code, out, errors = self.client(server.address, *arguments, password=PASSWORD)
        self.assertEqual((code, out), (1, ""), errors)
        self.assertRegex(errors, r"\Aecho_client: [0-9.:]+: .* \(before its first answer: the server may not take this "
                                 r"client, .*--context\?\)\n\Z")
        server.must_say(f": client refused: {text}\n")

    def test_a_list(self) -> None:
        server = self.listing_server()
        self.must_take(server, *self.pin, "--client-identity", self.alice)
        server.must_print(f" is {self.name_of_alice} (alice)\n")
        self.must_be_refused(server, *self.pin, "--client-identity", self.mallory,
                             text=f"{self.list}: the client {self.name_of_mallory} is not listed; to allow it, add a "
                                  "line of that fingerprint and a name")
        self.assertNotIn(self.name_of_mallory, server.output())

    def test_a_list_and_certificates(self) -> None:
        """The fingerprint counts, and not who has issued the certificate, or what names it says."""
        bob = authority.self_signed("bob.example", common_name="root")
        for label, shown in (("bob", " (bob)"), ("", "")):
            self.text_file("clients", f"{bob.fingerprint} {label}")
            server = self.listing_server()
            self.must_take(server, *self.as_client(bob), password=PASSWORD)
            server.must_print(f" is {bob.fingerprint}{shown}\n")

    def test_the_name_that_lets_a_client_in(self) -> None:
        server = self.authority_server("--client-name", "bob.example")
        bob = self.authority.issue("first.example", "bob.example", common_name="alice.example", use=authority.CLIENT)
        self.must_take(server, *self.as_client(bob), password=PASSWORD)
        server.must_print(f" is {bob.fingerprint} (bob.example)\n")

    def test_the_ways_to_write_a_name(self) -> None:
        for written, certified in (("ALICE.example", "Alice.Example"), ("2001:DB8:0:0::1", "2001:db8::1"),
                                   ("10.0.0.1", "10.0.0.1")):
            with self.subTest(written=written):
                server = self.server("--identity", self.file, "--client-authority", self.trusted, "--client-name",
                                     written)
                alice = self.authority.issue(certified, use=authority.CLIENT)
                self.must_take(server, *self.as_client(alice), password=PASSWORD)
                server.must_print(f" is {alice.fingerprint} ({certified.lower()})\n")

    def test_a_dns_name_that_looks_like_an_address(self) -> None:
        server = self.server("--identity", self.file, "--client-authority", self.trusted, "--client-name", "10.0.0.1")
        with unittest.mock.patch.object(authority, "_alternative", x509.DNSName):
            other = self.authority.issue("10.0.0.1", use=authority.CLIENT)
        self.must_be_refused(server, *self.as_client(other),
                             text=f'{other.fingerprint}: the client "CN=server" has a good certificate, and is not '
                                  "among those that may come in")

    def test_names_that_are_none(self) -> None:
        for name in ("", "10.0.0.256", "010.0.0.1", "2001::db8::1", "."):
            code, out, errors = run("echo_server", "--listen", "127.0.0.1:0", "--client-authority", self.trusted,
                                    "--client-name", name)
            self.assertEqual((code, out), (2, ""), errors)
            self.assertTrue(errors.startswith(f"echo_server: --client-name: no name of a client: '{name}'\n"), errors)

    def test_a_list_that_is_not_there_or_lists_nobody(self) -> None:
        missing = str(self.path("nobody"))
        self.must_not_start("echo_server", "--identity", self.file, "--clients", missing,
                            text=f"{missing}: there is no such file; `handclasp allowed add {missing} FINGERPRINT "
                                 "NAME` makes it")
        odd = str(self.path("it's my list"))
        quoted = odd.replace("'", "'\\''")
        self.must_not_start("echo_server", "--identity", self.file, "--clients", odd,
                            text=f"{odd}: there is no such file; `handclasp allowed add -- '{quoted}' FINGERPRINT "
                                 "NAME` makes it")
        self.text_file("clients", "# nobody yet")
        server = self.listing_server()
        nobody = f"echo_server: {self.list}: it lists nobody, so that no client is taken; "
        server.must_say(nobody)
        self.text_file("clients", f"{self.name_of_alice} alice")
        server.hang_up()
        server.must_print(f"read again: {self.list}\n")
        self.must_take(server, *self.pin, "--client-identity", self.alice)
        self.assertEqual(server.errors().count(nobody), 1)
        self.text_file("clients", "")
        server.hang_up()
        server.must_say(nobody, 2)

    def test_no_credential(self) -> None:
        for server in (self.listing_server(), self.authority_server()):
            self.must_refuse(server, *self.pin, text="the server demands a credential and the client has none; give "
                                                     "--client-identity FILE")
            server.must_say(f": {LEFT} (instead of sending its keys and its credential: it may not trust this "
                            "server, or have no credential to show)\n")
            self.assertNotIn(" is ", server.output())

    def test_a_credential_that_nobody_asks_for(self) -> None:
        server = self.server("--identity", self.file)
        self.must_take(server, *self.pin, "--client-identity", self.alice)
        self.assertNotIn(" is ", server.output())

    def test_an_authority(self) -> None:
        server = self.authority_server()
        alice = self.authority.issue("alice.example", common_name="Alice", use=authority.CLIENT)
        self.must_take(server, *self.as_client(alice), password=PASSWORD)
        server.must_print(f" is {alice.fingerprint} (alice.example)\n")

        bob = self.authority.issue("bob.example", common_name="Bob", use=authority.CLIENT)
        self.must_be_refused(server, *self.as_client(bob),
                             text=f'{bob.fingerprint}: the client "CN=Bob" has a good certificate, and is not among '
                                  "those that may come in")
        other = self.authority.issue("alice.example")
        self.must_be_refused(server, *self.as_client(other),
                             text=f'{other.fingerprint}: certificate "CN=server" is not for clients: its '
                                  "extendedKeyUsage lacks clientAuth")
        self.must_be_refused(server, *self.pin, "--client-identity", self.alice,
                             text=f"{self.name_of_alice}: the client has no certificate that an authority has issued")

    def test_revoked_and_expired(self) -> None:
        alice = self.authority.issue("alice.example", use=authority.CLIENT)
        late = self.authority.issue("alice.example", common_name="late", use=authority.CLIENT, start=-3, end=-2)
        server = self.authority_server("--client-crl", self.authority.revocations(self.path("crl.pem"), alice))
        texts = ((alice, '"CN=server" was revoked by "CN=Test authority" on '), (late, '"CN=late" expired '))
        for issued, text in texts:
            code, out, _ = self.client(server.address, *self.as_client(issued), password=PASSWORD)
            self.assertEqual((code, out), (1, ""))
            server.must_say(f": client refused: {issued.fingerprint}: certificate {text}")

    def test_many_at_once(self) -> None:
        """Each refusal is about its own client."""
        server = self.listing_server()
        identities = [self.seed(f"client {i}", bytes([i]) * 32) for i in range(8)]
        clients = [start("echo_client", "--connect", server.address, *SUITE, *self.pin, "--client-identity", file,
                         "hello") for file, _ in identities]
        for client in clients:
            self.assertEqual(finish(client)[0], 1)
        for _, fingerprint in identities:
            server.must_say(f": client refused: {self.list}: the client {fingerprint} is not listed")
        self.assertEqual(server.errors().count("client refused"), len(identities))


class Reload(IdentityTest):
    def setUp(self) -> None:
        super().setUp()
        self.file, self.first = self.seed("identity")

    def talk(self, server: Server, *arguments: str) -> Conversation:
        conversation = Conversation(server, *arguments)
        self.addCleanup(conversation.end)
        return conversation

    def test_an_identity(self) -> None:
        server = self.server("--identity", self.file)
        session = self.talk(server, "--pin", self.first)
        next_one = self.authority.issue(HOST)
        os.rename(next_one.key_store(self.path("next.p12")), self.file)
        server.hang_up()
        server.must_print(f"read again: {self.file}: fingerprint {next_one.fingerprint}\n")

        session.says("the session goes on")
        self.must_take(server, "--pin", next_one.fingerprint)
        self.must_take(server, "--authority", self.trusted)
        met = f"the server is {next_one.fingerprint}, not the pinned {self.first}"
        code, _, errors = self.client(server.address, "--pin", self.first)
        self.assertEqual(code, 1)
        self.assertIn(met, errors)
        session.says("to its end")

    def test_a_client_that_knows_both(self) -> None:
        _, second = self.seed("next", bytes(32))
        server = self.server("--identity", self.file)
        both = ("--pin", self.first, "--pin", second)
        self.must_take(server, *both)
        os.rename(self.path("next"), self.file)
        server.hang_up()
        server.must_print(f"fingerprint {second}\n")
        self.must_take(server, *both)

    def test_bad_files_leave_what_was_there(self) -> None:
        issued = self.authority.issue(HOST)
        file = issued.key_store(self.path("server.p12"))
        good = Path(file).read_bytes()
        server = self.server("--identity", file)
        session = self.talk(server, "--pin", issued.fingerprint)
        other = self.authority.issue(HOST)
        stays = "what was read before stays\n"

        def another_password() -> None:
            other.key_store(Path(file), password="another")

        spoilt = {
            "the password is wrong, or the file is damaged": another_password,
            "there is no such file": lambda: os.remove(file),
            "it is empty": lambda: Path(file).write_bytes(b""),
            "no identity: neither a key store (PKCS#12), nor PEM, nor a seed": lambda: Path(file).write_text("what?"),
            "other users have access to it; chmod 600": lambda: os.chmod(file, 0o644),
        }
        for text, spoil in spoilt.items():
            with self.subTest(text):
                Path(file).touch(0o600)
                Path(file).write_bytes(good)
                os.chmod(file, 0o600)
                spoil()
                before = server.errors().count(stays)
                server.hang_up()
                server.must_say(stays, before + 1)
                self.assertIn(text, server.errors().splitlines()[-1])
                self.assertIn(f"echo_server: read again: {file}: ", server.errors().splitlines()[-1])
                self.must_take(server, "--pin", issued.fingerprint)
        session.says("the session goes on")
        self.assertNotIn("read again", server.output())

    def test_a_password_that_was_not_needed_before(self) -> None:
        """Nobody may answer, and the server would wait for it in place of its clients."""
        nobody, answer = os.pipe()
        self.addCleanup(os.close, nobody)
        self.addCleanup(os.close, answer)
        server = self.server("--identity", self.file, "--password-fd", str(nobody), pass_fds=(nobody,))
        os.rename(self.authority.issue(HOST).key_store(self.path("next.p12")), self.file)
        server.hang_up()
        server.must_say(f"read again: {self.file}: needs a password, which nobody is asked for once the server runs")
        self.must_take(server, "--pin", self.first)

    def test_a_certificate_that_is_out_of_date(self) -> None:
        """The server says so, and goes on: clients that pin it do not mind."""
        good = self.authority.issue(HOST)
        late = self.authority.issue(HOST, common_name="late", start=-3, end=-2)
        early = self.authority.issue(HOST, common_name="early", start=2, end=3)
        file = late.key_store(self.path("server.p12"))
        server = self.server("--identity", file)
        server.must_say(f'echo_server: {file}: certificate "CN=late" expired on ')
        self.must_take(server, "--pin", late.fingerprint)
        for times, (issued, text) in enumerate(((good, ""), (early, "is not valid before "), (late, "expired on ")), 1):
            os.rename(issued.key_store(self.path("next.p12")), file)
            server.hang_up()
            server.must_print(f"read again: {file}: fingerprint {issued.fingerprint}\n")
            if text:
                server.must_say(": clients that go by an authority refuse this server", times)
                self.assertIn(text, server.errors().splitlines()[-1])
            self.must_take(server, "--pin", issued.fingerprint)
        self.assertEqual(server.errors().count("certificate "), 3)

    def test_a_list_of_clients(self) -> None:
        alice, name_of_alice = self.seed("alice", bytes(range(1, 33)))
        bob, name_of_bob = self.seed("bob", bytes(range(2, 34)))
        clients = self.text_file("clients", f"{name_of_alice} alice")
        server = self.server("--identity", self.file, "--clients", clients)
        as_alice, as_bob = (("--pin", self.first, "--client-identity", file) for file in (alice, bob))
        session = self.talk(server, *as_alice)

        self.text_file("clients", f"{name_of_bob} bob")
        server.hang_up()
        server.must_print(f"read again: {clients}\n")
        self.must_take(server, *as_bob)
        self.assertEqual(self.client(server.address, *as_alice)[0], 1)
        session.says("who was taken stays")

        self.text_file("clients", f"{name_of_alice} alice", "what?")
        server.hang_up()
        server.must_say(f"echo_server: read again: {clients}: ")
        self.assertIn("line 2", server.errors().splitlines()[-1])
        self.must_take(server, *as_bob)

    def test_revocations(self) -> None:
        alice = self.authority.issue("alice.example", common_name="Alice", use=authority.CLIENT)
        crl = self.authority.revocations(self.path("crl.pem"))
        server = self.server("--identity", self.file, "--client-authority", self.trusted, "--client-name",
                             "alice.example", "--client-crl", crl)
        as_alice = ("--pin", self.first, "--client-identity", alice.key_store(self.path("alice.p12")))
        self.must_take(server, *as_alice, password=PASSWORD)

        self.text_file("crl.pem", "what?")
        server.hang_up()
        server.must_say(f"echo_server: read again: {crl}: ")
        self.must_take(server, *as_alice, password=PASSWORD)

        self.authority.revocations(self.path("crl.pem"), alice)
        server.hang_up()
        server.must_print(f"read again: {self.trusted}, {crl}\n")
        self.assertEqual(self.client(server.address, *as_alice, password=PASSWORD)[0], 1)
        server.must_say(f'client refused: {alice.fingerprint}: certificate "CN=Alice" was revoked ')

    def test_revocations_with_which_nobody_is_taken(self) -> None:
        """They are told before a client comes."""
        refused = ": its clients are refused until there is a good one\n"
        flaw = f'echo_server: {self.trusted}: the revocation list (CRL) of "CN=Test authority" '
        crl = self.authority.revocations(self.path("crl.pem"))
        server = self.server("--identity", self.file, "--client-authority", self.trusted, "--client-name",
                             "alice.example", "--client-crl", crl)
        authority.Authority("Another").revocations(self.path("crl.pem"))
        server.hang_up()
        server.must_say(f"{flaw}is missing{refused}")
        self.authority.revocations(self.path("crl.pem"), start=-3, end=-2)
        server.hang_up()
        server.must_say(f"{flaw}expired on ")
        self.assertEqual(server.errors().count(refused), 2)
        again = self.server("--identity", self.file, "--client-authority", self.trusted, "--client-name",
                            "alice.example", "--client-crl", crl)
        again.must_say(f"{flaw}expired on ")

    def test_names_of_an_authoritys_clients(self) -> None:
        alice, bob = (self.authority.issue(name, use=authority.CLIENT) for name in ("alice.example", "2001:db8::1"))
        as_alice, as_bob = (("--pin", self.first, "--client-identity", one.key_store(self.path(one.fingerprint)))
                            for one in (alice, bob))
        names = self.text_file("names", "# nobody yet")
        server = self.server("--identity", self.file, "--client-authority", self.trusted, "--client-names", names)
        server.must_say(f"echo_server: {names}: it lists nobody, so that no client is taken\n")
        self.assertEqual(self.client(server.address, *as_alice, password=PASSWORD)[0], 1)

        self.text_file("names", "# these", "ALICE.example", "", "  2001:DB8::0:1 ")
        server.hang_up()
        server.must_print(f"read again: {self.trusted}, {names}\n")
        for client, name, issued in ((as_alice, "alice.example", alice), (as_bob, "2001:db8::1", bob)):
            self.must_take(server, *client, password=PASSWORD)
            server.must_print(f" is {issued.fingerprint} ({name})\n")

        for number, wrong in enumerate(("10.0.0.256", "alice.example and bob"), 1):
            self.text_file("names", "bob.example", wrong)
            server.hang_up()
            server.must_say(f"echo_server: read again: {names}: line 2 is no name of a client; correct it, ", number)
        self.must_take(server, *as_alice, password=PASSWORD)

        self.text_file("names", "2001:db8::1")
        server.hang_up()
        server.must_print(f"read again: {self.trusted}, {names}\n", 2)
        self.must_take(server, *as_bob, password=PASSWORD)
        self.assertEqual(self.client(server.address, *as_alice, password=PASSWORD)[0], 1)
        missing = str(self.path("missing"))
        self.must_not_start("echo_server", "--client-authority", self.trusted, "--client-names", missing,
                            text=f"{missing}: there is no such file")

    def test_two_addresses(self) -> None:
        """A server holds two identities for a while."""
        issued = self.authority.issue(HOST)
        server = self.server("--listen", "127.0.0.1:0", "--identity", self.file, "--identity",
                             issued.key_store(self.path("next.p12")))
        first, second = server.addresses
        self.must_take(server, "--pin", self.first, address=first)
        self.must_take(server, "--pin", issued.fingerprint, address=second)
        self.assertEqual(self.client(first, "--pin", issued.fingerprint)[0], 1)

        _, third = self.seed("identity", bytes(32))
        server.hang_up()
        server.must_print("read again: ", 2)
        self.must_take(server, "--pin", third, address=first)
        self.must_take(server, "--pin", issued.fingerprint, address=second)


class Conversation:
    """An echo_client whose session is open until end()."""

    def __init__(self, server: Server, *arguments: str) -> None:
        self._client = start("echo_client", "--connect", server.address, *SUITE, *arguments, "first",
                             stdin=subprocess.PIPE)
        self._guard = threading.Timer(LIMIT, self._client.kill)
        self._guard.start()
        self._must_hear("first")

    def _must_hear(self, text: str) -> None:
        assert self._client.stdout is not None
        line = self._client.stdout.readline()
        assert line == text + "\n", f"heard {line!r} and not {text!r}"

    def says(self, text: str) -> None:
        assert self._client.stdin is not None
        self._client.stdin.write(text + "\n")
        self._client.stdin.flush()
        self._must_hear(text)

    def end(self) -> None:
        self._guard.cancel()
        code, _, errors = finish(self._client)
        assert (code, errors) == (0, ""), errors


NO_DESCRIPTORS = "its handshake was not complete, and too many files are open for others"


def limit_files(pid: int, more: int) -> None:
    """So many more than it has open now, and no more."""
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    opened = len(os.listdir(f"/proc/{pid}/fd"))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (opened + more, limits[1]))


class Reception:
    """handclasp serve, which takes one client."""

    def __init__(self, *arguments: str) -> None:
        self.process = start("handclasp", "serve", "--listen", f"{HOST}:0", *SUITE, *arguments)
        self._guard = threading.Timer(LIMIT, self.process.kill)
        self._guard.start()
        self.address = self.must_say("listening on (.*)")

    def must_say(self, pattern: str) -> str:
        """The first group of the next line like this."""
        for line in self.process.stderr:
            found = re.fullmatch(f"handclasp: {pattern}\n", line)
            if found:
                return found[found.re.groups]
        raise AssertionError(f"it has not said '{pattern}'")

    def connect(self) -> socket.socket:
        host, port = self.address.split(":")
        return socket.create_connection((host, int(port)), timeout=LIMIT)

    def end(self) -> tuple[int, str]:
        """The exit code and what has come to standard output."""
        out = self.process.stdout.read()
        return self.process.wait(), out

    def stop(self) -> None:
        self._guard.cancel()
        self.process.kill()
        with self.process:
            pass


class Receptions(IdentityTest):
    QUICK = 5.0  # seconds, less than the deadline of a handshake

    def setUp(self) -> None:
        super().setUp()
        file, fingerprint = self.seed("identity")
        self.alice, name_of_alice = self.seed("alice", bytes(range(1, 33)))
        self.mallory, self.name_of_mallory = self.seed("mallory", bytes(range(2, 34)))
        clients = self.text_file("clients", f"{name_of_alice} alice")
        self.reception = Reception("--identity", file, "--clients", clients)
        self.addCleanup(self.reception.stop)
        self.pin = ("--pin", fingerprint)

    def client(self, identity: str, text: str) -> tuple[int, str, str]:
        client = start("handclasp", "connect", self.reception.address, *SUITE, *self.pin, "--identity", identity,
                       stdin=subprocess.PIPE)
        client.stdin.write(text)
        return finish(client)

    def silent(self, count: int) -> list[socket.socket]:
        connections = [self.reception.connect() for _ in range(count)]
        for connection in connections:
            self.addCleanup(connection.close)
        return connections

    def must_take_alice(self, since: float) -> None:
        self.assertEqual(self.client(self.alice, "from alice"), (0, "", ""))
        self.assertEqual(self.reception.end(), (0, "from alice"))
        self.assertLess(time.monotonic() - since, self.QUICK)

    def test_silence_and_refusals_keep_nobody_out(self) -> None:
        since = time.monotonic()
        connections = self.silent(5)
        code, _, errors = self.client(self.mallory, "from mallory")
        self.assertEqual(code, 1)
        self.assertIn("the server may not take this client", errors)
        self.reception.must_say(f".*: client refused: .*{self.name_of_mallory} is not listed; .*; waiting for the next")
        connections += self.silent(1)
        with self.reception.connect() as foreign:
            foreign.sendall(b"GET / HTTP/1.1\r\n\r\n")
            self.reception.must_say(".*: the peer sent a unit that has no place here .*; waiting for the next")
        self.must_take_alice(since)
        for connection in connections:
            with contextlib.suppress(ConnectionResetError):
                self.assertEqual(connection.recv(1), b"")

    def test_too_many_silent_ones(self) -> None:
        since = time.monotonic()
        connections = self.silent(70)
        for connection in connections[:6]:
            self.reception.must_say(".*: its handshake was not complete, and too many others have come; .*")
            self.assertEqual(connection.recv(1), b"")
        connections[-1].setblocking(False)
        self.assertRaises(BlockingIOError, connections[-1].recv, 1)
        self.must_take_alice(since)

    @without_sanitizer(program("handclasp"))
    def test_too_many_open_files(self) -> None:
        """The oldest has to leave then."""
        limit_files(self.reception.process.pid, 4)
        since = time.monotonic()
        connections = self.silent(16)
        self.reception.must_say(f".*: {NO_DESCRIPTORS}; waiting for the next")
        self.assertEqual(connections[0].recv(1), b"")
        self.must_take_alice(since)


class Strangers(IdentityTest):
    """echo_server among those who mean to keep others out, or to end it."""

    def setUp(self) -> None:
        super().setUp()
        self.file, fingerprint = self.seed("identity")
        self.pin = ("--pin", fingerprint)

    def old_peers_server(self) -> Server:
        server = Server("--suite", "reference").__enter__()
        self.addCleanup(server.__exit__)
        return server

    def connections(self, server: Server, count: int) -> list[socket.socket]:
        host, port = server.address.split(":")
        made = [socket.create_connection((host, int(port)), timeout=LIMIT) for _ in range(count)]
        for connection in made:
            self.addCleanup(connection.close)
        return made

    def test_too_many_silent_ones(self) -> None:
        server, old_peers_server = self.server("--identity", self.file), self.old_peers_server()
        for connection in self.connections(server, 70)[:6]:
            connection.settimeout(Receptions.QUICK)
            self.assertEqual(connection.recv(1), b"")
        self.connections(old_peers_server, 70)
        for each in (server, old_peers_server):
            each.must_say(": its handshake was not complete, and too many others have come\n", 6)
        self.must_take(server, *self.pin)

    @without_sanitizer(program("echo_server"))
    def test_silent_ones_have_all_descriptors(self) -> None:
        clients = self.text_file("clients", "# nobody yet")
        alice, name_of_alice = self.seed("alice", bytes(range(1, 33)))
        server = self.server("--identity", self.file, "--clients", clients)
        limit_files(server._process.pid, 6)
        self.connections(server, 20)
        server.must_say(f": {NO_DESCRIPTORS}\n")
        self.text_file("clients", f"{name_of_alice} alice")
        server.hang_up()
        server.must_print(f"read again: {clients}\n")
        self.must_take(server, *self.pin, "--client-identity", alice)
        self.assertNotIn("read again", server.errors())

    def test_a_peer_that_vanishes_is_noticed(self) -> None:
        server = self.server("--identity", self.file)
        connection, = self.connections(server, 1)
        ours, theirs = (f":{end[1]:04X} " for end in (connection.getsockname(), connection.getpeername()))
        until = time.monotonic() + LIMIT
        while True:
            lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()
            entry = next(line.split() for line in lines if re.search(f"{theirs}.*{ours}", line))
            if entry[5].startswith("02:"):  # a timer of keep-alive
                return
            self.assertLess(time.monotonic(), until, "no keep-alive")
            time.sleep(0.02)

    def test_nobody_reads_what_it_says(self) -> None:
        """Strangers choose when it says something."""
        for name, arguments in (("echo_server", ()), ("handclasp", ("serve",)),
                                ("handclasp-tunnel", ("--server", "--connect", f"{HOST}:1"))):
            process = start(name, *arguments, "--listen", f"{HOST}:0", stdin=subprocess.PIPE)
            self.addCleanup(finish, process)
            self.addCleanup(process.kill)
            said = process.stderr if name == "handclasp" else process.stdout
            line = next(line for line in said if "listening on " in line)
            if process.stderr is said:
                process.stdout.close()
            else:
                process.stderr.readline()  # that it has no identity
            process.stderr.close()
            for _ in range(3):
                with socket.create_connection((HOST, int(line.rsplit(":", 1)[1])), timeout=LIMIT) as stranger:
                    stranger.sendall(bytes(8))
                    with contextlib.suppress(ConnectionResetError):
                        self.assertEqual(stranger.recv(1), b"")
            time.sleep(0.1)
            self.assertIsNone(process.poll(), name)

    def test_nobody_takes_what_it_says(self) -> None:
        """Where a reader is there and does not read, no session waits for that, nor does the end."""
        for name, arguments in (("echo_server", ()), ("handclasp", ("serve",)),
                                ("handclasp-tunnel", ("--server", "--connect", f"{HOST}:1"))):
            process = start(name, *arguments, *SUITE, "--identity", self.file, "--listen", f"{HOST}:0",
                            stdin=subprocess.PIPE, pipesize=4096)
            self.addCleanup(finish, process)
            self.addCleanup(process.kill)
            said = process.stderr if name == "handclasp" else process.stdout
            address = next(line for line in said if "listening on " in line).split()[-1]
            host, port = address.split(":")

            def come_and_go(count: int) -> None:
                for _ in range(count):
                    with socket.create_connection((host, int(port)), timeout=LIMIT) as stranger:
                        stranger.sendall(bytes(8))
                        with contextlib.suppress(ConnectionResetError):
                            self.assertEqual(stranger.recv(1), b"")

            with self.subTest(name):
                come_and_go(150)
                first = os.read(process.stderr.fileno(), 8192)
                self.assertNotIn(b"lost", first)
                come_and_go(2)
                self.assertRegex(os.read(process.stderr.fileno(), 8192), rb"(?m)^\d+ lines are lost here")
                come_and_go(150)
                process.terminate()
                self.assertEqual(process.wait(LIMIT), 0 if name == "echo_server" else -signal.SIGTERM)

    def test_a_terminal_that_nobody_looks_at(self) -> None:
        """It says that it is ready where it has room for an octet, and not for a line."""
        for name, arguments in (("echo_server", ()), ("handclasp", ("serve",)),
                                ("handclasp-tunnel", ("--server", "--connect", f"{HOST}:1"))):
            ours, theirs = pty.openpty()
            self.addCleanup(os.close, ours)
            process = subprocess.Popen([program(name), *arguments, *SUITE, "--identity", self.file, "--listen",
                                        f"{HOST}:0"], stdin=subprocess.PIPE, stdout=theirs, stderr=theirs,
                                       start_new_session=True, preexec_fn=end_with_parent, env=environment(None))
            os.close(theirs)
            self.addCleanup(process.wait)
            self.addCleanup(process.stdin.close)
            self.addCleanup(process.kill)
            shown = b""
            while not (listening := re.search(rb"listening on .*:(\d+)\r\n", shown)):
                shown += os.read(ours, 4096)
            with self.subTest(name):
                for _ in range(400):
                    with socket.create_connection((HOST, int(listening[1])), timeout=LIMIT) as stranger:
                        stranger.sendall(bytes(8))
                        with contextlib.suppress(ConnectionResetError):
                            self.assertEqual(stranger.recv(1), b"")
                process.terminate()
                self.assertEqual(process.wait(LIMIT), 0 if name == "echo_server" else -signal.SIGTERM)

    def test_its_end_among_old_peers(self) -> None:
        for _ in range(3):
            server = self.old_peers_server()
            clients = [start("echo_client", "--connect", server.address, "--suite", "reference", "--trust", "anyone",
                             "hello", stdin=subprocess.PIPE) for _ in range(4)]
            for client in clients:
                self.assertEqual(client.stdout.readline(), "hello\n")
                client.stdin.write(1000 * "again\n")
                client.stdin.flush()
            server._process.terminate()
            self.assertEqual(server._process.wait(LIMIT), 0, server.errors())
            for client in clients:
                client.kill()
                client.communicate()


@without_sanitizer(program("echo_server"))
class Memory(IdentityTest):
    def test_a_server_without_memory_goes_on(self) -> None:
        """Wherever it finds that there is none, which is elsewhere each time."""
        file, fingerprint = self.seed("identity")
        said = ""
        for _ in range(6):
            server = self.server("--identity", file)
            self.must_take(server, "--pin", fingerprint)
            pid = server._process.pid
            limits = resource.prlimit(pid, resource.RLIMIT_DATA)
            resource.prlimit(pid, resource.RLIMIT_DATA, (self.data_of(pid), limits[1]))
            connections = self.connections(server, 900)
            for connection in connections:
                connection.close()
            resource.prlimit(pid, resource.RLIMIT_DATA, limits)
            self.must_take(server, "--pin", fingerprint)
            said += server.errors()
            server.kill()
        self.assertIn("std::bad_alloc", said)

    @staticmethod
    def data_of(pid: int) -> int:
        """Octets of memory that a process has for data."""
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        return int(re.search(r"^VmData:\s+(\d+) kB$", status, re.MULTILINE)[1]) * 1024

    @staticmethod
    def connections(server: Server, count: int) -> list[socket.socket]:
        host, port = server.address.split(":")
        made = []
        for _ in range(count):
            with contextlib.suppress(OSError):
                made.append(socket.create_connection((host, int(port)), timeout=1))
        return made


class Tunnels(IdentityTest):
    """handclasp-tunnel has the same options."""

    def program(self, *arguments: str) -> Program:
        with unittest.mock.patch.dict(os.environ, {"HANDCLASP_PASSWORD": PASSWORD}):
            program = Program(*SUITE, *arguments)
        self.addCleanup(program.stop)
        return program

    @contextlib.contextmanager
    def carried(self, client: Program, target: socket.socket) -> Iterator[tuple[socket.socket, socket.socket]]:
        """Both ends of a connection through the tunnel, which has carried something."""
        with client.connect() as ours:
            theirs, _ = target.accept()
            with theirs:
                theirs.settimeout(LIMIT)
                ours.sendall(b"through")
                self.assertEqual(theirs.recv(100), b"through")
                yield ours, theirs

    def test_certificates_at_both_ends(self) -> None:
        issued = self.authority.issue(HOST)
        alice = self.authority.issue("alice.example", common_name="Alice", use=authority.CLIENT)
        target = socket.create_server((HOST, 0))
        self.addCleanup(target.close)
        target.settimeout(LIMIT)
        server = self.program("--server", "--connect", f"{HOST}:{target.getsockname()[1]}", "--identity",
                              issued.key_store(self.path("server.p12")), "--client-authority", self.trusted,
                              "--client-name", "alice.example")
        client = self.program("--client", "--connect", server.where, "--authority", self.trusted, "--identity",
                              alice.key_store(self.path("alice.p12")))
        with self.carried(client, target):
            server.must_say(rf"client {HOST}:.* is {alice.fingerprint} \(alice.example\)")

        late = self.authority.issue("alice.example", common_name="late", use=authority.CLIENT, start=-3, end=-2)
        stranger = self.program("--client", "--connect", server.where, "--authority", self.trusted, "--identity",
                                late.key_store(self.path("late.p12")))
        refused(stranger, b"through")
        server.must_say(f'{HOST}:.*: client refused: [0-9a-f]{{64}}: certificate "CN=late" expired on .*')
        target.settimeout(0)
        self.assertRaises(BlockingIOError, target.accept)

    def read_again(self, server: Program, file: str, times: int) -> None:
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + LIMIT
        while server.errors().count(f"read again: {file}\n") < times:
            self.assertLess(time.monotonic(), until, server.errors())
            time.sleep(0.02)

    def test_files_are_read_again(self) -> None:
        file, fingerprint = self.seed("identity")
        mine, name = self.seed("mine", bytes(range(1, 33)))
        clients = self.text_file("clients", f"{'ab' * 32} Somebody else")
        target = socket.create_server((HOST, 0))
        self.addCleanup(target.close)
        target.settimeout(LIMIT)
        server = self.program("--server", "--connect", f"{HOST}:{target.getsockname()[1]}", "--identity", file,
                              "--clients", clients)
        client = self.program("--client", "--connect", server.where, "--pin", fingerprint, "--identity", mine)
        refused(client, b"through")
        server.must_say(f".*: client refused: .*{name} is not listed.*")
        self.text_file("clients", f"{name} Me")
        self.read_again(server, clients, 1)
        with self.carried(client, target) as (ours, theirs):
            self.text_file("clients", f"{'ab' * 32} Somebody else")
            self.read_again(server, clients, 2)
            theirs.sendall(b"and goes on")
            self.assertEqual(ours.recv(100), b"and goes on")
        refused(client, b"through")

    def test_a_changed_key(self) -> None:
        file, fingerprint = self.seed("identity")
        server = self.program("--server", "--connect", "127.0.0.1:1", "--identity", file)
        known = self.text_file("known_servers", f"{server.where} {'ab' * 32}")
        client = self.program("--client", "--connect", server.where, "--known-servers", known)
        refused(client)
        client.must_say(f".*: {known}: the key of {server.where} has changed: .*{fingerprint}.*")


if __name__ == "__main__":
    unittest.main()

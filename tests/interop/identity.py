"""Whom echo_client takes for its server, by every kind of trust; the programs are in the folder HANDCLASP_EXAMPLES.

Certificates come from Python's cryptography. Each refusal has a text of its own, with the file or the certificate and
the reason, for the user alone: the other side sees the connection end.
"""

from __future__ import annotations

import os
import re
import socket
import sys
import unittest
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding

sys.path.insert(0, str(Path(__file__).parent / "python"))
from handclasp_interop import authority  # noqa: E402
from handclasp_interop.echo import LIMIT, Server, finish, run, start  # noqa: E402
from handclasp_interop.identity_case import HOST, LEFT, PASSWORD, SUITE, IdentityTest, at_terminal  # noqa: E402


class Pins(IdentityTest):
    def test_every_kind_of_key_in_a_store_and_in_pem(self) -> None:
        keys = {"P-256": authority.new_key(), "RSA": rsa.generate_private_key(65537, 3072),
                "Ed25519": ed25519.Ed25519PrivateKey.generate()}
        for kind, key in keys.items():
            issued = self.authority.issue(HOST, key=key)
            for file in (issued.key_store(self.path(kind + ".p12")), issued.pem(self.path(kind + ".pem"))):
                with self.subTest(file=file):
                    server = self.server("--identity", file)
                    server.must_print(f"fingerprint {issued.fingerprint}\n")
                    self.must_take(server, "--pin", issued.fingerprint)
                    self.must_take(server, "--trust", "anyone")
                    self.must_take(server, "--authority", self.trusted)

    def test_self_signed_ed25519_is_the_bare_key(self) -> None:
        """A client of whatever build can pin it."""
        issued = authority.self_signed(HOST, key=ed25519.Ed25519PrivateKey.generate())
        server = self.certified(issued)
        self.must_take(server, "--pin", issued.fingerprint)
        self.must_refuse(server, "--authority", self.trusted,
                         text="the server has a key without a certificate that an authority has issued")

    def test_several(self) -> None:
        file, fingerprint = self.seed("identity")
        server = self.server("--identity", file)
        self.must_take(server, "--pin", "ab" * 32, "--pin", fingerprint)
        self.must_refuse(server, "--pin", "ab" * 32, "--pin", "cd" * 32,
                         text=f"the server is {fingerprint}, not the pinned {'ab' * 32} or {'cd' * 32}: another "
                              "server, or an attacker; if its identity was renewed on purpose, pin the new one")

    def test_an_alias(self) -> None:
        issued = self.authority.issue(HOST)
        file = issued.key_store(self.path("server.p12"), alias="main")
        server = self.server("--identity", f"{file}#main")
        self.must_take(server, "--pin", issued.fingerprint)
        self.must_not_start("echo_server", "--identity", f"{file}#other", password=PASSWORD,
                            text=f"{file}: there is no entry 'other'; it has 'main'")


class KnownServers(IdentityTest):
    def setUp(self) -> None:
        super().setUp()
        self.file, self.fingerprint = self.seed("identity")
        self.known = str(self.path("known_servers"))

    def trust(self, unknown: str) -> tuple[str, ...]:
        return ("--known-servers", self.known, "--unknown", unknown)

    def test_unknown(self) -> None:
        server = self.server("--identity", self.file)
        no_terminal = ("; there is no terminal to ask at: add it with `handclasp known add`, or give --pin, or "
                       "--unknown accept")
        for policy, more in (("refuse", ""), ("ask", no_terminal)):
            self.must_refuse(server, *self.trust(policy),
                             text=f"{self.known}: {server.address} is not known; it has proved the fingerprint "
                                  f"{self.fingerprint}; if whoever runs it confirms that, add the line: "
                                  f"{server.address} {self.fingerprint}{more}")
        self.assertFalse(os.path.exists(self.known))

    def test_a_file_that_lists_nobody(self) -> None:
        server = self.server("--identity", self.file)
        self.text_file("known_servers", "# nobody yet")
        code, _, errors = self.client(server.address, *self.trust("refuse"))
        self.assertEqual(code, 1)
        self.assertEqual(errors.splitlines()[0], f"echo_client: {self.known}: it lists nobody")
        self.assertIn(" is not known; ", errors.splitlines()[1])

    def test_accepted_and_from_then_on_known(self) -> None:
        server = self.server("--identity", self.file)
        self.must_take(server, *self.trust("accept"))
        self.assertEqual(Path(self.known).read_text(encoding="ascii"), f"{server.address} {self.fingerprint}\n")
        self.must_take(server, *self.trust("refuse"))

    def test_changed(self) -> None:
        issued = self.authority.issue(HOST)
        server = self.certified(issued)
        for policy in ("refuse", "accept", "ask"):
            self.text_file("known_servers", "# mine", f"{server.address} {self.fingerprint} as of today")
            before = Path(self.known).read_bytes()
            code, out, errors = self.client(server.address, *self.trust(policy))
            self.assertEqual((code, out), (1, ""), errors)
            self.assertIn(f"{self.known}: the key of {server.address} has changed: known is {self.fingerprint} (line "
                          f"2), and the server has proved {issued.fingerprint}; ", errors)
            self.assertEqual(Path(self.known).read_bytes(), before)

    def test_two_lines_for_one_server(self) -> None:
        issued = self.authority.issue(HOST)
        first, second = self.server("--identity", self.file), self.certified(issued)
        for server in (first, second):
            self.text_file("known_servers", f"{server.address} {self.fingerprint}",
                           f"{server.address} {issued.fingerprint} the next")
            self.must_take(server, *self.trust("refuse"))

    def ask(self, server: Server, answer: str) -> tuple[int, str]:
        return at_terminal("(yes or no)", answer, "echo_client", "--connect", server.address, *SUITE,
                           *self.trust("ask"), "hello")

    def test_asked(self) -> None:
        server = self.server("--identity", self.file)
        code, shown = self.ask(server, "no")
        self.assertEqual(code, 1, shown)
        self.assertIn(self.fingerprint, shown)
        self.assertFalse(os.path.exists(self.known))
        code, shown = self.ask(server, "yes")
        self.assertEqual(code, 0, shown)
        self.assertIn("hello\r\n", shown)
        self.assertEqual(Path(self.known).read_text(encoding="ascii"), f"{server.address} {self.fingerprint}\n")
        self.must_take(server, *self.trust("refuse"))

    def test_a_server_without_identity(self) -> None:
        server = self.server()
        self.must_refuse(server, *self.trust("accept"),
                         text=f"{self.known}: {server.address} proves no identity, and so cannot be told from anybody "
                              "else")

    def test_a_file_that_is_none(self) -> None:
        server = self.server("--identity", self.file)
        self.text_file("known_servers", "something else")
        code, _, errors = self.client(server.address, *self.trust("accept"))
        self.assertEqual(code, 1)
        self.assertIn(f"{self.known}: ", errors)
        self.assertIn("line 1", errors)


class Authorities(IdentityTest):
    """The client's side: which servers it takes."""

    def must_refuse_certificate(self, issued: authority.Issued, text: str, *arguments: str) -> None:
        server = self.certified(issued)
        code, out, errors = self.client(server.address, "--authority", self.trusted, *arguments)
        self.assertEqual((code, out), (1, ""), errors)
        start_of_line = f'echo_client: {server.address}: '
        self.assertTrue(errors.startswith(start_of_line), errors)
        self.assertRegex(errors.removeprefix(start_of_line), rf"\A{text}\n\Z")
        # The reason is not the server's to know.
        server.must_say(f": {LEFT} (instead of sending its keys: it may not trust this server)\n")

    def test_good(self) -> None:
        server = self.certified(self.authority.issue("other.example", HOST, "server.example"))
        self.must_take(server, "--authority", self.trusted)
        self.must_take(server, "--authority", self.trusted, "--name", "server.example")
        self.must_take(server, "--authority", self.trusted, "--name", "SERVER.example")

    def test_below_another_authority(self) -> None:
        between = authority.Authority("Between", self.authority)
        self.must_take(self.certified(between.issue(HOST)), "--authority", self.trusted)

    def test_wrong_name(self) -> None:
        self.must_refuse_certificate(self.authority.issue("a.example", "b.example"),
                                     r'certificate "CN=server" is not for 127\.0\.0\.1; it is for a\.example, '
                                     r"b\.example")
        self.must_refuse_certificate(self.authority.issue(HOST),
                                     r'certificate "CN=server" is not for b\.example; it is for 127\.0\.0\.1',
                                     "--name", "b.example")
        self.must_refuse_certificate(self.authority.issue(common_name=HOST),
                                     r'certificate "CN=127\.0\.0\.1" is not for 127\.0\.0\.1: it has no name in '
                                     "subjectAltName, and its common name does not count")

    def test_expired(self) -> None:
        self.must_refuse_certificate(self.authority.issue(HOST, start=-3, end=-2),
                                     r'certificate "CN=server" expired on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC')

    def test_not_yet_valid(self) -> None:
        self.must_refuse_certificate(self.authority.issue(HOST, start=2, end=3),
                                     r'certificate "CN=server" is not valid before \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; '
                                     r"is the clock here right\?")

    def test_self_signed(self) -> None:
        self.must_refuse_certificate(authority.self_signed(HOST), r'certificate "CN=server" is self-signed, and is '
                                     "none of the authorities that are trusted here")

    def test_an_impostor(self) -> None:
        """His authority has the name of the trusted one."""
        impostor = authority.Authority().issue(HOST)
        self.must_refuse_certificate(impostor, r'certificate "CN=server" was not issued by the "CN=Test authority" '
                                     "that is known here: .*")

    def test_no_serverAuth(self) -> None:
        for use in (authority.CLIENT, None):
            self.must_refuse_certificate(self.authority.issue(HOST, use=use),
                                         r'certificate "CN=server" is not for servers: its extendedKeyUsage lacks '
                                         "serverAuth")

    def test_no_digitalSignature(self) -> None:
        self.must_refuse_certificate(self.authority.issue(HOST, usage="key_agreement"),
                                     r'certificate "CN=server" is not for signing: its keyUsage lacks digitalSignature')

    def test_a_weak_hash(self) -> None:
        self.must_refuse_certificate(self.authority.issue_with_sha1(HOST, self.folder),
                                     r'certificate "CN=server" is signed with a weak hash, \S+; SHA-256 would do')

    def test_a_weak_key_in_the_chain(self) -> None:
        weak = authority.Authority("Weak", self.authority, key=rsa.generate_private_key(65537, 1024))
        self.must_refuse_certificate(weak.issue(HOST), r'certificate "CN=Weak" has a weak key, RSA of 1024 bits; .*')

    def test_revoked(self) -> None:
        revoked, other = self.authority.issue(HOST), self.authority.issue(HOST)
        crl = self.authority.revocations(self.path("crl.pem"), revoked)
        self.must_refuse_certificate(revoked, r'certificate "CN=server" was revoked by "CN=Test authority" on \d{4}-.*',
                                     "--crl", crl)
        self.must_take(self.certified(other), "--authority", self.trusted, "--crl", crl)
        old = self.authority.revocations(self.path("old.pem"), start=-3, end=-2)
        self.must_refuse_certificate(other, r'the revocation list \(CRL\) of "CN=Test authority" expired on .*; get a '
                                     "new one", "--crl", old)

    def test_control_characters_in_a_name(self) -> None:
        self.must_refuse_certificate(self.authority.issue("a.example", common_name="x\x1b[2Jy\ntrusted"),
                                     r'certificate "[\x20-\x7e]*" is not for .*')

    def test_a_certificate_of_the_server_itself(self) -> None:
        """Is no authority's, and would be a pin of which nobody knows what else it demands."""
        for issued in (self.authority.issue(HOST), authority.self_signed(HOST)):
            leaf = self.path("leaf.pem")
            leaf.write_bytes(issued.certificate.public_bytes(Encoding.PEM))
            for name, option in (("echo_client", "--authority"), ("echo_server", "--client-authority")):
                where = ("--connect", "127.0.0.1:1") if name == "echo_client" else ("--listen", "127.0.0.1:0",
                                                                                    "--client-name", "a")
                code, out, errors = run(name, *where, *SUITE, option, str(leaf))
                self.assertEqual((code, out), (1, ""), errors)
                self.assertRegex(errors, rf'\A{name}: {leaf}: certificate "CN=server" is not that of an authority: .*; '
                                         r"give the certificate of its authority, or pin the fingerprint of this "
                                         r"one\n\Z")

    def test_an_address_that_is_read_in_two_ways(self) -> None:
        """OpenSSL takes 010.0.0.1 for 10.0.0.1, and the system for 8.0.0.1."""
        for where, name in (("010.0.0.1:1", ()), ("127.0.0.01:1", ()), ("127.1:1", ()), ("2130706433:1", ()),
                            ("127.0.0.1:1", ("--name", "010.0.0.1."))):
            with self.subTest(where=where, name=name):
                code, out, errors = run("echo_client", "--connect", where, *SUITE, "--authority", self.trusted, *name)
                self.assertEqual((code, out), (2, ""), errors)
                self.assertRegex(errors, r"\Aecho_client: with --authority, [0-9.]+ is ambiguous: ")

    def test_files_that_are_none(self) -> None:
        where = ("--connect", "127.0.0.1:1")
        missing = str(self.path("missing.pem"))
        self.must_not_start("echo_client", "--authority", missing, where=where,
                            text=f"{missing}: there is no such file")
        empty = self.text_file("empty.pem")
        for option in (("--authority", empty), ("--authority", self.trusted, "--crl", empty)):
            code, _, errors = run("echo_client", *where, *SUITE, *option)
            self.assertEqual(code, 1)
            self.assertTrue(errors.startswith(f"echo_client: {empty}: "), errors)

    def test_replayed_hello(self) -> None:
        """What a server has signed for one client is nothing to another."""
        server = self.certified(self.authority.issue(HOST))
        host, port = server.address.split(":")
        with socket.create_server((HOST, 0)) as listening:
            listening.settimeout(LIMIT)
            address = f"{HOST}:{listening.getsockname()[1]}"
            recorded = b""
            for replayed in (False, True):
                client = start("echo_client", "--connect", address, *SUITE, "--authority", self.trusted, "hello")
                connection, _ = listening.accept()
                with connection:
                    connection.settimeout(LIMIT)
                    request = receive_unit(connection)
                    if not replayed:
                        with socket.create_connection((host, int(port)), timeout=LIMIT) as real:
                            real.sendall(request)
                            recorded = receive_unit(real)
                    connection.sendall(recorded)
                    if not replayed:
                        receive_unit(connection)  # its keys: it has taken the server
                        client.kill()
                ended = finish(client)
            text = f"echo_client: {address}: the proof of the peer's identity does not verify\n"
            self.assertEqual(ended, (1, "", text))


def receive_unit(connection: socket.socket) -> bytes:
    received = b""
    while len(received) < 4 or len(received) < 4 + int.from_bytes(received[1:4], "big"):
        size = 4 + int.from_bytes(received[1:4], "big") if len(received) >= 4 else 4
        data = connection.recv(size - len(received))
        assert data, "the stream ended inside a unit"
        received += data
    return received


class Files(IdentityTest):
    def test_passwords(self) -> None:
        issued = self.authority.issue(HOST)
        for file in (issued.key_store(self.path("server.p12")), issued.pem(self.path("server.pem"))):
            with self.subTest(file=file):
                self.must_not_start("echo_server", "--identity", file, password="wrong",
                                    text=f"{file}: the password is wrong, or the file is damaged")
                self.must_not_start("echo_server", "--identity", file,
                                    text=f"{file}: needs a password, and there is no terminal to ask for it; give "
                                         "--password-fd N or set HANDCLASP_PASSWORD")

    def test_a_password_from_a_descriptor(self) -> None:
        _, pinned = self.seed("identity")
        server = self.server("--identity", str(self.path("identity")))
        alice = self.authority.issue("alice.example", use=authority.CLIENT)
        file = alice.key_store(self.path("alice.p12"))
        for password, code in ((PASSWORD, 0), ("wrong", 1)):
            reading, writing = os.pipe()
            os.write(writing, (password + "\nmore\n").encode())
            os.close(writing)
            ended = run("echo_client", "--connect", server.address, *SUITE, "--pin", pinned, "--client-identity", file,
                        "--password-fd", str(reading), "hello", pass_fds=(reading,))
            self.assertEqual(ended[0], code, ended)
            self.assertEqual(os.read(reading, 100), b"more\n")  # another's
            os.close(reading)

    def test_a_password_at_the_terminal(self) -> None:
        file, pinned = self.seed("identity")
        server = self.server("--identity", file)
        store = self.authority.issue("alice.example", use=authority.CLIENT).key_store(self.path("alice.p12"))
        for password, wanted in ((PASSWORD, 0), ("something else", 1)):
            code, shown = at_terminal(f"Password of {store}: ", password, "echo_client", "--connect", server.address,
                                      *SUITE, "--pin", pinned, "--client-identity", store, "hello")
            self.assertEqual(code, wanted, shown)
            self.assertNotIn(password, shown)

    def test_a_damaged_store(self) -> None:
        file = self.path("server.p12")
        content = bytearray(Path(self.authority.issue(HOST).key_store(file)).read_bytes())
        for at in (len(content) // 2, len(content) - 40):
            damaged = bytearray(content)
            damaged[at] ^= 1
            file.write_bytes(damaged)
            code, _, errors = run("echo_server", "--listen", "127.0.0.1:0", "--identity", str(file), password=PASSWORD)
            self.assertEqual(code, 1, errors)
            self.assertRegex(errors, rf"\Aecho_server: {re.escape(str(file))}: .+\n\Z")

    def test_a_certificate_of_another_key(self) -> None:
        issued, other = self.authority.issue(HOST), self.authority.issue(HOST)
        mixed = authority.Issued(issued.key, other.certificate, [])
        file = mixed.pem(self.path("mixed.pem"))
        self.must_not_start("echo_server", "--identity", file, password=PASSWORD,
                            text=f"{file}: none of its certificates is that of the private key")

    def test_a_chain_out_of_order(self) -> None:
        between = authority.Authority("Between", self.authority)
        issued = between.issue(HOST)
        turned = authority.Issued(issued.key, between.certificate, [issued.certificate])
        file = turned.pem(self.path("turned.pem"))
        self.must_not_start("echo_server", "--identity", file, password=PASSWORD,
                            text=f"{file}: the certificate of the key is not the first one, but number 2; put the leaf "
                                 "first, and behind each certificate its issuer's")

    def test_arguments(self) -> None:
        file, fingerprint = self.seed("identity")
        wrong = {
            ("echo_server", "--listen", "127.0.0.1:0", "--identity", file, "--identity", file):
                "give --identity once for each --listen, or not at all",
            ("echo_server", "--listen", "127.0.0.1:0", "--client-name", "a"): "--client-name, --client-names and",
            ("echo_server", "--listen", "127.0.0.1:0", "--client-names", file): "--client-name, --client-names and",
            ("echo_server", "--listen", "127.0.0.1:0", "--client-authority", file): "--client-authority takes nobody",
            ("echo_server", "--listen", "127.0.0.1:0", "--clients", file, "--client-authority", file):
                "give only one of --clients and --client-authority",
            ("echo_client", "--connect", "127.0.0.1:1", "--pin", fingerprint, "--authority", file):
                "give only one of --trust, --pin, --known-servers and --authority",
            ("echo_client", "--connect", "127.0.0.1:1", "--pin", fingerprint, "--crl", file): "--crl goes with",
            ("echo_client", "--connect", "127.0.0.1:1", "--pin", fingerprint, "--unknown", "accept"):
                "--unknown requires --known-servers",
            ("echo_client", "--connect", "127.0.0.1:1", "--pin", fingerprint, "--name", "a"): "--name goes with",
        }
        for arguments, text in wrong.items():
            code, _, errors = run(*arguments)
            self.assertEqual(code, 2, errors)
            self.assertTrue(errors.startswith(f"{arguments[0]}: {text}"), errors)


class Printing(IdentityTest):
    def test_what_a_server_sends_gives_no_orders(self) -> None:
        server = self.server()
        sent = "\x1b[2J red\r\x07\x7f caf\u00e9 \u009b1m \\ end"
        code, out, errors = run("echo_client", "--connect", server.address, *SUITE, "--trust", "anyone", sent)
        self.assertEqual((code, errors), (0, ""))
        self.assertEqual(out, "\\x1b[2J red\\x0d\\x07\\x7f caf\u00e9 \\xc2\\x9b1m \\ end\n")


if __name__ == "__main__":
    unittest.main()

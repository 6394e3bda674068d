"""What echo_server and echo_client, of the folder in HANDCLASP_EXAMPLES, say when something is wrong.

Wrong arguments end with 2 and show the usage, all else ends with 1; each message says what to do about it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "python"))
from handclasp_interop.echo import LIMIT, Server, finish, program, run, start  # noqa: E402
from handclasp_interop.programs import end_with_parent  # noqa: E402

NOBODY = "127.0.0.1:1"  # for arguments that are refused before anything connects
TRUST = ("--trust", "anyone")
PIN = "ab" * 32
RENEWED = "another server, or an attacker; if its identity was renewed on purpose, pin the new one"


@contextlib.contextmanager
def listener() -> Iterator[tuple[socket.socket, str]]:
    """A socket that is no handclasp server, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(LIMIT)
        yield listening, f"127.0.0.1:{listening.getsockname()[1]}"


class Messages(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def identity(self, name: str) -> tuple[str, str]:
        """The path of a new identity, and its fingerprint."""
        path = str(self.folder / name)
        code, out, errors = run("echo_server", "--new-identity", path)
        self.assertEqual((code, errors), (0, ""))
        return path, out.removeprefix("fingerprint ").strip()

    def must_fail(self, ended: tuple[int, str, str], errors: str) -> None:
        self.assertEqual(ended, (1, "", errors + "\n"))

    def must_refuse(self, name: str, arguments: tuple[str, ...], text: str) -> None:
        with self.subTest(program=name, arguments=arguments):
            code, out, errors = run(name, *arguments)
            self.assertEqual((code, out), (2, ""), errors)
            said, usage, see = errors.splitlines()
            self.assertTrue(said.startswith(f"{name}: {text}"), said)
            self.assertTrue(usage.startswith(f"usage: {name} "), usage)
            self.assertEqual(see, f"see {name} --help")

    def test_help(self) -> None:
        for name in ("echo_server", "echo_client"):
            code, out, errors = run(name, "--help")
            self.assertEqual((code, errors), (0, ""))
            self.assertIn(f"\nUsage: {name} ", out)
            self.assertIn(f"\nExample: {name} ", out)

    def test_arguments_of_both(self) -> None:
        for name, where, whom in (("echo_server", "--listen", ()), ("echo_client", "--connect", TRUST)):
            self.must_refuse(name, whom, f"{where} is required")
            self.must_refuse(name, (where, "127.0.0.1:99999", *whom), f"{where}: a port is 0 to 65535, and got")
            self.must_refuse(name, (where, "127.0.0.1:1" + 30 * "0", *whom), f"{where}: a port is 0 to 65535, and got")
            for wrong in ("127.0.0.1", ":4000", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:-1"):
                self.must_refuse(name, (where, wrong, *whom), f"{where}: expected ADDRESS:PORT, and got {wrong}")
            self.must_refuse(name, (where, NOBODY, *whom, "--suite", "none"), "--suite: none not in")
            self.must_refuse(name, (where, NOBODY, *whom, "--context", "x" * 256), "--context: a context has at most")
            self.must_refuse(name, (where, NOBODY, *whom, "--suite", "reference", "--context", "x"),
                             "--suite reference: it has neither identities")
            self.must_refuse(name, (where, NOBODY, *whom, "--wrong"),
                             "The following argument was not expected: --wrong")

    def test_arguments_of_the_client(self) -> None:
        self.must_refuse("echo_client", ("--connect", NOBODY), "say whom to trust: --pin FINGERPRINT")
        self.must_refuse("echo_client", ("--connect", NOBODY, "--trust", "me"), "--trust: me not in")
        self.must_refuse("echo_client", ("--connect", NOBODY, *TRUST, "--pin", PIN), "give only one of --trust, --pin,")
        self.must_refuse("echo_client", ("--connect", NOBODY, "--pin", "abcd"), "--pin: a fingerprint has 64 hex")
        self.must_refuse("echo_client", ("--connect", NOBODY, "--suite", "reference", "--pin", PIN),
                         "--suite reference: it has neither identities")
        with listener() as (_, address):
            self.must_refuse("echo_client", ("--connect", address, *TRUST, *("x" * 60_000 for _ in range(5))),
                             "MESSAGE: a first message has at most")

    def test_texts_that_would_write_on_the_terminal(self) -> None:
        path, shown = str(self.folder / "a\x1b[2J\nb"), f"{self.folder}/a\\x1b[2J\\x0ab"
        self.must_refuse("echo_server", ("--listen", NOBODY, "--identity", path),
                         f"--identity: there is no file {shown}; echo_server --new-identity FILE makes one")
        os.mkdir(path)
        self.must_fail(run("echo_server", "--listen", "127.0.0.1:0", "--clients", path),
                       f"echo_server: {shown}: it is a folder")
        for trust in ("--known-servers", "--authority"):
            self.must_fail(run("echo_client", "--connect", NOBODY, trust, path),
                           f"echo_client: {shown}: it is a folder")

    def test_replies_that_would_write_on_the_terminal(self) -> None:
        for suite in ("standard", "reference"):
            with Server("--suite", suite) as server:
                ended = run("echo_client", "--connect", server.address, *TRUST, "--suite", suite, "a\x1b[2Jb")
                self.assertEqual(ended, (0, "a\\x1b[2Jb\n", ""))

    def test_closed_streams(self) -> None:
        """No file and no connection gets their numbers, and with them what is printed."""
        tunnel = ("--client", "--listen", "127.0.0.1:0", "--connect", NOBODY, *TRUST)
        for name, arguments in (("echo_server", ("--listen", "127.0.0.1:0")), ("handclasp-tunnel", tunnel)):
            command = f"exec {program(name)} {' '.join(arguments)} 0<&- 1>&- 2>&-"
            with subprocess.Popen(["sh", "-c", command], preexec_fn=end_with_parent) as process, \
                    contextlib.ExitStack() as ending:
                ending.callback(process.kill)
                streams = [Path(f"/proc/{process.pid}/fd/{number}") for number in range(4)]
                until = time.monotonic() + LIMIT
                while not streams[3].is_symlink():  # the first that it has opened itself
                    self.assertTrue(process.poll() is None and time.monotonic() < until)
                    time.sleep(0.02)
                self.assertEqual([os.readlink(stream) for stream in streams[:3]], 3 * ["/dev/null"])

    def test_output_that_is_lost(self) -> None:
        def fails(name: str, arguments: str) -> None:
            ended = subprocess.run(f"{program(name)} {arguments}", shell=True, cwd=self.folder,
                                   stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
            self.assertEqual((ended.returncode, ended.stderr),
                             (1, f"{name}: standard output: cannot be written\n"))

        with Server() as server:
            for number, lost in enumerate(("> /dev/full", "1>&-")):
                fails("echo_server", f"--new-identity {number} {lost}")
                fails("echo_client", f"--connect {server.address} --trust anyone hello {lost}")
        for command in ("demo", "handclasp-suites", "echo_client --help"):
            ended = subprocess.run(f"{program(command)} > /dev/full", shell=True, timeout=LIMIT)
            self.assertEqual(ended.returncode, 1, command)

    def test_no_identity_file(self) -> None:
        path = self.folder / "missing"
        self.must_refuse("echo_server", ("--listen", NOBODY, "--identity", str(path)),
                         f"--identity: there is no file {path}; echo_server --new-identity {path} makes one")

    def test_identity_file_that_others_can_read(self) -> None:
        path, _ = self.identity("identity")
        for mode in (0o640, 0o604, 0o644):
            os.chmod(path, mode)
            self.must_fail(run("echo_server", "--listen", "127.0.0.1:0", "--identity", path),
                           f"echo_server: {path}: a file with a private key is for its owner alone, and other users have access to it; "
                           f"chmod 600 {path}")
        os.chmod(path, 0o600)
        with Server("--identity", path) as server:
            self.assertEqual(server.errors(), "")

    def test_identity_file_of_something_else(self) -> None:
        path = self.folder / "identity"
        path.touch(0o600)
        path.write_text("hello\n", encoding="ascii")
        self.must_fail(run("echo_server", "--listen", "127.0.0.1:0", "--identity", str(path)),
                       f"echo_server: {path}: no identity: neither a key store (PKCS#12), nor PEM, nor a seed of 64 "
                       "hexadecimal digits")

    def test_new_identity_over_an_old_one(self) -> None:
        path, _ = self.identity("identity")
        self.must_fail(run("echo_server", "--new-identity", path), f"echo_server: {path}: File exists")

    def test_addresses(self) -> None:
        with listener() as (_, address):
            self.must_fail(run("echo_server", "--listen", address),
                           f"echo_server: cannot listen on {address}: Address already in use")
        foreign = "203.0.113.1:4000"  # an address of nobody (RFC 5737)
        self.must_fail(run("echo_server", "--listen", foreign),
                       f"echo_server: cannot listen on {foreign}: Cannot assign requested address")
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))  # and does not listen
            address = f"127.0.0.1:{closed.getsockname()[1]}"
            for suite in ("standard", "reference"):
                self.must_fail(run("echo_client", "--connect", address, *TRUST, "--suite", suite),
                               f"echo_client: {address}: Connection refused")

    def test_wrong_pin(self) -> None:
        path, fingerprint = self.identity("identity")
        with Server("--identity", path) as server:
            met = f"the server is {fingerprint}, not the pinned {PIN}"
            self.must_fail(run("echo_client", "--connect", server.address, "--pin", PIN),
                           f"echo_client: {server.address}: {met}: {RENEWED}")
            code, out, errors = run("echo_client", "--connect", server.address, "--pin", fingerprint, "hello", "there")
            self.assertEqual((code, out, errors), (0, "hello there\n", ""))

    def test_no_identity(self) -> None:
        with Server() as server:
            server.must_say("echo_server: no identity: clients can only use --trust anyone\n")
            self.must_fail(run("echo_client", "--connect", server.address, "--pin", PIN),
                           f"echo_client: {server.address}: the server shows no identity (start it with --identity)")

    def test_wrong_suite(self) -> None:
        for ours, theirs in (("standard", "standard_256"), ("standard_256", "standard")):
            with self.subTest(client=ours), Server("--suite", theirs) as server:
                code, out, errors = run("echo_client", "--connect", server.address, *TRUST, "--suite", ours)
                self.assertEqual((code, out), (1, ""))
                self.assertRegex(errors, rf"^echo_client: {server.address}: the peer uses another suite: "
                                         rf"\S+ \(it uses --suite {theirs}\)\n$")
                server.must_say(f" (it uses --suite {ours})\n")

    def test_wrong_context(self) -> None:
        question = "do both ends have the same --context?)"
        with Server("--context", "one") as server:
            code, out, errors = run("echo_client", "--connect", server.address, *TRUST, "--context", "two", "hello")
            self.assertEqual((code, out), (1, ""))
            self.assertTrue(errors.startswith(f"echo_client: {server.address}: "), errors)
            self.assertTrue(errors.endswith(f" (before its first answer: {question}\n"), errors)
            server.must_say(f"authentication failed: wrong keys, or altered octets ({question}\n")

    def test_server_that_leaves_later(self) -> None:
        """After the first answer the context is no question any more."""
        with Server() as server:
            client = start("echo_client", "--connect", server.address, *TRUST, "hello", stdin=subprocess.PIPE)
            assert client.stdout is not None
            self.assertEqual(client.stdout.readline(), "hello\n")
            server.kill()
            self.must_fail(finish(client), f"echo_client: {server.address}: "
                                           "the stream ended inside a unit, or without an authenticated close")

    def test_foreign_peer(self) -> None:
        text = "the peer sent a unit that has no place here (is it a handclasp peer?)"
        with listener() as (listening, address):
            client = start("echo_client", "--connect", address, *TRUST)
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                self.must_fail(finish(client), f"echo_client: {address}: {text}")
        with Server() as server, self.connection(server) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
            server.must_say(f": {text}\n")

    def test_silent_peer(self) -> None:
        text = "no handclasp answer within 10 s"
        suites = ("standard", "reference")
        with contextlib.ExitStack() as stack:
            _, address = stack.enter_context(listener())
            servers = [stack.enter_context(Server("--suite", suite)) for suite in suites]
            for server in servers:
                stack.enter_context(self.connection(server))
            clients = [start("echo_client", "--connect", address, *TRUST, "--suite", suite) for suite in suites]
            for client in clients:
                self.must_fail(finish(client), f"echo_client: {address}: {text}")
            for server in servers:
                server.must_say(f": {text}\n")

    @staticmethod
    def connection(server: Server) -> socket.socket:
        host, _, port = server.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=LIMIT)


if __name__ == "__main__":
    unittest.main()

"""What the tests of identities share: an authority, files, programs that use them, and what these must say."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519

from . import authority
from .echo import LIMIT, Server, environment, program, run
from .programs import SEED, end_with_parent, write_seed

SUITE = ("--suite", "modern")  # whose handshake is quick
HOST = "127.0.0.1"
LEFT = "the stream ended inside a unit, or without an authenticated close"
PASSWORD = authority.PASSWORD


def at_terminal(question: str, answer: str, name: str, *arguments: str) -> tuple[int, str]:
    """The exit code of a program at a terminal where somebody answers, and all that the terminal has shown."""
    ours, theirs = pty.openpty()

    def with_terminal() -> None:
        end_with_parent()
        os.setsid()
        os.close(os.open(os.ttyname(theirs), os.O_RDWR))  # and so it is the controlling one

    process = subprocess.Popen([program(name), *arguments], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                               preexec_fn=with_terminal, env=environment(None))
    os.close(theirs)
    shown, answered = "", False
    guard = threading.Timer(LIMIT, process.kill)
    guard.start()
    with process, contextlib.suppress(OSError):  # the terminal's end
        while data := os.read(ours, 4096):
            shown += data.decode()
            if not answered and question in shown:
                answered = True
                os.write(ours, (answer + "\n").encode())
    guard.cancel()
    os.close(ours)
    return process.returncode, shown


class IdentityTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="handclasp-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.authority = authority.Authority()
        self.trusted = self.authority.pem(self.folder / "authority.pem")

    def path(self, name: str) -> Path:
        return self.folder / name

    def seed(self, name: str, seed: bytes = SEED) -> tuple[str, str]:
        """A file of an identity without a certificate, and its fingerprint."""
        key = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
        return write_seed(self.path(name), seed), authority.fingerprint(key)

    def text_file(self, name: str, *lines: str) -> str:
        path = self.path(name)
        path.write_text("".join(line + "\n" for line in lines), encoding="ascii")
        return str(path)

    def server(self, *arguments: str, password: str | None = PASSWORD, pass_fds: tuple[int, ...] = ()) -> Server:
        server = Server(*SUITE, *arguments, password=password, pass_fds=pass_fds)
        self.addCleanup(server.__exit__)
        return server.__enter__()

    def certified(self, issued: authority.Issued, *arguments: str) -> Server:
        """A server with this certificate."""
        return self.server("--identity", issued.key_store(self.path(f"{issued.fingerprint}.p12")), *arguments)

    @staticmethod
    def client(address: str, *arguments: str, password: str | None = None) -> tuple[int, str, str]:
        return run("echo_client", "--connect", address, *SUITE, *arguments, "hello", password=password)

    def must_take(self, server: Server, *arguments: str, address: str = "", password: str | None = None) -> None:
        self.assertEqual(self.client(address or server.address, *arguments, password=password), (0, "hello\n", ""))

    def must_refuse(self, server: Server, *arguments: str, text: str, password: str | None = None) -> None:
        """The client ends with just this text."""
        code, out, errors = self.client(server.address, *arguments, password=password)
        self.assertEqual((code, out), (1, ""), errors)
        self.assertEqual(errors, f"echo_client: {server.address}: {text}\n")

    def must_not_start(self, name: str, *arguments: str, text: str, password: str | None = None,
                       where: tuple[str, ...] = ("--listen", "127.0.0.1:0")) -> None:
        code, out, errors = run(name, *where, *SUITE, *arguments, password=password)
        self.assertEqual((code, out), (1, ""), errors)
        self.assertEqual(errors, f"{name}: {text}\n")

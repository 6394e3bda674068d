"""Runs handclasp, of the folder in HANDCLASP_EXAMPLES, and the servers that a test needs beside it."""

from __future__ import annotations

import contextlib
import errno
import os
import pty
import random
import select
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path

from handclasp_interop.programs import adopt_orphans, end_with_parent

FOLDER = Path(os.environ["HANDCLASP_EXAMPLES"])
PROGRAM = FOLDER / "handclasp"
LIMIT = 60.0  # seconds that any one step may take
PASSWORD = "correct horse"
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("HANDCLASP_")},
    "PATH": f"{FOLDER}:{os.environ['PATH']}",
    "LC_ALL": "C",
}


def free_port() -> int:
    """One that stays free while nobody listens there: not of those that the system gives to connections of others."""
    while True:
        port = random.randrange(20000, 32000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


adopt_orphans()


class Running:
    """A shell command that runs beside others."""

    def __init__(self, command: str, folder: Path, environment: dict[str, str], stdin: int) -> None:
        self._said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(["sh", "-e", "-c", command], cwd=folder, env=environment, stdin=stdin,
                                        stdout=self._said, stderr=subprocess.STDOUT, start_new_session=True,
                                        preexec_fn=end_with_parent)

    def type(self, text: str) -> None:
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def said(self) -> str:
        return os.pread(self._said.fileno(), 1 << 20, 0).decode()

    def wait_until(self, said_enough: Callable[[str], bool], wanted: str) -> None:
        """What it has said so far has to come to be enough, before its end or after that."""
        until = time.monotonic() + LIMIT
        while True:
            over = self.process.poll() is not None or time.monotonic() > until
            if said_enough(said := self.said()):
                return
            assert not over, f"wanted is\n{wanted}\nand said, by one that has ended with {self.process.poll()}\n{said}"
            time.sleep(0.02)

    def wait_for(self, text: str) -> None:
        self.wait_until(lambda said: text in said, text)

    def stop(self) -> None:
        """It is over with all that it has started, whose ports are free for the next."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-self.process.pid, 0)
        if self.process.stdin is not None:
            self.process.stdin.close()
        self._said.close()


class Server(Running):
    """With `handclasp serve` or echo_server in it, which listens already."""

    def __init__(self, command: str, folder: Path, environment: dict[str, str]) -> None:
        super().__init__(command, folder, environment, subprocess.DEVNULL)
        self.wait_for("listening on ")


@contextlib.contextmanager
def ended_at_last(child: int, terminal: int, code: list[int]) -> Iterator[None]:
    """Ends a program at a terminal, by force where what was asked of it has failed; its exit code is appended."""
    try:
        yield
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(terminal)
        code.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def read_until(terminal: int, seen: str, text: str | None) -> str:
    """All up to this text, or to the end."""
    start, until = len(seen), time.monotonic() + LIMIT
    while text is None or text not in seen[start:]:
        assert select.select([terminal], [], [], max(0.0, until - time.monotonic()))[0], f"no {text} in {seen}"
        try:
            data = os.read(terminal, 4096)
        except OSError as error:
            assert error.errno == errno.EIO
            data = b""
        if not data:
            assert text is None, f"no {text} in {seen}"
            return seen
        seen += data.decode()
    return seen


class Case(unittest.TestCase):
    """A folder, and the command in it."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="handclasp-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.environment = {**ENVIRONMENT, "HANDCLASP_PASSWORD": PASSWORD}
        self.port = free_port()
        self.server_: Server | None = None

    def tearDown(self) -> None:
        self.stop_server()

    def stop_server(self) -> None:
        if self.server_ is not None:
            self.server_.stop()
        self.server_ = None

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sh", "-e", "-c", command], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=LIMIT, start_new_session=True)

    def serve(self, command: str) -> Server:
        self.stop_server()
        self.server_ = Server(command, self.folder, self.environment)
        return self.server_

    def run_tool(self, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        options = {"env": self.environment, "input": "", **options}
        return subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=LIMIT,
                              start_new_session=True, **options)

    def good(self, *arguments: str, **options: object) -> str:
        """What it prints, where it has to succeed."""
        done = self.run_tool(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def bad(self, code: int, said: str, *arguments: str, **options: object) -> None:
        """It has to fail with one line, and print nothing."""
        done = self.run_tool(*arguments, **options)
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        self.assertRegex(done.stderr, f"\\A{said}\n\\Z")

    def at_terminal(self, arguments: tuple[str, ...], answers: dict[str, str]) -> tuple[int, str]:
        """Its exit code, and all that the terminal has shown. Each question has to come, in this order."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execve(PROGRAM, [str(PROGRAM), *arguments], self.environment)
        ended: list[int] = []
        with ended_at_last(child, terminal, ended):
            seen = ""
            for question, answer in answers.items():
                seen = read_until(terminal, seen, question)
                os.write(terminal, answer.encode() + b"\n")
            seen = read_until(terminal, seen, None)
        return ended[0], seen

    _made: dict[tuple[str, ...], tuple[str, bytes]] = {}

    def new(self, store: str, alias: str = "a", *options: str) -> str:
        """A new identity's fingerprint. The same in the same new store is made once for all tests: it takes a while."""
        key, file = (store, alias, *options), self.file(store)
        if key in self._made and not file.exists():
            fingerprint, content = self._made[key]
            file.touch(0o600)
            file.write_bytes(content)
            return fingerprint
        was_there = file.exists()
        fingerprint = self.good("identity", "new", "--store", store, "--alias", alias, *options).strip()
        if not was_there:
            self._made[key] = fingerprint, file.read_bytes()
        return fingerprint

    def file(self, name: str) -> Path:
        return self.folder / name

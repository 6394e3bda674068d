"""Starting the C++ programs, always with a time limit and always ended again."""

import contextlib
import ctypes
import os
import pathlib
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Check = tuple[str, Callable[[], None]]  # what it is called, and what fails where it does not hold

LIMIT = 15.0  # seconds that any one step may take
SEED = bytes(range(32))
PASSWORD = "of the private keys in PEM"
ENVIRONMENT = {**os.environ, "HANDCLASP_PASSWORD": PASSWORD}

_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def end_with_parent() -> None:
    """For preexec_fn: the new process is killed as soon as this one is gone, however it went."""
    if _prctl is not None:
        _prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def adopt_orphans() -> None:
    """What a process has started and not waited for becomes a child of this one, which can wait for its end."""
    if _prctl is not None:
        _prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def without_sanitizer(program: str | pathlib.Path) -> Callable:
    """Skips a test that takes memory or descriptors away: a sanitizer in the program ends it, for want of its own."""
    content = pathlib.Path(program).read_bytes()
    sanitized = any(start in content for start in (b"__asan_init", b"__tsan_init", b"__msan_init"))
    return unittest.skipIf(sanitized, "a sanitizer would end the program")


@dataclass
class Server:
    """A running echo_server."""

    address: tuple[str, int]
    fingerprint: str
    process: subprocess.Popen[str]

    def connect(self) -> socket.socket:
        assert self.process.poll() is None, f"echo_server has ended with {self.process.returncode}"
        return socket.create_connection(self.address, timeout=LIMIT)


def _next_line(lines: "queue.Queue[str]") -> str:
    try:
        line = lines.get(timeout=LIMIT)
    except queue.Empty:
        raise AssertionError("echo_server did not say where it listens") from None
    assert line, "echo_server ended before it listened"
    return line.strip()


def suites_of(program: pathlib.Path) -> set[str]:
    """Those that the program's help lists."""
    done = subprocess.run([str(program), "--help"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=LIMIT)
    found = re.search(r"--suite TEXT:\{([a-z0-9_,]+)\}", done.stdout)
    assert found, f"{program.name} --help lists no suites"
    return set(found[1].split(","))


def write_seed(path: pathlib.Path, seed: bytes) -> str:
    """An identity as echo_server --new-identity writes it."""
    path.touch(0o600)
    path.write_text(seed.hex() + "\n", encoding="ascii")
    return str(path)


@contextlib.contextmanager
def echo_server(program: pathlib.Path, suite: str, identity: bool = True, own: str = "",
                more: tuple[str, ...] = ()) -> Iterator[Server]:
    """Under the identity of SEED, or of the file `own`, or under none."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(program), "--listen", "127.0.0.1:0", "--suite", suite, *more]
        if own:
            command += ["--identity", own]
        elif identity:
            command += ["--identity", write_seed(pathlib.Path(folder) / "seed", SEED)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True, preexec_fn=end_with_parent,
                                   env=ENVIRONMENT)
        lines: queue.Queue[str] = queue.Queue()

        def read() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                lines.put(line)
            lines.put("")

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            found: dict[str, str] = {}
            while "listening on" not in found or (identity and "fingerprint" not in found):
                words, _, value = _next_line(lines).rpartition(" ")
                found[words] = value
            host, _, port = found["listening on"].rpartition(":")
            yield Server((host, int(port)), found.get("fingerprint", ""), process)
        finally:
            process.kill()
            process.wait()
            reader.join(LIMIT)
            if process.stdout is not None:
                process.stdout.close()


@dataclass
class Ended:
    """What is left of an echo_client."""

    code: int
    lines: list[str]
    errors: str


def echo_client(program: pathlib.Path, suite: str, trust: list[str], first: list[str], lines: list[str],
                handle: Callable[[socket.socket], None]) -> Ended:
    """Runs an echo_client against `handle`, which gets its connection; files stand in for all three streams."""
    with (contextlib.ExitStack() as stack, socket.create_server(("127.0.0.1", 0)) as listener):
        given, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write("".join(line + "\n" for line in lines).encode())
        given.seek(0)
        host, port = listener.getsockname()
        command = [str(program), "--connect", f"{host}:{port}", "--suite", suite, *trust, *first]
        process = subprocess.Popen(command, stdin=given, stdout=out, stderr=err, preexec_fn=end_with_parent,
                                   env=ENVIRONMENT)
        try:
            listener.settimeout(LIMIT)
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(LIMIT)
                handle(connection)
            code = process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            raise AssertionError("echo_client did not end") from None
        finally:
            process.kill()
            process.wait()
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
        return Ended(code, texts[0].split("\n")[:-1], texts[1])


def send_in_pieces(connection: socket.socket, octets: bytes, piece: int) -> None:
    """Each piece in a segment of its own, as far as the system lets one choose."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for at in range(0, len(octets), piece):
        connection.sendall(octets[at:at + piece])


def until_end(connection: socket.socket) -> bytes:
    """Everything up to the end of the stream; the other side must drop the connection in time."""
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionError:
        pass
    except TimeoutError:
        raise AssertionError("the connection was not dropped") from None
    return received

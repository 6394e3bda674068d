"""Programs as child processes, always with a time limit and always ended again."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from handclasp_interop import authority

ENVIRONMENT = {**os.environ, "HANDCLASP_PASSWORD": authority.PASSWORD}  # of the key stores
LIMIT = 20.0  # seconds that any one step may take; the Java peer gives up on the other side after 8


@dataclass
class Ended:
    """What is left of a program that ran to its end."""

    code: int
    lines: list[str]
    errors: str
    peak: int  # the most octets of memory in use, or 0 where that is not known


def run(command: list[str], given: bytes = b"", limit: float = LIMIT) -> Ended:
    """Files stand in for all three streams, so that no pipe can fill up."""
    with contextlib.ExitStack() as stack:
        stdin, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        stdin.write(given)
        stdin.seek(0)
        process = subprocess.Popen(command, stdin=stdin, stdout=out, stderr=err, env=ENVIRONMENT)
        killer = threading.Timer(limit, os.kill, (process.pid, signal.SIGKILL))  # process.kill would wait for it, too
        killer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)  # instead of process.wait, for the memory
            process.returncode = os.waitstatus_to_exitcode(status)
            late = not killer.is_alive()
        finally:
            killer.cancel()
            if process.returncode is None:
                process.kill()
                process.wait()
        assert not late, f"{command[0]} did not end within {limit:.0f} s"
        peak = usage.ru_maxrss * 1024 if sys.platform == "linux" else 0  # elsewhere the unit is another
        return Ended(process.returncode, text_of(out).split("\n")[:-1], text_of(err), peak)


def text_of(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode(errors="replace")


class Listening:
    """A running server, which has said where it listens."""

    def __init__(self, process: "subprocess.Popen[str]", errors: IO[bytes]) -> None:
        self.process, self._errors = process, errors
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.address = self.line_after("listening on ")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def line(self, limit: float = LIMIT) -> str:
        try:
            line = self._lines.get(timeout=limit)
        except queue.Empty:
            raise AssertionError("the server says nothing more") from None
        assert line is not None, f"the server has ended: {self.errors().strip() or 'it gave no reason'}"
        return line

    def line_after(self, start: str) -> str:
        line = self.line()
        assert line.startswith(start), f"the server says '{line}'"
        return line[len(start):]

    def errors(self) -> str:
        """All of the standard error output so far; its place for writing is left alone."""
        size = os.fstat(self._errors.fileno()).st_size
        return os.pread(self._errors.fileno(), size, 0).decode(errors="replace")


@contextlib.contextmanager
def listening(command: list[str]) -> Iterator[Listening]:
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True,
                                   encoding="utf-8", env=ENVIRONMENT)
        server = None
        try:
            server = Listening(process, errors)
            yield server
        finally:
            process.kill()
            process.wait()
            if server is not None:
                server.reader.join(LIMIT)
                assert process.stdout is not None
                process.stdout.close()

"""echo_server and echo_client, of the folder in HANDCLASP_EXAMPLES, as a user runs them.

They have no terminal, so that a question to a person fails instead of waiting.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .programs import end_with_parent

LIMIT = 30.0  # seconds that any one step may take


def environment(password: str | None) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name != "HANDCLASP_PASSWORD"}
    return given if password is None else given | {"HANDCLASP_PASSWORD": password}


def program(name: str) -> str:
    return str(Path(os.environ["HANDCLASP_EXAMPLES"]) / name)


def start(name: str, *arguments: str, stdin: int = subprocess.DEVNULL, password: str | None = None,
          pass_fds: tuple[int, ...] = (), pipesize: int = -1) -> subprocess.Popen[str]:
    return subprocess.Popen([program(name), *arguments], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, preexec_fn=end_with_parent, start_new_session=True, pass_fds=pass_fds,
                            env=environment(password), pipesize=pipesize)


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """The exit code and both outputs of a program that ends by itself."""
    with process:
        try:
            out, errors = process.communicate(timeout=LIMIT)
        finally:
            process.kill()
    return process.returncode, out, errors


def run(name: str, *arguments: str, password: str | None = None,
        pass_fds: tuple[int, ...] = ()) -> tuple[int, str, str]:
    return finish(start(name, *arguments, password=password, pass_fds=pass_fds))


class Server:
    """An echo_server on a free port."""

    def __init__(self, *arguments: str, password: str | None = None, pass_fds: tuple[int, ...] = ()) -> None:
        self._output, self._errors = tempfile.TemporaryFile("w+"), tempfile.TemporaryFile("w+")
        self._addresses = 1 + arguments.count("--listen")
        self._process = subprocess.Popen([program("echo_server"), "--listen", "127.0.0.1:0", *arguments],
                                         stdin=subprocess.DEVNULL, stdout=self._output, stderr=self._errors, text=True,
                                         preexec_fn=end_with_parent, start_new_session=True, pass_fds=pass_fds,
                                         env=environment(password))

    def __enter__(self) -> Server:
        try:
            self.must_print("listening on 127.0.0.1:", self._addresses)
            self.addresses = [line.removeprefix("listening on ") for line in self.output().splitlines()
                              if line.startswith("listening on ")]
            self.address = self.addresses[0]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._output.close()
        self._errors.close()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def hang_up(self) -> None:
        self._process.send_signal(signal.SIGHUP)

    @staticmethod
    def _content(stream: object) -> str:
        size = os.fstat(stream.fileno()).st_size
        return os.pread(stream.fileno(), size, 0).decode()

    def output(self) -> str:
        """Whole lines alone."""
        return "".join(line for line in self._content(self._output).splitlines(keepends=True) if line.endswith("\n"))

    def errors(self) -> str:
        return self._content(self._errors)

    def _await(self, text: str, said: object, times: int) -> None:
        until = time.monotonic() + LIMIT
        while said().count(text) < times:
            ended = self._process.poll()
            assert ended is None, f"echo_server has ended with {ended}:\n{self.errors()}"
            assert time.monotonic() < until, f"no '{text}' in what the server says:\n{self.output()}{self.errors()}"
            time.sleep(0.02)

    def must_say(self, text: str, times: int = 1) -> None:
        """On standard error."""
        self._await(text, self.errors, times)

    def must_print(self, text: str, times: int = 1) -> None:
        """On standard output."""
        self._await(text, self.output, times)

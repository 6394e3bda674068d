"""Programs that run for as long as they are wanted, and not longer, however this one ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

LIMIT = 20.0  # seconds that a program may take to begin

_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def _end_with_parent() -> None:
    if _prctl is not None:
        _prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Processes:
    """Started programs; all of them, and what they have started, are killed on leaving."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("w", encoding="utf-8")
        self._running: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        self._log.close()

    def start(self, *command: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=self._log, text=True, start_new_session=True,
                                   preexec_fn=_end_with_parent)
        self._running.append(process)
        return process

    def line(self, process: subprocess.Popen[str], beginning: str) -> str:
        """What follows the beginning of the next line that a program prints."""
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith(beginning):
            raise RuntimeError(f"{process.args[0]} said '{line.strip()}'; more may be in {self._log.name}")
        return line.removeprefix(beginning).strip()

    def listening(self, process: subprocess.Popen[str], port: int) -> None:
        """Waits until somebody takes connections at that port."""
        until = time.monotonic() + LIMIT
        while True:
            if process.poll() is not None:
                raise RuntimeError(f"{process.args[0]} has ended; why may be in {self._log.name}")
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), timeout=LIMIT).close()
                return
            if time.monotonic() > until:
                raise RuntimeError(f"{process.args[0]} does not listen")
            time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]

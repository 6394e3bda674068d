"""The tunnels that are compared, each as whoever wants octets through it would run it: both ends, to a sink's port.

A tunnel is started once and carries all repetitions. `start` returns the port that a source connects to.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from processes import Processes, free_port


@dataclass(frozen=True)
class Setting:
    """What a tunnel is started with."""

    processes: Processes
    folder: Path  # for its files
    sink: int
    program: Path  # handclasp-tunnel


@dataclass(frozen=True)
class Tunnel:
    name: str
    start: Callable[[Setting], int]
    needs: str | None = None  # the program, where it is somebody else's
    package: str | None = None
    version: tuple[str, ...] = ()

    def missing(self) -> str | None:
        if self.needs is None or find(self.needs):
            return None
        return f"{self.needs} is not installed (package {self.package})"

    def says(self) -> str:
        """Its version."""
        if not self.version:
            return ""
        done = subprocess.run([find(self.needs), *self.version], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if any(digit.isdigit() for digit in line)]
        return lines[0].strip() if lines else ""


def find(program: str) -> str | None:
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/bin")


def nothing(setting: Setting) -> int:
    return setting.sink


def handclasp(suite: str) -> Callable[[Setting], int]:
    def start(setting: Setting) -> int:
        identity = setting.folder / f"handclasp-{suite}.identity"
        with os.fdopen(os.open(identity, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(os.urandom(32).hex() + "\n")
        here = ("--suite", suite, "--listen", "127.0.0.1:0", "--connect")
        server = setting.processes.start(setting.program, "--server", *here, f"127.0.0.1:{setting.sink}",
                                         "--identity", identity)
        where = setting.processes.line(server, "listening on ")
        pin = setting.processes.line(server, "fingerprint ")
        client = setting.processes.start(setting.program, "--client", *here, where, "--pin", pin)
        return int(setting.processes.line(client, "listening on ").rpartition(":")[2])

    return start


def spiped(setting: Setting) -> int:
    key = setting.folder / "spiped.key"
    key.write_bytes(os.urandom(32))
    outer, inner = free_port(), free_port()
    for mode, source, target in (("-d", inner, setting.sink), ("-e", outer, inner)):
        process = setting.processes.start(find("spiped"), mode, "-F", "-k", key, "-s", f"[127.0.0.1]:{source}",
                                          "-t", f"[127.0.0.1]:{target}")
        setting.processes.listening(process, source)
    return outer


def stunnel(label: str, protocol: str) -> Callable[[Setting], int]:
    """With the server's certificate pinned, as the others pin a key."""

    def start(setting: Setting) -> int:
        key, certificate = setting.folder / f"{label}.key", setting.folder / f"{label}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=localhost", "-keyout", key, "-out", certificate], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        outer, inner = free_port(), free_port()
        common = f"foreground = yes\npid =\ndebug = 3\n{protocol}\n[tunnel]\n"
        server = f"accept = 127.0.0.1:{inner}\nconnect = 127.0.0.1:{setting.sink}\ncert = {certificate}\nkey = {key}\n"
        client = (f"client = yes\naccept = 127.0.0.1:{outer}\nconnect = 127.0.0.1:{inner}\nCAfile = {certificate}\n"
                  "verifyPeer = yes\n")
        for side, text, port in (("server", server, inner), ("client", client, outer)):
            file = setting.folder / f"{label}-{side}.conf"
            file.write_text(common + text, encoding="ascii")
            setting.processes.listening(setting.processes.start(find("stunnel"), file), port)
        return outer

    return start


TLS_1_2 = "sslVersionMin = TLSv1.2\nsslVersionMax = TLSv1.2\nciphers = AES128-SHA256"
TLS_1_3 = "sslVersionMin = TLSv1.3\nciphersuites = TLS_AES_128_GCM_SHA256"

TUNNELS = (
    Tunnel("no tunnel", nothing),
    Tunnel("spiped", spiped, "spiped", "spiped", ("-v",)),
    Tunnel("stunnel, TLS 1.2 AES128-SHA256", stunnel("tls12", TLS_1_2), "stunnel", "stunnel4", ("-version",)),
    Tunnel("stunnel, TLS 1.3 AES-128-GCM", stunnel("tls13", TLS_1_3), "stunnel", "stunnel4", ("-version",)),
    Tunnel("handclasp standard", handclasp("standard")),
    Tunnel("handclasp encrypt_then_mac", handclasp("encrypt_then_mac")),
    Tunnel("handclasp gcm", handclasp("gcm")),
)

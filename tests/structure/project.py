"""What the structure scripts share: where the project is, and how this build's compiler is called."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Iterable, NoReturn

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
COMPILER = shlex.split(os.environ.get("CXX", "g++"))
HAS_ASIO = os.environ.get("HANDCLASP_ASIO", "1") == "1"
HAS_IPSEC_MB = os.environ.get("HANDCLASP_IPSEC_MB", "1") == "1"
HAS_OPENSSL = os.environ.get("HANDCLASP_OPENSSL", "1") == "1"
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wundef", "-Werror"]


def fail(*lines: str) -> NoReturn:
    """End the script as failed, with these lines on standard error."""
    print(*lines, sep="\n", file=sys.stderr)
    sys.exit(1)


def headers(root: Path = INCLUDE) -> list[Path]:
    """Every header below root, relative to it, sorted; none found is a failure."""
    found = sorted(path.relative_to(root) for path in root.rglob("*.hpp"))
    if not found:
        fail(f"no header below {root}")
    return found


# What needs OpenSSL.
OPENSSL_FOLDERS = {("policy", "openssl"), ("identity", "x509"), ("identity", "key_store")}
OPENSSL_HEADERS = {
    "identity.hpp",
    "identity/key_store.hpp",
    "identity/pem_identity.hpp",
    "identity/x509.hpp",
    "openssl.hpp",
    "suite/openssl.hpp",
}


def usable_headers() -> list[Path]:
    """The headers that this machine has the libraries for."""

    def usable(path: Path) -> bool:
        needs_asio = path.parts[1] == "net"
        needs_ipsec_mb = path.parts[1:3] == ("policy", "ipsec_mb") or path.name == "ipsec_mb.hpp"
        needs_openssl = path.parts[1:3] in OPENSSL_FOLDERS or "/".join(path.parts[1:]) in OPENSSL_HEADERS
        return (
            (HAS_ASIO or not needs_asio)
            and (HAS_IPSEC_MB or not needs_ipsec_mb)
            and (HAS_OPENSSL or not needs_openssl)
        )

    return [path for path in headers() if usable(path)]


def run(command: Iterable[str | Path], **options) -> subprocess.CompletedProcess[str]:
    """Run a command and capture what it says, standard error in with the output."""
    return subprocess.run(
        [str(word) for word in command],
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **options,
    )


def must_run(command: Iterable[str | Path], **options) -> str:
    """Run a command that has to succeed; returns what it said."""
    words = [str(word) for word in command]
    done = run(words, **options)
    if done.returncode != 0:
        fail("failed: " + shlex.join(words), done.stdout)
    return done.stdout


def cryptopp_link() -> list[str]:
    """How to link Crypto++, whatever the system calls it."""
    for name in ("libcrypto++", "libcryptopp", "cryptopp"):
        try:
            found = run(["pkg-config", "--libs", name])
        except FileNotFoundError:
            break
        if found.returncode == 0:
            return shlex.split(found.stdout)
    return ["-lcryptopp"]


def openssl_link() -> list[str]:
    """How to link OpenSSL's libcrypto, where the build has found it."""
    if not HAS_OPENSSL:
        return []
    try:
        found = run(["pkg-config", "--libs", "libcrypto"])
    except FileNotFoundError:
        return ["-lcrypto"]
    return shlex.split(found.stdout) if found.returncode == 0 else ["-lcrypto"]


def ipsec_mb_link() -> list[str]:
    """How to link IPsec-MB, where the build has found it: no system's package of it has a pkg-config file."""
    return ["-lIPSec_MB"] if HAS_IPSEC_MB else []


def every_link() -> list[str]:
    """How to link every library that the build has found."""
    return [*cryptopp_link(), *openssl_link(), *ipsec_mb_link(), "-pthread"]


def compile_command(include: Path = INCLUDE) -> list[str]:
    """The compiler with every warning as an error, and nothing of Meson's."""
    return [*COMPILER, "-std=c++20", *STRICT, "-DASIO_STANDALONE", f"-I{include}"]


def in_parallel(work: Callable, items: Iterable) -> list:
    """work(item) for each item, as many at a time as there are cores; results in the order of the items."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, items))


def temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="handclasp-")


INCLUDED = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def includes(text: str) -> list[str]:
    """What a source includes, in its order."""
    return INCLUDED.findall(text)

"""What the figures belong to: processor, kernel, compiler, versions of the libraries."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path

# Instructions that a library here chooses its code by.
FLAGS = ("aes", "pclmulqdq", "sha_ni", "vaes", "vpclmulqdq", "avx2", "avx512f", "avx512bw", "avx512_ifma", "avx512ifma")
# Libraries that the programs do not name themselves, by their pkg-config names.
PACKAGES = {"libsodium": "libsodium", "Botan": "botan-2", "Google Benchmark": "benchmark"}


def processor() -> tuple[str, list[str]]:
    """The model's name, and those of its flags that matter here."""
    model, flags = platform.processor() or platform.machine(), []
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = (part.strip() for part in line.partition(":"))
            if key == "model name":
                model = value
            elif key in ("flags", "Features"):
                flags = [flag for flag in FLAGS if flag in value.split()]
                break
    return model, flags


def package_version(name: str) -> str | None:
    try:
        done = subprocess.run(["pkg-config", "--modversion", name], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() or None


def describe(context: dict) -> dict:
    """context is what the programs said of themselves."""
    model, flags = processor()
    libraries = {name: context.get(name) for name in ("Crypto++", "OpenSSL", "IPsec-MB")}
    libraries |= {name: package_version(package) for name, package in PACKAGES.items()}
    return {
        "date": context.get("date", datetime.now(timezone.utc).isoformat(timespec="seconds")),
        "processor": model,
        "flags": flags,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "compiler": context.get("compiler"),
        "libraries": {name: version for name, version in libraries.items() if version},
        "ticks_per_second": float(context.get("ticks_per_second", 0)) or None,
    }

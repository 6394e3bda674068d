"""Fails if `meson install` and its pkg-config files are not enough to build programs, or install anything else."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import project
import sample


def build(folder: Path, prefix: Path, package: str, program: str) -> None:
    """Build a program with what pkg-config says of a package, and nothing else, and run it."""
    environment = {**os.environ, "PKG_CONFIG_PATH": str(prefix / "share/pkgconfig")}
    flags = shlex.split(project.must_run(["pkg-config", "--cflags", "--libs", package], env=environment))
    if f"-I{prefix}/include" not in flags:
        project.fail(f"pkg-config does not name the installed headers: {flags}")
    (folder / "main.cpp").write_text(program, encoding="utf-8")
    project.must_run([*project.COMPILER, "-std=c++20", "main.cpp", "-o", "main", *flags], cwd=folder)
    if sample.SAYS not in project.must_run([folder / "main"]):
        project.fail(f"the program on {package} did not say what it should")


def main() -> None:
    with project.temporary() as name:
        folder = Path(name)
        prefix = folder / "usr"
        setup = ["meson", "setup", folder / "build", project.ROOT, f"--prefix={prefix}", "-Dtests=disabled"]
        optional = {"openssl": project.HAS_OPENSSL, "ipsec_mb": project.HAS_IPSEC_MB}
        choices = [f"-D{name}={'enabled' if found else 'disabled'}" for name, found in optional.items()]
        project.must_run([*setup, "-Dexamples=disabled", "-Dbench=disabled", *choices])
        project.must_run(["meson", "install", "-C", folder / "build"])

        installed = {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}
        programs = {"handclasp": sample.PROGRAM}
        if project.HAS_OPENSSL:
            programs["handclasp-openssl"] = sample.OPENSSL_PROGRAM
            programs["handclasp-identity"] = sample.IDENTITY_PROGRAM
        if project.HAS_IPSEC_MB:
            programs["handclasp-ipsec-mb"] = sample.IPSEC_MB_PROGRAM
        expected = {f"include/{header}" for header in project.headers()}
        expected |= {f"share/pkgconfig/{package}.pc" for package in programs}
        if installed != expected:
            project.fail("installed, and not expected or the reverse:", *sorted(installed ^ expected))
        for package, program in programs.items():
            build(folder, prefix, package, program)
    print("meson install and pkg-config are enough")


if __name__ == "__main__":
    main()

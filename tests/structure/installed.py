"""Fails if `meson install` and its pkg-config file are not enough to build a program, or install anything else."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import project
import sample


def main() -> None:
    with project.temporary() as name:
        folder = Path(name)
        prefix = folder / "usr"
        setup = ["meson", "setup", folder / "build", project.ROOT, f"--prefix={prefix}", "-Dtests=disabled"]
        project.must_run([*setup, "-Dexamples=disabled", "-Dbench=disabled"])
        project.must_run(["meson", "install", "-C", folder / "build"])

        installed = {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}
        expected = {f"include/{header}" for header in project.headers()} | {"share/pkgconfig/handclasp.pc"}
        if installed != expected:
            project.fail("installed, and not expected or the reverse:", *sorted(installed ^ expected))

        environment = {**os.environ, "PKG_CONFIG_PATH": str(prefix / "share/pkgconfig")}
        flags = shlex.split(project.must_run(["pkg-config", "--cflags", "--libs", "handclasp"], env=environment))
        if f"-I{prefix}/include" not in flags:
            project.fail(f"pkg-config does not name the installed headers: {flags}")
        (folder / "main.cpp").write_text(sample.PROGRAM, encoding="utf-8")
        project.must_run([*project.COMPILER, "-std=c++20", "main.cpp", "-o", "main", *flags], cwd=folder)
        if sample.SAYS not in project.must_run([folder / "main"]):
            project.fail("the program did not say what it should")
    print("meson install and pkg-config are enough")


if __name__ == "__main__":
    main()

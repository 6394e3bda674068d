"""Fails if a copy of include/ is not enough: an empty folder, the headers, one program, one call of the compiler."""

from __future__ import annotations

import shutil
from pathlib import Path

import project
import sample


def main() -> None:
    with project.temporary() as name:
        folder = Path(name)
        shutil.copytree(project.INCLUDE, folder / "copy")
        (folder / "main.cpp").write_text(sample.PROGRAM, encoding="utf-8")
        compiler = [*project.COMPILER, "-std=c++20", "-Icopy", *project.STRICT]
        project.must_run([*compiler, "main.cpp", "-o", "main", *project.cryptopp_link()], cwd=folder)
        said = project.must_run([folder / "main"])
        if sample.SAYS not in said:
            project.fail("the program did not say what it should:", said)
    print("a copy of include/ is enough")


if __name__ == "__main__":
    main()

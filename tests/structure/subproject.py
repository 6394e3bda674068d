"""Fails if handclasp as a Meson subproject cannot be used by `dependency('handclasp')` alone, or if it adds any
target or test to the project that uses it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import project
import sample

BUILD_FILE = """\
project('user', 'cpp', default_options: 'cpp_std=c++20')
executable('main', 'main.cpp', dependencies: dependency('handclasp', fallback: 'handclasp'))
"""


def main() -> None:
    with project.temporary() as name:
        folder = Path(name)
        copy = folder / "subprojects" / "handclasp"
        for part in ("include", "tests", "bench", "docs"):
            shutil.copytree(project.ROOT / part, copy / part)
        for part in ("meson.build", "meson_options.txt"):
            shutil.copy(project.ROOT / part, copy / part)
        (folder / "meson.build").write_text(BUILD_FILE, encoding="utf-8")
        (folder / "main.cpp").write_text(sample.PROGRAM, encoding="utf-8")

        build = folder / "build"
        project.must_run(["meson", "setup", build, folder])
        targets = json.loads(project.must_run(["meson", "introspect", "--targets", build]))
        tests = json.loads(project.must_run(["meson", "introspect", "--tests", build]))
        names = [target["name"] for target in targets]
        if names != ["main"] or tests:
            project.fail(f"the user's project got targets {names} and {len(tests)} tests")
        project.must_run(["meson", "compile", "-C", build])
        if sample.SAYS not in project.must_run([build / "main"]):
            project.fail("the program did not say what it should")
    print("a subproject adds nothing but its headers")


if __name__ == "__main__":
    main()

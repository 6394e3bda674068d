"""Fails if the headers cannot be included in two translation units of one program: a function that is not inline,
a variable defined twice. The program is linked and run, with every header in both units and in opposite orders.
"""

from __future__ import annotations

from pathlib import Path

import project

FIRST = "int other_unit();\nint main() { return other_unit(); }\n"
SECOND = "int other_unit();\nint other_unit() { return 0; }\n"


def unit(names: list[Path], code: str) -> str:
    return "".join(f"#include <{name}>\n" for name in names) + code


def link(folder: Path, include: Path, names: list[Path]) -> bool:
    """Whether both units compile, link into one program, and run."""
    (folder / "first.cpp").write_text(unit(names, FIRST), encoding="utf-8")
    (folder / "second.cpp").write_text(unit(names[::-1], SECOND), encoding="utf-8")
    compiler = project.compile_command(include)

    def compiled(name: str):
        return project.run([*compiler, "-c", folder / f"{name}.cpp", "-o", folder / f"{name}.o"])

    steps = project.in_parallel(compiled, ["first", "second"])
    objects = [folder / "first.o", folder / "second.o"]
    if all(step.returncode == 0 for step in steps):
        steps.append(project.run([*project.COMPILER, *objects, "-o", folder / "program", *project.every_link()]))
        if steps[-1].returncode == 0:
            steps.append(project.run([folder / "program"]))
    failed = [step for step in steps if step.returncode != 0]
    for step in failed:
        print(step.stdout)
    return not failed


def main() -> None:
    with project.temporary() as name:
        folder = Path(name)
        (folder / "twice.hpp").write_text("#pragma once\nint twice() { return 2; }\n", encoding="utf-8")
        print("self-test, which has to fail:")
        if link(folder, folder, [Path("twice.hpp")]):
            project.fail("self-test: a function defined in two units was linked")
        print("the project:")
        if not link(folder, project.INCLUDE, project.usable_headers()):
            project.fail("the headers do not link in two units")
    print("two units with every header are one program")


if __name__ == "__main__":
    main()

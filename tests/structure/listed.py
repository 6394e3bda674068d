"""Fails on a source that no meson.build names: it would look like a test or an example and never be built."""

from __future__ import annotations

import re
from pathlib import Path

import project

QUOTED = re.compile(r"'([\w./-]+)'")
# The list of a folder in tests/meson.build: 'folder': ['a.cpp', ...].
FOLDER = re.compile(r"'([\w/]+)': \[([^\]]*\.cpp[^\]]*)\]")
# Their files are compiled by scripts of their own.
UNLISTED = ("tests/fail", "bench/gate", "bench/scale")


def named(root: Path) -> set[Path]:
    """The sources that the build files name, as paths; not all of them need exist."""
    tests = (root / "tests/meson.build").read_text(encoding="utf-8")
    found = {root / "tests" / folder / name for folder, names in FOLDER.findall(tests) for name in QUOTED.findall(names)}
    found |= {root / "tests" / name for name in QUOTED.findall(tests)}
    for build in [*(root / "bench").rglob("meson.build"), root / "docs/examples/meson.build"]:
        names = QUOTED.findall(build.read_text(encoding="utf-8"))
        found |= {build.parent / (name if name.endswith(".cpp") else f"{name}.cpp") for name in names}
    found.add(root / "tests/structure/core_alone.cpp")  # the script of this name compiles it
    return {path.resolve() for path in found}


def unnamed(root: Path) -> list[str]:
    sources = [path for folder in ("tests", "bench", "docs/examples") for path in (root / folder).rglob("*.cpp")]
    if not sources:
        project.fail("no source at all")
    known = named(root)
    relative = [path.relative_to(root) for path in sources if path.resolve() not in known]
    return sorted(str(path) for path in relative if str(path.parent) not in UNLISTED)


def self_test() -> None:
    with project.temporary() as name:
        root = Path(name)
        for folder in ("tests/core", "tests/net", "bench", "docs/examples"):
            (root / folder).mkdir(parents=True)
            (root / folder / "a.cpp").touch()
            (root / folder / "meson.build").write_text("names = ['a']\n", encoding="utf-8")
        lists = "t = {\n  'core': [\n    'a.cpp',\n  ],\n  'net': [],\n}\n"
        (root / "tests/meson.build").write_text(lists, encoding="utf-8")
        if unnamed(root) != ["tests/net/a.cpp"]:
            project.fail(f"self-test: should have found tests/net/a.cpp alone, and found {unnamed(root)}")


def main() -> None:
    self_test()
    if missing := unnamed(project.ROOT):
        project.fail("named in no meson.build:", *missing)
    print("every source is built")


if __name__ == "__main__":
    main()

"""Fails on a header that does not compile as the only one of a source, with every warning as an error."""

from __future__ import annotations

from pathlib import Path

import project


def main() -> None:
    with project.temporary() as folder:

        def compiled(header: Path):
            source = Path(folder) / (str(header).replace("/", "_") + ".cpp")
            source.write_text(f"#include <{header}>\n#include <{header}>\n", encoding="utf-8")
            return header, project.run([*project.compile_command(), "-fsyntax-only", source])

        results = project.in_parallel(compiled, project.usable_headers())
    failed = [f"{header}:\n{done.stdout}" for header, done in results if done.returncode != 0]
    if failed:
        project.fail(*failed)
    print(f"{len(results)} headers compile alone")


if __name__ == "__main__":
    main()

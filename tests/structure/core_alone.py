"""Fails if core, layout, schedule, record, channel, handshake or testing reaches a crypto or network library, by
whatever path: the compiler lists every file that their headers read, and none may belong to one. The include graph
forbids it header by header; this asks the compiler.

Then tests/structure/core_alone.cpp, a session on the archetypes of the policies, is compiled, linked with nothing, and
run: the generic code uses no more than the concepts promise.
"""

from __future__ import annotations

import re
from pathlib import Path

import project

FOREIGN = re.compile(r"/(cryptopp|crypto\+\+|openssl|asio|intel-ipsec-mb)(/|\.hpp|\.h)|/handclasp/(policy|net)/")
LAYERS = ("core", "layout", "schedule", "record", "channel", "handshake", "testing")


def files_read(source: Path) -> list[str]:
    listed = project.must_run([*project.compile_command(), "-M", source])
    return listed.replace("\\\n", " ").split()[1:]


def foreign(source: Path) -> list[str]:
    return [path for path in files_read(source) if FOREIGN.search(path)]


def main() -> None:
    session = Path(__file__).with_suffix(".cpp")
    with project.temporary() as folder:
        bad = Path(folder) / "bad.cpp"
        bad.write_text("#include <cryptopp/aes.h>\n", encoding="utf-8")
        if not foreign(bad):
            project.fail("self-test: an include of Crypto++ was not seen")

        every = Path(folder) / "every.cpp"
        names = [path for path in project.headers() if len(path.parts) > 2 and path.parts[1] in LAYERS]
        every.write_text("".join(f"#include <{name}>\n" for name in names), encoding="utf-8")
        for source in (every, session):
            if found := foreign(source):
                project.fail(f"{source.name} reaches:", *found)

        program = Path(folder) / "session"
        project.must_run([*project.compile_command(), session, "-o", program])
        project.must_run([program])
    print(f"{len(names)} headers need nothing but the standard library")


if __name__ == "__main__":
    main()

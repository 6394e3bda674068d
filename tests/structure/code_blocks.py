"""Fails on a ```cpp block of README.md or docs/*.md that does not compile, or whose main does not end with 0.

A block with a `main` is a program: compiled, linked with Crypto++, and run. Any other is a fragment. It gets the
umbrella header and `namespace hc = handclasp`; its own #include lines come first; and it becomes the body of a
function, or stays at file scope if a line of it begins with template, struct, class, namespace or concept.

What a fragment takes for granted stands in an HTML comment right before it, which a reader of the page does not see:

    <!-- given:
    hc::octets message;
    -->

Blocks of another language, and blocks with no language, are not read. docs/protocol.md alone may hold blocks marked
```cpp ignore```.

A tutorial, docs/tutorials/NAME.md, explains the program docs/examples/own_NAME.cpp, which is built and run elsewhere.
Each block of it has to stand in that program, line by line; the block as a whole may be indented less.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import project

BLOCK = re.compile(
    r"(?:^<!-- given:\n(?P<given>.*?)^-->\n+)?^```cpp(?P<mark>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
FILE_SCOPE = re.compile(r"^(template|struct|class|namespace|concept)\b(?!\s+\w+\s*=)", re.MULTILINE)
SECONDS = 60
# A fragment shows one thing and need not use all that it names.
LENIENT = ["-Wno-unused", "-Wno-shadow"]


@dataclass
class Block:
    """One block: where it stands, and the source made from it."""

    place: str
    source: str
    is_program: bool


def source_of(code: str, given: str) -> str:
    """A fragment as a translation unit."""
    lines = (given + code).splitlines(keepends=True)
    top = [line for line in lines if line.startswith(("#include", "namespace hc ="))]
    body = "".join(line for line in lines if line not in top)
    head = "#include <handclasp/handclasp.hpp>\n" + "".join(top)
    if "namespace hc =" not in head:
        head += "namespace hc = handclasp;\n"
    if FILE_SCOPE.search(body):
        return head + body
    return f"{head}void fragment();\nvoid fragment() {{\n{body}}}\n"


def blocks_of(name: str, text: str) -> list[Block]:
    found = []
    for match in BLOCK.finditer(text):
        place = f"{name}:{text.count(chr(10), 0, match.start('code'))}"
        mark = match["mark"].strip()
        if mark == "ignore" and name == "docs/protocol.md":
            continue
        if mark:
            project.fail(f"{place}: a cpp block may not be marked '{mark}'")
        is_program = "int main(" in match["code"]
        source = match["code"] if is_program else source_of(match["code"], match["given"] or "")
        found.append(Block(place, source, is_program))
    return found


def fault(block: Block) -> str | None:
    """What is wrong with a block, or None."""
    with project.temporary() as name:
        source = Path(name) / "block.cpp"
        source.write_text(block.source, encoding="utf-8")
        if not block.is_program:
            done = project.run([*project.compile_command(), *LENIENT, "-fsyntax-only", source])
        else:
            program = Path(name) / "block"
            done = project.run([*project.compile_command(), source, "-o", program, *project.every_link()])
            if done.returncode == 0:
                done = project.run(["timeout", str(SECONDS), program], cwd=name)
    return None if done.returncode == 0 else f"{block.place}: code {done.returncode}\n{done.stdout}"


def strays(name: str, text: str, program: str) -> list[str]:
    """The blocks of a tutorial that do not stand in its program, each with its place."""
    blocks = list(BLOCK.finditer(text))
    if not blocks:
        return [f"{name}: a tutorial without a cpp block"]
    lines = program.splitlines()
    found = []
    for block in blocks:
        place = f"{name}:{text.count(chr(10), 0, block.start('code'))}"
        shown = block["code"].splitlines()
        runs = (lines[first : first + len(shown)] for first in range(len(lines) - len(shown) + 1))
        if block["mark"].strip() or block["given"]:
            found.append(f"{place}: a block of a tutorial has no mark and takes nothing for granted")
        elif not any(textwrap.dedent("\n".join(run)).splitlines() == shown for run in runs):
            found.append(f"{place}: this block does not stand in the tutorial's program\n{block['code']}")
    return found


def tutorial_strays(page: Path) -> list[str]:
    name = str(page.relative_to(project.ROOT))
    program = project.ROOT / "docs/examples" / f"own_{page.stem}.cpp"
    if not program.exists():
        return [f"{name}: there is no program {program.relative_to(project.ROOT)}"]
    return strays(name, page.read_text(encoding="utf-8"), program.read_text(encoding="utf-8"))


GOOD = [
    "```cpp\nint main() {}\n```\n",
    "<!-- given:\nint given = 1;\n-->\n```cpp\n#include <vector>\nstd::vector<int> a{given};\n```\n",
    "```cpp\ntemplate <class T>\nstruct a {};\n```\n",
]
BAD = [
    "```cpp\nint main() { return 1; }\n```\n",
    "```cpp\nint a = given;\n```\n",
    "```cpp\ntemplate <class T>\nint a = T;\n```\n",
]
TOLD = "namespace mine {\n    int a;\n\n    int b;\n}\n"
GOOD_TOLD = ["```cpp\nint a;\n\nint b;\n```\n", "```cpp\n    int b;\n}\n```\n"]
BAD_TOLD = [
    "```cpp\nint a;\nint b;\n```\n",
    "```cpp\nint a\n```\n",
    "```cpp\nint c;\n```\n",
    "```cpp\nint a;\n\n  int b;\n```\n",
    "```cpp ignore\nint a;\n```\n",
    "No block.\n",
]


def self_test() -> None:
    """Each good text gives one block that passes, each bad one a block that does not; so do those of tutorials."""
    for text in GOOD_TOLD + BAD_TOLD:
        if (not strays("self-test", "Text.\n\n" + text, TOLD)) != (text in GOOD_TOLD):
            project.fail("self-test: wrong about a tutorial's", text)
    for text in GOOD + BAD:
        blocks = blocks_of("self-test", "Text.\n\n" + text)
        if len(blocks) != 1 or (fault(blocks[0]) is None) != (text in GOOD):
            project.fail("self-test: wrong about", text)


def main() -> None:
    self_test()
    pages = [project.ROOT / "README.md", *sorted((project.ROOT / "docs").glob("**/*.md"))]
    tutorials = [page for page in pages if page.parent == project.ROOT / "docs/tutorials"]
    blocks = [
        block
        for page in pages
        if page.exists() and page not in tutorials
        for block in blocks_of(str(page.relative_to(project.ROOT)), page.read_text(encoding="utf-8"))
    ]
    if not blocks:
        project.fail("README.md and docs hold no cpp block")
    found = [text for page in tutorials for text in tutorial_strays(page)]
    found += [text for text in project.in_parallel(fault, blocks) if text]
    if found:
        project.fail(*found)
    programs = sum(block.is_program for block in blocks)
    print(f"{len(blocks)} code blocks compile, {programs} of them programs that run; {len(tutorials)} tutorials agree")


if __name__ == "__main__":
    main()

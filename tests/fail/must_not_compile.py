"""Fails on a tests/fail/*.cpp that compiles, or that is refused for another reason than the one it states.

Such a file begins with lines `// EXPECT: text` (or `// EXPECT-g++: text`, `// EXPECT-clang: text` where the
compilers say it differently). Each text has to stand in the first error, the message with its notes. If the file
has an `#ifdef MAKE_IT_COMPILE`, it has to compile with that macro defined, which shows that the fault is the one
stated and not a missing header. A file that includes a header of the project whose library is not there is left out.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "structure"))

import project  # noqa: E402

EXPECT = re.compile(r"^// EXPECT(?:-(g\+\+|clang))?: (.+)$", re.MULTILINE)
ERROR = re.compile(r"^[^\n]*?\b(?:fatal )?error: ", re.MULTILINE)
# The lines before a message that say where it was included or instantiated from belong to that message.
LEAD_IN = re.compile(r"(In file included from|^\s+from |: In |: required )")


def compiler_kind() -> str:
    return "clang" if "clang" in project.must_run([*project.COMPILER, "--version"]) else "g++"


def first_error(output: str) -> str:
    """The first error with the notes after it and the trail of instantiations before it."""
    starts = [match.start() for match in ERROR.finditer(output)]
    if not starts:
        return ""
    end = starts[1] if len(starts) > 1 else len(output)
    lines = output[:end].splitlines()
    first = output.count("\n", 0, starts[0])
    while len(lines) > first + 1 and len(starts) > 1 and LEAD_IN.search(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def fault(source: Path, kind: str) -> str | None:
    """Why this file does not fail as it says it does, or None."""
    text = source.read_text(encoding="utf-8")
    expected = [what.strip() for which, what in EXPECT.findall(text) if which in ("", kind)]
    if not expected:
        return f"{source.name}: no EXPECT line for {kind}"
    # The quoted source would find words that only stand in the file, not in what the compiler says.
    quiet = "-fno-caret-diagnostics" if kind == "clang" else "-fno-diagnostics-show-caret"
    compiler = [*project.compile_command(), quiet, "-fsyntax-only"]
    refused = project.run([*compiler, source])
    if refused.returncode == 0:
        return f"{source.name}: compiles"
    # Nor does the file's own name say anything: it is chosen after what the file shows.
    error = first_error(refused.stdout).replace(str(source), "")
    missing = [what for what in expected if what not in error]
    if missing:
        return "\n".join([f"{source.name}: the first error does not say: {'; '.join(missing)}", refused.stdout[:4000]])
    if "MAKE_IT_COMPILE" in text:
        mended = project.run([*compiler, "-DMAKE_IT_COMPILE", source])
        if mended.returncode != 0:
            return f"{source.name}: does not compile with MAKE_IT_COMPILE\n{mended.stdout[:4000]}"
    return None


def buildable(source: Path, usable: set[str]) -> bool:
    """Whether the libraries are there for every header of the project that this file includes."""
    included = project.includes(source.read_text(encoding="utf-8"))
    return all(name in usable for name in included if name.startswith("handclasp/"))


CASES = {
    "// EXPECT: number\nint main() { static_assert(sizeof(int) == 1, \"a number\"); }\n": True,
    "// EXPECT: number\nint main() {}\n": False,
    "// EXPECT: number\nstatic_assert(false, \"other\");\nstatic_assert(false, \"number\");\n": False,
    "// EXPECT: number\nint main() { return missing; } // number\n": False,
    "// EXPECT: case\nstatic_assert(false, \"number\");\n": False,
    "// EXPECT: number\n#ifdef MAKE_IT_COMPILE\nint a = b;\n#endif\nstatic_assert(false, \"number\");\n": False,
    "int main() { static_assert(false, \"number\"); }\n": False,
}


def self_test(kind: str) -> None:
    with project.temporary() as folder:
        source = Path(folder) / "case.cpp"
        for text, passes in CASES.items():
            source.write_text(text, encoding="utf-8")
            if (fault(source, kind) is None) != passes:
                project.fail("self-test: wrong about", text)


def main() -> None:
    kind = compiler_kind()
    self_test(kind)
    sources = sorted(HERE.glob("*.cpp"))
    if not sources:
        project.fail(f"no source in {HERE}")
    usable = {str(header) for header in project.usable_headers()}
    tried = [source for source in sources if buildable(source, usable)]
    found = [text for text in project.in_parallel(lambda source: fault(source, kind), tried) if text]
    if found:
        project.fail(*found)
    left_out = f", {len(sources) - len(tried)} left out for want of a library" if tried != sources else ""
    print(f"{len(tried)} programs are refused by {kind} for the reason they state{left_out}")


if __name__ == "__main__":
    main()

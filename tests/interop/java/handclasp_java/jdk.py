"""The Java peers, compiled, and the command that starts them.

A Java runtime does where it has the compiler's module, as Debian's default-jre-headless has: a program `javac` is not
needed.
"""

import pathlib
import re
import shutil
import subprocess

SOURCES = pathlib.Path(__file__).resolve().parent.parent
RELEASE = 17
COMPILER = "jdk.compiler"


class Missing(Exception):
    """No Java, one that is too old, or one without a compiler."""


def version() -> str:
    """The first line of `java -version`; raises Missing where the peers cannot be compiled or run."""
    if shutil.which("java") is None:
        raise Missing("no java on the path")
    runtime = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=60)
    found = re.search(r'version "(?:1\.)?(\d+)', runtime.stderr)
    if runtime.returncode != 0 or found is None:
        raise Missing("a java that does not tell its version")  # a stub that only names where to get one
    if int(found[1]) < RELEASE:
        raise Missing(f"java {found[1]} is older than {RELEASE}")
    modules = subprocess.run(["java", "--list-modules"], capture_output=True, text=True, timeout=60)
    if not re.search(rf"^{COMPILER}@", modules.stdout, re.MULTILINE):
        raise Missing(f"a java without {COMPILER}")
    return runtime.stderr.splitlines()[0]


def compile_all(folder: str) -> list[str]:
    """The command that runs a class of them, which are then in `folder`."""
    sources = sorted(map(str, SOURCES.glob("*/*.java")))
    command = ["java", "-m", f"{COMPILER}/com.sun.tools.javac.Main", "--release", str(RELEASE), "-encoding", "UTF-8",
               "-Xlint:all", "-Xlint:-options", "-Werror"]
    done = subprocess.run([*command, "-d", folder, *sources], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"the Java peers do not compile:\n{done.stdout}{done.stderr}"
    # For programs that live for seconds: a quick start, and few threads beside the programs under test.
    return ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", folder]


class Peer:
    """Of the original description."""

    def __init__(self, java: list[str]) -> None:
        self._java = [*java, "reference.Peer"]

    def client(self, address: str, scenario: str) -> list[str]:
        return [*self._java, "client", "--connect", address, "--message", "the first message", "--scenario", scenario]

    def server(self, scenario: str) -> list[str]:
        return [*self._java, "server", "--listen", "127.0.0.1:0", "--scenario", scenario]

    def refuses(self) -> list[str]:
        return [*self._java, "refuses"]


class ModernPeer:
    """Of docs/protocol.md with the suite `modern`."""

    def __init__(self, java: list[str]) -> None:
        self._java = [*java, "modern.Peer"]

    def client(self, address: str, scenario: str, *options: str) -> list[str]:
        return [*self._java, "client", "--connect", address, "--scenario", scenario, *options]

    def server(self, scenario: str, *options: str) -> list[str]:
        return [*self._java, "server", "--listen", "127.0.0.1:0", "--scenario", scenario, *options]

    def refuses(self, *options: str) -> list[str]:
        return [*self._java, "refuses", *options]

"""The Java peer, compiled, and the commands that start it."""

import pathlib
import re
import shutil
import subprocess

SOURCES = pathlib.Path(__file__).resolve().parent.parent
RELEASE = 11


class Missing(Exception):
    """No JDK, or one that is too old."""


def version() -> str:
    """The first line of `java -version`; raises Missing where the peer cannot be compiled or run."""
    for program in ("java", "javac"):
        if shutil.which(program) is None:
            raise Missing(f"no {program} on the path")
    compiler = subprocess.run(["javac", "-version"], capture_output=True, text=True, timeout=60)
    found = re.search(r"javac (?:1\.)?(\d+)", compiler.stdout + compiler.stderr)
    if compiler.returncode != 0 or found is None:
        raise Missing("a javac that does not tell its version")  # a stub that only names where to get a JDK
    if int(found[1]) < RELEASE:
        raise Missing(f"javac {found[1]} is older than {RELEASE}")
    runtime = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=60)
    if runtime.returncode != 0:
        raise Missing("a java that does not start")
    return runtime.stderr.splitlines()[0]


class Peer:
    def __init__(self, folder: str) -> None:
        sources = sorted(map(str, SOURCES.glob("*.java")))
        command = ["javac", "--release", str(RELEASE), "-encoding", "UTF-8", "-Xlint:all", "-Xlint:-options", "-Werror"]
        done = subprocess.run([*command, "-d", folder, *sources], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"the Java peer does not compile:\n{done.stdout}{done.stderr}"
        # For programs that live for seconds: a quick start, and few threads beside the programs under test.
        self._java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", folder, "Peer"]

    def client(self, address: str, scenario: str) -> list[str]:
        return [*self._java, "client", "--connect", address, "--message", "the first message", "--scenario", scenario]

    def server(self, scenario: str) -> list[str]:
        return [*self._java, "server", "--listen", "127.0.0.1:0", "--scenario", scenario]

    def refuses(self) -> list[str]:
        return [*self._java, "refuses"]

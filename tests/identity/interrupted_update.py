"""Kills update_once, of the folder in HANDCLASP_TESTS, at each of its system calls, and makes each of them fail.

Whatever happens, the file has to be the old one or the new one, whole; the next update has to work; and nothing else
may be left. Exits with 77 (skipped) where strace is missing or may not trace.
"""

from __future__ import annotations

import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(os.environ["HANDCLASP_TESTS"]) / "update_once"
SKIPPED = 77
KILLED = -9
CALL = re.compile(r"\d+ +(\w+)\(")


@dataclass(frozen=True)
class Scenario:
    """An update, what the file holds before it (None: there is none) and after it, and the next update."""

    name: str
    old: bytes | None
    new: bytes
    mode: int
    arguments: tuple[str, ...]  # FILE stands for the file
    next_arguments: tuple[str, ...]
    after_old: bytes  # what the next update makes of the old file
    after_new: bytes


def replacing(name: str, old: bytes | None, privacy: str, mode: int) -> Scenario:
    arguments = ("replace", "FILE", privacy)
    return Scenario(name, old, b"new" * 1000, mode, (*arguments, "new"), (*arguments, "next"), *[b"next" * 1000] * 2)


ONE, TWO, THREE = ("1" * 64, "2" * 64, "3" * 64)
OTHERS = f"# mine\nother:1 {ONE} comment\n"
LEARNT = OTHERS + f"host:1 {TWO}\n"
SCENARIOS = (
    replacing("a secret that is there", b"old" * 5000, "secret", 0o600),
    replacing("a new secret", None, "secret", 0o600),
    replacing("an open file that is there", b"old" * 5000, "open", 0o640),
    Scenario(
        "a server that is learnt",
        OTHERS.encode(),
        LEARNT.encode(),
        0o644,
        ("learn", "FILE", "host:1", TWO),
        ("learn", "FILE", "third:1", THREE),
        (OTHERS + f"third:1 {THREE}\n").encode(),
        (LEARNT + f"third:1 {THREE}\n").encode(),
    ),
)


def run(file: Path, arguments: tuple[str, ...], tracer: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    words = [str(file) if word == "FILE" else word for word in arguments]
    return subprocess.run(
        [*tracer, str(PROGRAM), *words], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


def injected(call: str, occurrence: int, what: str) -> tuple[str, ...]:
    injection = ("-e", f"trace={call}", "-e", f"inject={call}:{what}:when={occurrence}")
    return ("strace", "-f", "-qq", "-o", os.devnull, *injection)


def prepared(folder: Path, scenario: Scenario) -> Path:
    for path in folder.iterdir():
        path.unlink()
    file = folder / "file"
    if scenario.old is not None:
        file.write_bytes(scenario.old)
        file.chmod(scenario.mode)
    return file


def calls(folder: Path, scenario: Scenario) -> list[tuple[str, int, str]]:
    """The system calls from the first that names the folder on: name, which of that name, and the line of the trace."""
    file = prepared(folder, scenario)
    log = folder / "trace"
    finished = run(file, scenario.arguments, ("strace", "-f", "-qq", "-s", "300", "-o", str(log)))
    if finished.returncode != 0:
        raise AssertionError(f"{scenario.name}: {finished.stderr}")
    seen: collections.Counter[str] = collections.Counter()
    found: list[tuple[str, int, str]] = []
    for line in log.read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if match is None:
            continue
        seen[match[1]] += 1
        # Folders are opened one below the other. The program's own execve names them as well, as an argument.
        if found or (folder.name in line and match[1] != "execve"):
            found.append((match[1], seen[match[1]], line))
    return found


def each_call(folder: Path) -> Iterator[tuple[Scenario, str, int, str]]:
    for scenario in SCENARIOS:
        for call, occurrence, line in calls(folder, scenario):
            yield scenario, call, occurrence, line


def in_scratch(test: Callable[[unittest.TestCase, Path], None]) -> Callable[[unittest.TestCase], None]:
    def wrapped(self: unittest.TestCase) -> None:
        with tempfile.TemporaryDirectory() as name:
            test(self, Path(name))

    wrapped.__name__ = test.__name__
    return wrapped


class InterruptedUpdate(unittest.TestCase):
    def old_or_new(self, file: Path, scenario: Scenario) -> str:
        content = file.read_bytes() if file.exists() else None
        if content == scenario.old:
            return "old"
        self.assertEqual(content, scenario.new, "neither the old content nor the new")
        self.assertEqual(file.stat().st_mode & 0o7777, scenario.mode)
        return "new"

    def next_works(self, file: Path, scenario: Scenario, state: str) -> None:
        finished = run(file, scenario.next_arguments)
        self.assertEqual((finished.returncode, finished.stderr), (0, ""))
        self.assertEqual(file.read_bytes(), scenario.after_new if state == "new" else scenario.after_old)
        self.assertEqual(file.stat().st_mode & 0o7777, scenario.mode)
        self.assertEqual(sorted(path.name for path in file.parent.iterdir()), ["file", "file.lock"])

    @in_scratch
    def test_killed_at_each_system_call(self, folder: Path) -> None:
        states: collections.Counter[tuple[str, str]] = collections.Counter()
        unfinished = 0
        for scenario, call, occurrence, line in each_call(folder):
            with self.subTest(scenario=scenario.name, call=line):
                file = prepared(folder, scenario)
                killed = run(file, scenario.arguments, injected(call, occurrence, "signal=SIGKILL"))
                self.assertEqual(killed.returncode, KILLED, killed.stderr)
                unfinished += (folder / "file.unfinished").exists()
                state = self.old_or_new(file, scenario)
                states[scenario.name, state] += 1
                self.next_works(file, scenario, state)
        for scenario in SCENARIOS:  # else nothing was interrupted where it matters
            self.assertGreaterEqual(states[scenario.name, "old"], 8)
            self.assertGreaterEqual(states[scenario.name, "new"], 3)
        self.assertGreaterEqual(unfinished, 4 * len(SCENARIOS))

    @in_scratch
    def test_each_system_call_fails(self, folder: Path) -> None:
        refused = 0
        for scenario, call, occurrence, line in each_call(folder):
            if call in ("exit_group", "futex", "brk", "mmap", "munmap"):
                continue
            for error in ("ENOSPC", "EIO", "EACCES"):
                with self.subTest(scenario=scenario.name, call=line, error=error):
                    file = prepared(folder, scenario)
                    failed = run(file, scenario.arguments, injected(call, occurrence, f"error={error}"))
                    refused += failed.returncode == 1
                    self.judge_failed(file, scenario, call, error, failed)
        self.assertGreaterEqual(refused, 20 * len(SCENARIOS))

    def judge_failed(
        self, file: Path, scenario: Scenario, call: str, error: str, failed: subprocess.CompletedProcess[str]
    ) -> None:
        state = self.old_or_new(file, scenario)
        self.assertIn(failed.returncode, (0, 1), failed.stderr)
        if failed.returncode == 0:
            self.assertEqual((failed.stderr, state), ("", "new"))
        else:
            self.assertRegex(failed.stderr, f"^{re.escape(str(file))}: .+\n$")
            unconfirmed = "the disk does not confirm it" in failed.stderr
            self.assertEqual(state, "new" if unconfirmed else "old")
            if call != "unlinkat":
                self.assertFalse(file.with_name("file.unfinished").exists())
            if (call, error) == ("write", "ENOSPC"):
                expected = f"{file}: the disk is full; the file is as it was; make room and try again\n"
                self.assertEqual(failed.stderr, expected)
        self.next_works(file, scenario, state)

    @in_scratch
    def test_a_signal_interrupts_each_system_call(self, folder: Path) -> None:
        interrupted = 0
        for scenario, call, occurrence, line in each_call(folder):
            if call not in ("openat", "read", "write", "fsync", "flock", "close"):
                continue
            with self.subTest(scenario=scenario.name, call=line):
                file = prepared(folder, scenario)
                finished = run(file, scenario.arguments, injected(call, occurrence, "error=EINTR"))
                self.assertEqual((finished.returncode, finished.stderr), (0, ""))
                self.assertEqual(self.old_or_new(file, scenario), "new")
                self.next_works(file, scenario, "new")
                interrupted += 1
        self.assertGreaterEqual(interrupted, 8 * len(SCENARIOS))

    # No test can take the power away: what is tested is that the disk is asked at the right moments.
    @in_scratch
    def test_the_disk_has_the_content_before_the_name_and_then_the_name(self, folder: Path) -> None:
        for scenario in SCENARIOS:
            with self.subTest(scenario=scenario.name):
                made = "\n".join(line for _, _, line in calls(folder, scenario))
                opened = re.search(r'openat\((\d+), "file.unfinished".* = (\d+)$', made, re.MULTILINE)
                assert opened is not None
                order = (
                    rf"write\({opened[2]}, ",
                    rf"fsync\({opened[2]}\) += 0",
                    rf'renameat2?\({opened[1]}, "file.unfinished", {opened[1]}, "file"',
                    rf"fsync\({opened[1]}\) += 0",
                )
                self.assertRegex(made, re.compile(".*".join(order), re.DOTALL))

    @in_scratch
    def test_processes_at_once_lose_nothing(self, folder: Path) -> None:
        file = folder / "file"
        command = [str(PROGRAM), "count", str(file), "25"]
        running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
        for process in running:
            self.assertEqual((process.communicate()[1], process.returncode), ("", 0))
        self.assertEqual(file.read_text(), "100")
        self.assertEqual(sorted(path.name for path in folder.iterdir()), ["file", "file.lock"])


def may_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True).returncode == 0


if __name__ == "__main__":
    os.umask(0o022)
    if not may_trace():
        print("skipped: strace is not there, or may not trace here")
        sys.exit(SKIPPED)
    unittest.main()

"""Signs that a program failed in another way than it should."""

import pathlib

SIGNS = ("Sanitizer", "runtime error:", "terminate called", "Assertion")
MOST_MEMORY = 64 << 20  # octets in use that bad input may cost
MOST_SPACE = 1 << 30  # octets of address space: a new thread takes some, but a length of 2^31 would take twice this


def must_be_sound(errors: str) -> None:
    for sign in SIGNS:
        assert sign not in errors, f"'{sign}' on the standard error output:\n{errors}"


def memory(process: int) -> tuple[int, int]:
    """The most memory and the most address space that a process has had, or zeros where the system does not tell."""
    status = pathlib.Path(f"/proc/{process}/status")
    if not status.exists():
        return 0, 0
    fields = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    used, space = (int(fields[name].split()[0]) * 1024 for name in ("VmHWM", "VmPeak"))
    return used, space

"""The gate against slower frames: counts instructions and allocations of sealing and opening, and weighs channels.

Programs with every suite run under valgrind's callgrind, whose counts are the same each time, so that a busy machine
changes nothing. counts.json has the recorded ones, for each backend with the versions that they belong to. Beside each
frame the calls of the primitives that it cannot do without are counted, made by hand; what a frame takes beyond them is
the library's own. On other versions than the recorded ones the library's own and the allocations are judged alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests/structure"))
import project  # noqa: E402

RECORDED = HERE / "counts.json"
FOLDER = project.ROOT / "build/gate"
COMPILER = "g++"
FLAGS = ["-std=c++20", "-O2", "-g0"]
FRAMES = 16  # of each case: counter.hpp has the same number

TOTAL = 0.03  # how far the instructions of a frame may be from the recorded ones, either way
OWN = 0.10  # the same for the library's own of them, which the primitives' number would hide
OWN_ELSEWHERE = 0.50  # and how much more those may be with another compiler
STATE = 0.03

RECORD = "if that is meant, record anew: ./run record-counts"


def links() -> dict[str, list[str]]:
    """The backends that are at hand, and how to link each."""
    found = {"cryptopp": project.cryptopp_link(), "openssl": project.openssl_link()}
    if project.run([COMPILER, "-E", "-x", "c++", "-include", "intel-ipsec-mb.h", os.devnull]).returncode == 0:
        found["ipsec_mb"] = ["-lIPSec_MB", *project.cryptopp_link()]
    return found


def read_counts(text: str) -> dict[str, int]:
    """Instructions of each case from callgrind's dumps, for all its frames."""
    found = re.findall(r"^desc: Trigger: Client Request: (\S+)$(?:.*?)^totals: (\d+)$", text, re.MULTILINE | re.DOTALL)
    return {name: int(count) for name, count in found}


def per_frame(counts: dict[str, int]) -> dict[str, list[int]]:
    """For each case the instructions of a frame, and those that the same primitives by hand do not take."""
    cases = {}
    for name, count in counts.items():
        suite, operation, size = name.split("/")
        if operation.endswith("_by_hand"):
            continue
        by_hand = counts.get(f"{suite}/{operation}_by_hand/{size}")  # none of a batch
        cases[name] = [round(count / FRAMES)] + ([] if by_hand is None else [round((count - by_hand) / FRAMES)])
    return cases


def measure(backend: str, link: list[str], include: Path) -> dict:
    """What is recorded of one backend, and its allocations."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    program, dumps = FOLDER / backend, FOLDER / f"{backend}.callgrind"
    project.must_run([COMPILER, *FLAGS, f"-I{include}", HERE / f"{backend}.cpp", "-o", program, *link])
    dumps.unlink(missing_ok=True)
    # Nothing of the user's environment: it moves the stack, and may configure libraries. All symbols are bound at the
    # start, so that the first call of a function counts like the others.
    said = project.must_run(
        ["valgrind", "--quiet", "--tool=callgrind", "--collect-atstart=no", "--combine-dumps=yes",
         f"--callgrind-out-file={dumps}", program],
        env={"PATH": os.environ["PATH"], "LD_BIND_NOW": "1", "LC_ALL": "C", "OPENSSL_CONF": "/dev/null"},
    )  # fmt: skip
    lines = [line.split(" ", 2) for line in said.splitlines()]
    toolchain = {
        "compiler": project.must_run([COMPILER, "--version"]).splitlines()[0],
        "valgrind": project.must_run(["valgrind", "--version"]).strip(),
        **{name: value for what, name, value in lines if what == "toolchain"},
    }
    return {
        "toolchain": toolchain,
        "instructions": per_frame(read_counts(dumps.read_text(encoding="utf-8"))),
        "state": {name: int(value) for what, name, value in lines if what == "state"},
        "allocations": {name: int(value) for what, name, value in lines if what == "allocations"},
    }


def beyond(now: int, recorded: int, share: float) -> str:
    """What to say where a number is further from the recorded one than this share, which may be either way."""
    if abs(now - recorded) <= share * recorded:
        return ""
    return f"{recorded} recorded, {now} now, {(now - recorded) / recorded:+.1%}"


def judge(recorded: dict, now: dict) -> list[str]:
    """What is wrong with one backend's measurements, a line each."""
    wrong = [f"{name}: {count} allocations" for name, count in now["allocations"].items() if count]
    for what in ("instructions", "state"):
        if different := recorded[what].keys() ^ now[what].keys():
            wrong.append(f"{what}: recorded or measured, not both: {', '.join(sorted(different))}")
    cases = [name for name in recorded["instructions"] if name in now["instructions"]]
    pairs = {name: (recorded["instructions"][name], now["instructions"][name]) for name in cases}
    if recorded["toolchain"] != now["toolchain"]:
        for name, (old, new) in pairs.items():
            if len(old) == len(new) == 2 and new[1] > old[1] * (1 + OWN_ELSEWHERE):
                wrong.append(f"{name}: the library's own instructions: {beyond(new[1], old[1], OWN_ELSEWHERE)}")
        return wrong
    for name, (old, new) in pairs.items():
        for what, share, old_count, new_count in zip(("instructions", "the library's own"), (TOTAL, OWN), old, new):
            if said := beyond(new_count, old_count, share):
                wrong.append(f"{name}: {what}: {said}")
    for name, size in recorded["state"].items():
        if name in now["state"] and (said := beyond(now["state"][name], size, STATE)):
            wrong.append(f"{name}: octets of a channel: {said}")
    return wrong


def print_table(backend: str, recorded: dict, now: dict) -> None:
    print(f"\n{backend + ', a frame':<36}{'instructions':>14}{'recorded':>12}{'':>8}{'own':>8}{'recorded':>10}")
    for name, (total, *own) in now["instructions"].items():
        old_total, *old_own = recorded.get("instructions", {}).get(name, [0])
        change = f"{(total - old_total) / old_total:+.1%}" if old_total else ""
        columns = [f"{value[0]}" if value else "" for value in (own, old_own)]
        print(f"{name:<36}{total:>14}{old_total or '-':>12}{change:>8}{columns[0]:>8}{columns[1]:>10}")
    old_state = recorded.get("state", {})
    print("octets of a channel: " + ", ".join(f"{k} {v} ({old_state.get(k, '-')})" for k, v in now["state"].items()))


def compare(everything: dict[str, dict]) -> list[str]:
    all_recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    wrong = []
    for backend, now in everything.items():
        recorded = all_recorded.get(backend)
        if recorded is None:
            wrong.append(f"{backend}: nothing recorded")
            continue
        print_table(backend, recorded, now)
        if recorded["toolchain"] != now["toolchain"]:
            names = [f"{k}: {v}" for k, v in now["toolchain"].items() if recorded["toolchain"].get(k) != v]
            print(f"no recorded counts for this toolchain, so only the library's own: {backend}, {', '.join(names)}")
        wrong += [f"{backend}: {line}" for line in judge(recorded, now)]
    for backend in all_recorded.keys() - everything.keys():
        print(f"not counted, for want of its library: {backend}")
    return wrong


def record(everything: dict[str, dict]) -> None:
    """Replaces what was recorded of these backends; a line for each case, so that a change can be read."""
    kept = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    for backend, now in everything.items():
        kept[backend] = {part: now[part] for part in ("toolchain", "instructions", "state")}
    text = json.dumps(kept, indent=2)
    text = re.sub(r"\[\s+(\d+)(?:,\s+(\d+))?\s+\]", lambda m: "[" + ", ".join(filter(None, m.groups())) + "]", text)
    RECORDED.write_text(text + "\n", encoding="utf-8")


def self_test() -> None:
    """Each kind of change is caught, and none is seen where there is none."""
    dump = "desc: Trigger: Client Request: s/{}/64\n\nsummary: 1\n0 1\ntotals: {}\n"
    counts = read_counts("".join(dump.format(*case) for case in (("seal", 16000), ("seal_by_hand", 12800))))
    if per_frame(counts) != {"s/seal/64": [1000, 200]}:
        project.fail(f"self-test: read {per_frame(counts)}")

    def parts(total=1000, own=200, state=1000, allocations=0, compiler="g++", names=("s/seal/64",)) -> dict:
        return {
            "toolchain": {"compiler": compiler},
            "instructions": {name: [total, own] for name in names},
            "state": {"s": state},
            "allocations": {name: allocations for name in names},
        }

    other = {"compiler": "another"}
    unseen = [{}, {"total": 1030}, {"total": 970}, {"own": 220}, {"state": 1030}, {"total": 2000, "own": 300, **other}]
    seen = [{"total": 1031}, {"total": 969}, {"own": 221}, {"own": 179}, {"state": 1031}, {"allocations": 1},
            {"names": ["s/seal/64", "s/open/64"]}, {"names": []}, {"own": 301, **other},
            {"allocations": 1, **other}]  # fmt: skip
    for case in unseen + seen:
        if len(found := judge(parts(), parts(**case))) != (case in seen):
            project.fail(f"self-test: {len(found)} findings for {case}", *found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="take the counts of now as those to compare with")
    parser.add_argument("--include", type=Path, default=project.INCLUDE, help="the headers to measure")
    arguments = parser.parse_args()
    self_test()
    if missing := [name for name in (COMPILER, "valgrind") if not shutil.which(name)]:
        project.fail(f"not found: {', '.join(missing)}")
    found = links()
    measured = project.in_parallel(lambda backend: measure(backend, found[backend], arguments.include), found)
    everything = dict(zip(found, measured))
    if arguments.record:
        if any(count for now in everything.values() for count in now["allocations"].values()):
            project.fail("not recorded: there are allocations; the same command without --record names them")
        record(everything)
        print(f"recorded in {RECORDED.relative_to(project.ROOT)}")
    elif wrong := compare(everything):
        print(f"\n{len(wrong)} beyond what was recorded; {RECORD}", *wrong, sep="\n")
        sys.exit(1)


if __name__ == "__main__":
    main()

"""The tables of docs/scale.md. Each says below it what of it was measured, and what computed or simulated from that."""

from __future__ import annotations

import math
import statistics
from pathlib import Path
from typing import Callable

import bursts
from markdown import number, table
from measured import Measured

# What the computed tables assume. Nothing of it was measured.
CORES, MEMORY_GIB, NETWORK_GBIT, MACHINES = 16, 64, 100, 1000
LOAD = 0.8  # of a core that is not to make anybody wait for long
RATES = (10, 100, 1000, 10_000)  # new sessions a second

BACKENDS = {"cryptopp": "Crypto++", "openssl": "OpenSSL", "ipsec_mb": "IPsec-MB"}
# With a suite that has it.
TRANSPORTS = {
    "rsa_2048": ("RSA-2048", "standard"),
    "rsa_3072": ("RSA-3072", "standard_256"),
    "x25519": ("X25519", "modern"),
}
GIB = 1 << 30


class Costs:
    """Of one key transport on one backend, in seconds of a core."""

    def __init__(self, measured: Measured, transport: str, backend: str):
        self.name = f"{TRANSPORTS[transport][0]}, {BACKENDS[backend]}"
        self.times = measured.generation.get(f"{transport}@{backend}", [])
        server = measured.ns(f"handshake/{TRANSPORTS[transport][1]}@{backend}/server")
        self.known = bool(self.times) and server is not None
        if self.known:
            self.server = server / 1e9
            self.generation = statistics.fmean(self.times)
            self.variation = statistics.stdev(self.times) / self.generation
            self.error = self.variation / math.sqrt(len(self.times))


def all_costs(measured: Measured) -> list[Costs]:
    made = [Costs(measured, transport, backend) for transport in TRANSPORTS for backend in ("cryptopp", "openssl")]
    return [costs for costs in made if costs.known]


def machine_of(measured: Measured) -> str:
    m = measured.machine
    libraries = [f"{name} {m['libraries'][name]}" for name in BACKENDS.values() if name in m["libraries"]]
    versions = ", ".join([m["compiler"], *libraries])
    flags = ", ".join(m["flags"])
    where = f"{m['cores']} cores of `{m['processor']}`, {m['system']}"
    return (
        f"Measured on {m['date'][:10]} by {measured.source}.\nOn {where};\n{versions};\ninstructions: {flags}.\n"
        f"Load average of the minute before: {measured.load:.1f}."
    )


def handshakes(measured: Measured) -> str:
    rows = []
    for c in all_costs(measured):
        mean = c.generation * 1e3
        fresh, pooled = 1 / (c.server + c.generation), 1 / c.server
        making = f"{number(mean)} ± {number(mean * c.error, mean)}"
        rows.append([c.name, making, f"{c.variation:.2f}", number(c.server * 1e3), number(fresh), number(pooled),
                     number(c.generation / c.server)])  # fmt: skip
    head = ["", "making a key pair, ms", "its variation", "the rest of the server's share, ms",
            "fresh, a second and core", "pooled, a second and core",
            "cores to fill the pool for each that serves"]  # fmt: skip
    return table(head, rows, "Measured: the first three columns. Computed from them: the other three.")


def latency(measured: Measured) -> str:
    rows = []
    for backend in ("cryptopp", "openssl"):
        name = f"handshake/standard@{backend}/pool/100"
        times = [measured.value(name, part) for part in ("p50", "p99")]
        if None not in times:
            rows.append([f"`standard` on {BACKENDS[backend]}", *(number(time / 1e6) for time in times)])
    head = ["server's share with a pool, ms", "median of 100", "99th percentile"]
    return table(head, rows, "Measured, while the pool's thread makes new key pairs beside it.")


def sustained(measured: Measured) -> str:
    rows = []
    for c in all_costs(measured):
        whole = c.server + c.generation
        rows.append([c.name, *(f"{math.ceil(rate * whole / LOAD):,}" for rate in RATES), f"{c.generation / whole:.1%}"])
    head = ["cores for so many new sessions a second", *(f"{rate:,}" for rate in RATES), "of these for key pairs"]
    return table(head, rows, f"Computed from the table of costs, for cores at {LOAD:.0%} load.")


# What an open TCP socket is made of in Linux.
KERNEL_OBJECTS = ("TCP", "sock_inode_cache", "dentry", "filp")


def kernel_octets() -> int | None:
    """Of these objects; None where the system does not tell, as it does not tell everybody."""
    try:
        lines = [line.split() for line in Path("/proc/slabinfo").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return None
    sizes = {words[0]: int(words[3]) for words in lines if words[0] in KERNEL_OBJECTS}
    return sum(sizes.values()) if len(sizes) == len(KERNEL_OBJECTS) else None


def idle_octets(measured: Measured) -> float | None:
    """Of one end of an idle session over a socket; with another key transport it would be the same."""
    return measured.value("channel/standard_x25519@cryptopp/idle/1000", "state_octets")


def sessions(measured: Measured) -> str:
    rows = []
    for suite in ("standard", "gcm", "chacha"):
        for backend, title in BACKENDS.items():
            if octets := measured.value(f"state/{suite}@{backend}/set_up", "state_octets"):
                rows.append([f"`{suite}` on {title}, the channel alone", number(octets), number(GIB / octets)])
    if octets := idle_octets(measured):
        what = "`standard` on Crypto++, an idle `net::connection`"
        rows.append([what, number(octets), number(GIB / octets)])
    if octets := kernel_octets():
        rows.append(["its socket in the kernel, nothing in flight", number(octets), number(GIB / octets)])
    below = (
        "Measured: the octets, heap included, as the allocator accounts for them; the kernel's from the sizes of its\n"
        f"objects in `/proc/slabinfo` ({', '.join(KERNEL_OBJECTS)}). Computed: the last column."
    )
    return table(["one end of a session", "octets", "in a GiB"], rows, below)


def rate_of(measured: Measured, name: str, octets: int) -> float | None:
    """Payload in GB/s."""
    ns = measured.ns(name)
    return octets / ns if ns else None


FRAME_ROWS = (
    ("`standard`, frame by frame, Crypto++", "record/standard@cryptopp", ""),
    ("`standard`, frame by frame, OpenSSL", "record/standard@openssl", ""),
    ("`standard`, batches of 64, IPsec-MB", "batch/standard@ipsec_mb", "/64"),
    ("`gcm`, frame by frame, Crypto++", "record/gcm@cryptopp", ""),
    ("`gcm`, frame by frame, OpenSSL", "record/gcm@openssl", ""),
    ("`gcm`, frame by frame, IPsec-MB", "record/gcm@ipsec_mb", ""),
)


def cells(rates: list[float | None]) -> list[str]:
    return [number(rate) if rate else "-" for rate in rates]


def frames(measured: Measured) -> str:
    rows = []
    for title, case, suffix in FRAME_ROWS:
        wanted = [(what, size) for size in (1024, 16384) for what in ("seal", "open")]
        rates = [rate_of(measured, f"{case}/{what}/{size}{suffix}", size) for what, size in wanted]
        if any(rates):
            rows.append([title, *cells(rates)])
    head = ["GB/s a core", "sealing, 1 KiB", "opening, 1 KiB", "sealing, 16 KiB", "opening, 16 KiB"]
    return table(head, rows, "Measured; payload, 1 GB being 10^9 octets.")


def sockets(measured: Measured) -> str:
    subjects = {"nothing around the octets": "tcp", "`standard` on Crypto++": "standard@cryptopp",
                "`standard` on IPsec-MB": "standard@ipsec_mb", "`gcm` on IPsec-MB": "gcm@ipsec_mb"}  # fmt: skip
    rows = []
    for title, subject in subjects.items():
        rates = [rate_of(measured, f"channel/{subject}/stream/{size}", size) for size in (16384, 1 << 20)]
        if any(rates):
            rows.append([title, *cells(rates)])
    head = ["one connection over loopback, GB/s", "messages of 16 KiB", "of 1 MiB"]
    below = "Measured: one thread sends and one receives, a core each, kernel included."
    return table(head, rows, below)


def grown(measured: Measured) -> str:
    """One core, one machine, many machines."""
    rows = []

    def add(what: str, of_core: float | None, of_machine: float) -> None:
        rows.append([what, number(of_core) if of_core else "-", number(of_machine), number(of_machine * MACHINES)])

    by_name = {c.name: c for c in all_costs(measured)}
    returns = []
    for title in ("RSA-2048, Crypto++", "RSA-3072, Crypto++", "X25519, Crypto++"):
        if c := by_name.get(title):
            rate = 1 / (c.server + c.generation)
            add(f"new sessions a second, {title}", rate, rate * CORES)
            seconds = [1e6 / rate / cores for cores in (1, CORES, CORES * MACHINES)]
            returns.append([f"seconds until a million sessions are new, {title}", *map(number, seconds)])
    for title in ("RSA-2048, Crypto++", "RSA-2048, OpenSSL"):
        if c := by_name.get(title):
            add(f"the same while pools last, {title}", 1 / c.server, CORES / c.server)
    rows += returns
    for title, case, suffix in FRAME_ROWS:
        ns = [measured.ns(f"{case}/{what}/16384{suffix}") for what in ("seal", "open")]
        if case.endswith(("standard@cryptopp", "standard@ipsec_mb", "gcm@ipsec_mb")) and None not in ns:
            rate = 2 * 16384 / sum(ns)
            add(f"GB/s, half sealed and half opened, {title}", rate, rate * CORES)
    if octets := idle_octets(measured):
        with_kernel = octets + (kernel_octets() or 0)
        add(f"idle sessions in {MEMORY_GIB // 2} of {MEMORY_GIB} GiB", None, MEMORY_GIB * GIB / 2 / with_kernel)
    head = ["", "one core", f"one machine of {CORES} cores", f"{MACHINES:,} such machines"]
    below = (
        "Computed: the first column from the tables above, the others by multiplication. A network card of"
        f" {NETWORK_GBIT} Gbit/s\ncarries {NETWORK_GBIT / 8:.1f} GB/s in each direction, so"
        f" {NETWORK_GBIT / 8 * MACHINES:,.0f} GB/s for {MACHINES:,} machines."
    )
    return table(head, rows, below)


def sample_of(measured: Measured) -> list[float]:
    return measured.generation["rsa_2048@cryptopp"]


def dry(measured: Measured) -> str:
    rows = []
    for factor in bursts.FACTORS:
        row = [f"{factor:g}"]
        for size in bursts.SIZES:
            found = bursts.dry_after(sample_of(measured), size, factor)
            row.append(f"{number(found.median)} {found.spread(number)} {found.formula(number)}" if found else "-")
        rows.append(row)
    head = ["requests for each key pair that is made", *(f"pool of {size:,}, s" for size in bursts.SIZES)]
    times = sample_of(measured)
    mean = number(statistics.fmean(times) * 1e3)
    below = (
        f"Simulated, {bursts.RUNS} times each, from {len(times)} measured times of RSA-2048 on Crypto++, {mean} ms on"
        " average: the\nmedian, the 5th to the 95th percentile in parentheses, and what the formula says in brackets."
    )
    return table(head, rows, below)


def empty(measured: Measured) -> str:
    rows = []
    for factor in bursts.LATER_FACTORS:
        found = bursts.after_dry(sample_of(measured), factor)
        rows.append([f"{factor:g}", f"{found.refused:.0%} [{found.expected_refused:.0%}]", f"{found.waiting:.0%}",
                     *(number(wait) for wait in found.waits)])  # fmt: skip
    head = ["requests for each key pair that is made", "refused, or made inline", "wait", "median wait, s",
            "95 % wait less than, s", "longest, s"]  # fmt: skip
    below = (
        f"Simulated as above: a burst of {bursts.SECONDS} s on a full pool of {bursts.POOL}; waits are those of the"
        " requests that wait.\nIn brackets: what the formula says."
    )
    return table(head, rows, below)


TABLES: dict[str, Callable[[Measured], str]] = {
    "machine": machine_of, "handshakes": handshakes, "latency": latency, "sustained": sustained, "sessions": sessions,
    "frames": frames, "sockets": sockets, "dry": dry, "empty": empty, "grown": grown,
}  # fmt: skip

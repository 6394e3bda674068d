"""Which programs run, and how long: filters, repetitions, and the least time in seconds for one of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """How one program is called."""

    filter: str
    repetitions: int
    min_time: float

    def arguments(self, out: str) -> list[str]:
        return [
            f"--benchmark_filter={self.filter}",
            f"--benchmark_repetitions={self.repetitions}",
            f"--benchmark_min_time={self.min_time}",
            "--benchmark_enable_random_interleaving=true",
            f"--benchmark_out={out}",
            "--benchmark_out_format=json",
        ]


# Google Benchmark's own additions to a name, such as /manual_time, stand behind it when it filters.
EVERYTHING = "."
FULL = {
    "primitives": Run(EVERYTHING, 9, 0.02),
    "record": Run(EVERYTHING, 9, 0.02),
    "batch": Run(EVERYTHING, 9, 0.02),
    "fragments": Run(EVERYTHING, 7, 0.02),
    "handshake": Run(EVERYTHING, 7, 0.05),
    "channel": Run(EVERYTHING, 5, 0.05),
    "sessions": Run(EVERYTHING, 5, 0.02),
}
# Everything that the table of targets needs, and what else fits into three minutes.
QUICK = {
    "primitives": Run("/(64|1024|16384)$", 5, 0.005),
    "record": Run(
        "/((standard|gcm)@[a-z_]+|chacha@openssl|[a-z0-9_]+)/(seal|open|both)/(64|1024|16384|1048576)$", 7, 0.008
    ),
    "batch": Run("/((standard|gcm)@[a-z_]+|openssl_[a-z0-9_]+)/(both/(64|1024|16384|mixed)/(4|64)|open/(64|1024|16384)/1)$", 7, 0.01),
    "fragments": Run("/both/(16384|1048576)(/|$)", 5, 0.01),
    "handshake": Run(
        "/(standard|modern)@[a-z]+/(whole|server)|/(rsa_2048|x25519)@|openssl_tls|/pool/100/", 5, 0.02
    ),
    "channel": Run("/(stream|ping_pong)/(64|16384|1048576)/manual|/idle/100/", 3, 0.02),
    "sessions": Run("/both/64/|^state/", 3, 0.005),
}

"""Feeds the benchmark report with programs' outputs that are made up, and compares what it says with what they hold."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/report"))

import cases  # noqa: E402
import figures  # noqa: E402
import page  # noqa: E402
import plan  # noqa: E402
import run  # noqa: E402
import targets  # noqa: E402
import terminal  # noqa: E402


def sample(name: str, time: float, repetition: int, **more) -> dict:
    """A repetition as Google Benchmark 1.7 writes it; more takes the place of what stands here."""
    return {
        "name": name, "run_name": name, "run_type": "iteration", "repetitions": 3, "repetition_index": repetition,
        "threads": 1, "iterations": 100, "real_time": time * 2, "cpu_time": time, "time_unit": "ns",
        "family_index": 0, "per_family_instance_index": 0, **more,
    }  # fmt: skip


def samples(name: str, times: list[float], **more) -> list[dict]:
    return [sample(name, time, index, **more) for index, time in enumerate(times)]


OURS, PEER = "record/standard@cryptopp/seal/64", "record/openssl_evp/seal/64"
CONTEXT = {"date": "2026-01-02T03:04:05+00:00", "compiler": "g++ 12.2.0", "Crypto++": "8.7.0",
           "library_build_type": "debug", "ticks_per_second": "2600000000"}  # fmt: skip
RECORD = {
    "context": CONTEXT,
    "benchmarks": [
        *samples(OURS, [100, 110, 120], octets=64.0, sealed=116.0, allocs=0.0, cycles_per_octet=4.0,
                 bytes_per_second=64e9 / 110),
        *samples(PEER, [400, 440, 500], label="OpenSSL <EVP>", octets=64.0, allocs=2.0, bytes_per_second=64e9 / 440),
        *samples("record/standard@cryptopp/seal/1024", [1000, 1000, 1000], allocs=1.0, bytes_per_second=1.024e9),
        {**sample(OURS + "_median", 1e9, 0), "run_type": "aggregate", "run_name": OURS},
        {**sample("record/botan_gcm/open/64", 0, 0), "error_occurred": True, "error_message": "a changed message opens"},
    ],
}  # fmt: skip
OTHERS = {
    "context": {"OpenSSL": "3.0.19"},
    "benchmarks": [
        *samples("fragments/standard@ipsec_mb/both/16384/1024", [5, 6, 7], time_unit="us", sealed=17264.0, octets=16384.0,
                 bytes_per_second=16384e6 / 6),
        *samples("fragments/openssl_evp/both/16384", [15, 18, 21], time_unit="us", octets=16384.0, sealed=16436.0,
                 bytes_per_second=16384e6 / 18),
        *samples("batch/standard@ipsec_mb/both/mixed/64", [50, 60, 70], octets=2918.5, sealed=2970.0,
                 bytes_per_second=2918.5e9 / 60),
        *samples("handshake/standard@cryptopp/pool/100/iterations:100/repeats:3/manual_time", [800, 900, 1000],
                 time_unit="us", p50=7e5, p99=1.5e6),
        *samples("handshake/rsa_2048@cryptopp/decapsulate/manual_time", [500, 500, 500], time_unit="us"),
        *samples("channel/tcp/ping_pong/64/manual_time", [2000, 2100, 2200], bytes_per_second=3e7),
    ],
}  # fmt: skip
TUNNELS = {"octets": 1000, "rows": [{"name": "handclasp gcm", "seconds": [1.0, 2.0, 3.0]},
                                    {"name": "stunnel, TLS 1.3 AES-128-GCM", "seconds": [4.0, 4.0, 4.0]}]}  # fmt: skip


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory(prefix="handclasp-") as name:
            files = []
            for stem, content in {"record": RECORD, "others": OTHERS, "tunnel": TUNNELS}.items():
                files.append(Path(name) / f"{stem}.json")
                files[-1].write_text(json.dumps(content), encoding="utf-8")
            cls.cases, context = cases.read_files(files[:2])
            cases.add_tunnels(cls.cases, files[2])
            cases.add_tunnels(cls.cases, Path(name) / "none.json")
        cls.report, cls.outcomes = run.make_report(cls.cases, context, "quick")
        cls.rows = {row["name"]: row for row in cls.report["rows"]}
        cls.aims = {(outcome.row, outcome.size): outcome for outcome in cls.outcomes}

    def outcome(self, start: str, size: str) -> targets.Outcome:
        return next(outcome for (row, there), outcome in self.aims.items() if row.startswith(start) and there == size)

    def test_row(self) -> None:
        row = self.rows[OURS]
        self.assertEqual(row["ns"], {"median": 110, "low": 105, "high": 115})
        self.assertEqual((row["layer"], row["suite"], row["backend"], row["peer"]), ("record", "standard", "cryptopp", None))
        self.assertEqual((row["operation"], row["size"], row["batch"]), ("seal", "64", None))
        self.assertEqual((row["allocations"], row["cycles_per_octet"], row["sealed_octets"]), (0, 4, 116))
        self.assertAlmostEqual(row["octets_per_second"], 64e9 / 110)
        self.assertEqual(self.rows[PEER]["peer"], "openssl_evp")
        self.assertEqual(self.rows["batch/standard@ipsec_mb/both/mixed/64"]["batch"], 64)

    def test_ratio_and_its_spread(self) -> None:
        ratio = self.rows[OURS]["ratios"]["openssl_evp"]
        self.assertAlmostEqual(ratio["median"], 4)
        # The quotients in order: 400/120 400/110 440/120 400/100 440/110 500/120 440/100 500/110 500/100; the quartiles are
        # the third and the seventh.
        self.assertAlmostEqual(ratio["low"], 440 / 120)
        self.assertAlmostEqual(ratio["high"], 440 / 100)
        self.assertEqual(self.rows[PEER]["ratios"], {})
        self.assertEqual(self.rows["record/standard@cryptopp/seal/1024"]["ratios"], {})

    def test_peer_without_variant_stands_beside_all(self) -> None:
        ratio = self.rows["fragments/standard@ipsec_mb/both/16384/1024"]["ratios"]["openssl_evp"]
        self.assertAlmostEqual(ratio["median"], 3)

    def test_times_and_names(self) -> None:
        self.assertEqual(self.rows["channel/tcp/ping_pong/64"]["ns"]["median"], 4200)  # real time counts
        self.assertEqual(self.rows["handshake/standard@cryptopp/pool/100"]["p99"], 1.5e6)
        self.assertEqual(self.rows["fragments/openssl_evp/both/16384"]["ns"]["median"], 18000)

    def test_single_repetition(self) -> None:
        self.assertEqual(figures.figure_of([7]), figures.Figure(7, 7, 7))

    def test_fault_is_reported_and_not_timed(self) -> None:
        self.assertEqual(self.report["faults"], {"record/botan_gcm/open/64": "a changed message opens"})
        self.assertNotIn("record/botan_gcm/open/64", self.rows)
        self.assertTrue("a changed message opens" in terminal.text(self.report, self.outcomes))

    def test_targets(self) -> None:
        met = self.outcome("standard, one frame, seal: against OpenSSL EVP with IVs from", "64")
        self.assertEqual((met.verdict, round(met.measured.median, 6)), ("met", 4))
        self.assertEqual(self.outcome("standard, one frame, seal: against OpenSSL EVP with IVs from", "1024").verdict, "not measured")
        self.assertEqual(self.outcome("heap allocations for a message, every", "").verdict, "not met")
        self.assertEqual(self.outcome("heap allocations for a message, every", "").measured.median, 1)
        self.assertEqual(self.outcome("standard, a message of 16 KiB", "16384").verdict, "met")
        pool = self.outcome("handshake of standard on Crypto++, the server's share with a filled", "")
        self.assertEqual((pool.verdict, pool.measured.median), ("met", 1.5))  # the real time of both is counted
        self.assertEqual(self.outcome("tunnel on loopback, gcm", "").measured.median, 2)

    def test_narrow_aims(self) -> None:
        start = "standard, batch of 64, seal and open: against OpenSSL EVP"
        aims = {wide: [o.aim for o in targets.outcomes({}, wide) if o.row.startswith(start)] for wide in (True, False)}
        self.assertEqual(aims, {True: [6, 3.8, 3], False: [5.5, 2.5, 1.8]})

    def test_expectations_name_what_the_programs_name(self) -> None:
        text = targets.EXPECTATIONS.read_text(encoding="utf-8")
        kinds = {row["kind"] for row in json.loads(text)["rows"]}
        self.assertLessEqual(kinds, {"speed", "overhead", "excess_ns", "counter", "percentile", "time_ns"})
        layers = {pattern.split("/")[0] for pattern in re.findall(r'"(?:ours|other)": "([^"]+)"', text)}
        self.assertLessEqual(layers, {*plan.FULL, "state", "tunnel"})

    def test_quick_runs_the_programs_of_the_full_run(self) -> None:
        self.assertEqual(list(plan.QUICK), list(plan.FULL))
        for how in plan.QUICK.values():
            re.compile(how.filter)

    def test_terminal_table(self) -> None:
        lines = terminal.text(self.report, self.outcomes).splitlines()
        head = next(line for line in lines if line.startswith("type") and "1024 octets" in line)
        self.assertEqual(head.split("  ")[0], "type")
        ours = next(line for line in lines if line.startswith("standard on Crypto++") and "k" in line)
        self.assertEqual(ours.split()[-2:], ["581818.18k", "1024000.00k"])
        evp = next(line for line in lines if line.startswith("OpenSSL <EVP>"))
        self.assertEqual(evp.split()[-2:], ["145454.55k", "-"])
        self.assertTrue(any(re.fullmatch(r"targets: \d+ met, \d+ not met, \d+ not measured", line) for line in lines))

    def assert_self_contained(self, text: str) -> None:
        outside = re.search(r"https?:|//[a-z]|\bsrc=|<link|@import|<script", text)
        self.assertIsNone(outside)
        for there in ("prefers-color-scheme", "OpenSSL &lt;EVP&gt;", "110 ns, 0.582 GB/s", "3.67 to 4.40"):
            self.assertTrue(there in text, there)

    def test_page_without_charts(self) -> None:
        self.assert_self_contained(page.html(self.report, self.outcomes, None))

    @unittest.skipIf(run.charts is None, "matplotlib (python3-matplotlib) is not installed")
    def test_page_with_charts(self) -> None:
        text = page.html(self.report, self.outcomes, run.charts)
        self.assert_self_contained(text)
        self.assertGreater(text.count("<svg"), 3)
        self.assertTrue("currentColor" in text)
        ids = re.findall(r'\bid="([^"]+)"', text)
        self.assertEqual(len(ids), len(set(ids)))
        wanted = re.findall(r'href="#([^"]+)"', text) + re.findall(r"url\(#([^)]+)\)", text)
        self.assertGreater(len(wanted), 0)
        self.assertEqual(set(wanted) - set(ids), set())

    def test_report_is_json(self) -> None:
        again = json.loads(json.dumps(self.report))
        self.assertEqual(again["machine"]["libraries"]["OpenSSL"], "3.0.19")
        self.assertEqual(again["machine"]["date"], CONTEXT["date"])


if __name__ == "__main__":
    unittest.main()

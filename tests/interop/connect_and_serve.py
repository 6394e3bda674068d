"""Runs `handclasp serve` and `handclasp connect`, of the folder in HANDCLASP_EXAMPLES, against each other."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "python"))
from handclasp_interop.command import LIMIT, PASSWORD, PROGRAM, Case, Server  # noqa: E402
from handclasp_interop.programs import end_with_parent  # noqa: E402


class ChannelTest(Case):
    def where(self) -> str:
        return f"127.0.0.1:{self.port}"

    def listen(self, options: str, command: str = "printf server |") -> Server:
        return self.serve(f"{command} handclasp serve --listen {self.where()} --suite modern {options}")

    def connect(self, *options: str, **more: object) -> subprocess.CompletedProcess[str]:
        return self.run_tool("connect", self.where(), "--suite", "modern", *options, **more)

    def test_many_octets_in_both_directions_and_every_suite(self) -> None:
        octets = os.urandom(3 << 20)
        self.file("up").write_bytes(octets)
        self.file("down").write_bytes(octets[::-1])
        for suite in ("standard", "standard_256", "encrypt_then_mac", "gcm", "chacha", "modern"):
            with self.subTest(suite=suite):
                self.serve(f"handclasp serve --listen {self.where()} --suite {suite} < down > got-up")
                self.assertEqual(self.shell(f"handclasp connect {self.where()} --suite {suite} --trust anyone "
                                            "< up > got-down").stdout, "")
                self.server_.process.wait(LIMIT)
                self.assertEqual(self.server_.process.returncode, 0)
                self.assertTrue(self.file("got-up").read_bytes() == octets)
                self.assertTrue(self.file("got-down").read_bytes() == octets[::-1])

    def test_identities_in_other_files(self) -> None:
        self.environment["HANDCLASP_OTHER_PASSWORD"] = PASSWORD
        fingerprint = self.new("s.p12", "a", "--kind", "p256")
        self.good("identity", "export", "--store", "s.p12", "--private-key", "s.pem")
        self.file("seed").touch(0o600)
        self.file("seed").write_text(bytes(range(32)).hex() + "\n")
        of_seed = "5f9a8b5e"  # only that it is another one
        for file, pin in (("s.pem", fingerprint), ("s.p12#a", fingerprint)):
            self.listen(f"--identity {file}")
            self.assertEqual(self.connect("--pin", pin).stdout, "server")
        server = self.listen("--identity seed")
        self.assertEqual(self.connect("--pin", of_seed + 56 * "0").returncode, 1)
        pin = re.search(r"fingerprint ([0-9a-f]{64})", server.said())[1]
        self.assertEqual(self.connect("--pin", fingerprint, "--pin", pin).stdout, "server")

    def test_learning_a_server(self) -> None:
        fingerprint = self.new("s.p12")
        server = self.listen("--identity s.p12")
        refused = self.connect("--known-servers", "known")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("is not known", refused.stderr)
        self.assertFalse(self.file("known").exists())
        self.assertEqual(self.connect("--known-servers", "known", "--unknown", "accept").stdout, "server")
        self.assertEqual(self.file("known").read_text(), f"{self.where()} {fingerprint}\n")
        self.assertIn("; waiting for the next\n", server.said())

    def test_asking_about_a_server(self) -> None:
        fingerprint = self.new("s.p12")
        self.listen("--identity s.p12")
        command = ("connect", self.where(), "--suite", "modern", "--known-servers", "known")
        question = "Trust it from now on? (yes or no) "
        code, seen = self.at_terminal(command, {question: "no"})
        self.assertEqual(code, 1)
        self.assertIn(fingerprint, seen)
        self.assertFalse(self.file("known").exists())
        code, seen = self.at_terminal(command, {question: "yes", "server": "\x04"})
        self.assertEqual(code, 0, seen)
        self.assertEqual(self.file("known").read_text(), f"{self.where()} {fingerprint}\n")

    def test_a_client_without_what_the_server_demands(self) -> None:
        self.new("s.p12")
        self.file("allowed").write_text("")
        server = self.listen("--identity s.p12 --clients allowed")
        pin = re.search(r"fingerprint ([0-9a-f]{64})", server.said())[1]
        without = self.connect("--pin", pin)
        self.assertEqual(without.returncode, 1)
        self.assertIn("demands a credential", without.stderr)
        self.assertIn("; give --identity", without.stderr)
        stranger = self.new("stranger.p12")
        self.assertEqual(self.connect("--pin", pin, "--identity", "stranger.p12").returncode, 1)
        server.wait_for(f"the client {stranger} is not listed")
        self.assertNotIn("\nserver", server.said())

    def test_nobody_there(self) -> None:
        self.bad(1, f"handclasp: {self.where()}: Connection refused", "connect", self.where(), "--trust", "anyone")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            where = f"127.0.0.1:{taken.getsockname()[1]}"
            done = self.run_tool("serve", "--listen", where)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"cannot listen on {where}: Address already in use", done.stderr)

    def test_a_peer_that_is_killed(self) -> None:
        self.listen("", "sleep 1000 |")
        with subprocess.Popen([PROGRAM, "connect", self.where(), "--suite", "modern", "--trust", "anyone"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              preexec_fn=end_with_parent) as client:
            self.server_.wait_for("not asked who it is")
            self.stop_server()
            self.assertEqual(client.wait(LIMIT), 1)
            self.assertRegex(client.stderr.read(), rf"\Ahandclasp: {self.where()}: .*(stream ended|reset).*\n\Z")

    def test_an_output_that_nobody_reads(self) -> None:
        self.listen("", "yes |")
        done = self.shell(f"handclasp connect {self.where()} --suite modern --trust anyone < /dev/null | head -c 10")
        self.assertIn("handclasp: standard output: Broken pipe\n", done.stdout)


if __name__ == "__main__":
    unittest.main()

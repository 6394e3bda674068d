"""Runs handclasp-dissect, of the folder in HANDCLASP_EXAMPLES, on sessions that are put together from docs/vectors.

What it prints has to be what the vectors say: each unit and each plaintext. Then it gets what is no session.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path

from cryptography.x509 import load_der_x509_certificate

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ["HANDCLASP_EXAMPLES"]) / "handclasp-dissect"
SUITES = ("standard", "standard_256", "encrypt_then_mac", "gcm", "chacha", "modern")

UNIT = re.compile(r"(client|server) @(\d+) +([a-z]+) *(\d+)(?:  frame (\d+))?")
FIELD = re.compile(r" +(\d+) +(\d+)  (clear|encrypted|under RSA) +([A-Za-z, ]+?)  +(.*)")
OPENED = re.compile(r" +opened  (.*)")


@dataclass
class Unit:
    """What the program printed of one."""

    side: str
    offset: int
    name: str
    size: int
    frame: int | None
    fields: list[tuple[int, int, str, str, str]]
    opened: str | None = None


@functools.cache
def read_vectors(name: str) -> dict:
    return json.loads((ROOT / f"docs/vectors/{name}.json").read_text(encoding="utf-8"))


def octets(value: str | dict) -> bytes:
    if isinstance(value, str):
        return bytes.fromhex(value)
    pattern = bytes.fromhex(value["repeat"])
    return (pattern * (value["size"] // len(pattern) + 1))[: value["size"]]


def certificates(chain: bytes) -> list[bytes]:
    found = []
    while chain:
        size = int.from_bytes(chain[:2], "big")
        found.append(chain[2 : 2 + size])
        chain = chain[2 + size :]
    return found


def shown(plaintext: bytes) -> str:
    printable = all(0x20 <= octet < 0x7F for octet in plaintext)
    return f'"{plaintext.decode()}"' if printable else plaintext.hex()


class Session:
    """A session of the vectors: its units in both directions, and what they mean."""

    HANDSHAKE = {"client": ["request", "initial"], "server": ["hello"]}

    def __init__(self, suite: str, handshake: str = "signed"):
        vectors = read_vectors(suite)
        self.suite = suite
        self.handshake = next(one for one in vectors["handshakes"] if one["name"] == handshake)
        has_frames = {
            side: vectors.get(f"{side}_frames", {}).get("handshake") == handshake for side in ("client", "server")
        }
        self.frames = {side: vectors[f"{side}_frames"]["frames"] if has else [] for side, has in has_frames.items()}
        self.units = {
            side: [bytes.fromhex(self.handshake[name]) for name in self.HANDSHAKE[side]]
            + [bytes.fromhex(frame["unit"]) for frame in self.frames[side]]
            for side in self.HANDSHAKE
        }
        self.credential = self.handshake.get("credential")
        if self.credential:
            self.units["client"].insert(2, bytes.fromhex(self.credential["unit"]))
        self.secrets = self.handshake["inputs"]["secrets"]
        self.transcript = self.handshake["transcript_hash"]

    def stream(self, side: str) -> bytes:
        return b"".join(self.units[side])

    def key_log(self, secrets: str | None = None) -> str:
        other = f"handclasp/1 {bytes(32).hex()} {bytes(32).hex()}\n"
        return f"# sessions\n\n{other}handclasp/1 {self.transcript} {secrets or self.secrets}\n{other}"

    def opened(self, side: str) -> list[str]:
        """What the program has to say of each frame of a direction."""
        means = {"rekey": "rekey: new keys from the next frame on", "close": "close: the direction's end is authentic"}
        first = [{"type": "message", "plaintext": self.handshake["inputs"]["message"]}] if side == "client" else []
        expected = []
        for frame in first + self.frames[side]:
            plaintext = octets(frame["plaintext"])
            what = f"{frame['type']} of {len(plaintext)}: {shown(plaintext)}"
            expected.append(means.get(frame["type"], what))
        if side == "client" and self.credential:
            expected.insert(1, f"credential of {len(self.credential['plaintext']) // 2}: {self.summary()}")
        return expected

    def summary(self) -> str:
        """What the program says of the credential's proof."""
        kind, identity, signature = (self.credential[part] for part in ("kind", "identity", "signature"))
        return f"kind {kind}, identity of {len(identity) // 2}, signature of {len(signature) // 2}"

    def names(self, side: str) -> list[str]:
        credential = ["credential"] if side == "client" and self.credential else []
        return self.HANDSHAKE[side] + credential + [frame["type"] for frame in self.frames[side]]


class DissectTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="handclasp-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name: str, content: bytes | str) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_program(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
        )

    def dissect(self, code: int, client: bytes, server: bytes, *arguments: str | Path, key_log: str | None = None):
        """Runs it on two directions; returns its units and its messages."""
        return self.judge(code, self.run_program(*self.streams(client, server, key_log), *arguments))

    def streams(self, client: bytes, server: bytes, key_log: str | None = None) -> list[str | Path]:
        """Arguments that name files with these octets."""
        named = ["--client", self.file("client", client), "--server", self.file("server", server)]
        return named if key_log is None else [*named, "--secrets", self.file("key log", key_log)]

    def judge(self, code: int, done: subprocess.CompletedProcess[str]):
        self.assertEqual(done.returncode, code, done.stdout[-2000:] + done.stderr)
        self.assertEqual(done.stderr == "", code == 0, done.stderr)
        self.printed = done.stdout
        return self.units_in(done.stdout), done.stderr

    def units_in(self, text: str) -> list[Unit]:
        units: list[Unit] = []
        for line in text.splitlines():
            if found := UNIT.fullmatch(line):
                side, offset, name, size, frame = found.groups()
                units.append(Unit(side, int(offset), name, int(size), None if frame is None else int(frame), []))
            elif found := FIELD.fullmatch(line):
                offset, size, how, name, value = found.groups()
                units[-1].fields.append((int(offset), int(size), how, name, value))
            elif found := OPENED.fullmatch(line):
                self.assertIsNone(units[-1].opened)
                units[-1].opened = found.group(1)
        return units

    def check_units(self, session: Session, units: list[Unit]):
        """Names, sizes, offsets and numbers, and that the fields are the whole unit."""
        for side in ("client", "server"):
            seen = [unit for unit in units if unit.side == side]
            self.assertEqual([unit.name for unit in seen], session.names(side))
            offset = 0
            for number, (unit, sent) in enumerate(zip(seen, session.units[side], strict=True)):
                self.assertEqual((unit.offset, unit.size), (offset, len(sent)))
                self.assertEqual(unit.frame, None if number == 0 else number - 1)
                at = 0
                for place, size, how, name, value in unit.fields:
                    self.assertEqual(place, at)
                    at += size
                    self.assertEqual(value == "-", how != "clear", name)
                    if how == "clear" and size > 2 and not value.startswith('"'):
                        self.assertEqual(value.removesuffix(" ..."), sent[place:at].hex()[: len(value.split()[0])])
                self.assertEqual(at, len(sent))
                offset += len(sent)

    def check_opened(self, session: Session, units: list[Unit]):
        for side in ("client", "server"):
            opened = [unit.opened for unit in units if unit.side == side and unit.frame is not None]
            self.assertEqual(opened, session.opened(side))
            self.assertTrue(opened or session.handshake["name"] != "signed")

    # A session as it should be.

    def test_every_unit_and_every_plaintext(self):
        for suite in SUITES:
            session = Session(suite)
            streams = session.stream("client"), session.stream("server")
            for choice in ((), ("--suite", suite)):
                units, _ = self.dissect(0, *streams, "--whole", *choice, key_log=session.key_log())
                self.check_units(session, units)
                self.check_opened(session, units)

    def test_without_secrets_nothing_is_opened(self):
        for suite in SUITES:
            session = Session(suite)
            units, _ = self.dissect(0, session.stream("client"), session.stream("server"))
            self.check_units(session, units)
            self.assertEqual({unit.opened for unit in units}, {None})

    def test_fields(self):
        session = Session("standard")
        units, _ = self.dissect(0, session.stream("client"), session.stream("server"))
        hello = {name: (offset, size, value) for offset, size, _, name, value in units[1].fields}
        self.assertEqual(hello["session key"][:2], (113, 294))
        self.assertEqual(hello["flags"], (110, 1, "0"))
        self.assertEqual(hello["identity size"], (408, 2, "32"))
        self.assertEqual(hello["signature"][:2], (444, 64))
        self.assertIn(f"proof  verifies, fingerprint {session.handshake['proof']['fingerprint']}\n", self.printed)
        self.assertEqual(units[2].name, "initial")

    def test_fields_of_every_composition(self):
        """Those of the initial unit and of a close."""
        header = (0, 4, "clear", "header")
        under_rsa = [header, (4, 256, "under RSA", "AES key, MAC key"), (260, 16, "clear", "IV")]
        secrets, client_key = (4, 256, "under RSA", "secrets"), (4, 32, "clear", "client key")
        iv = (4, 16, "clear", "IV")
        with_x25519 = [header, client_key, (36, 17, "encrypted", "message"), (53, 16, "clear", "tag")]
        expected = {
            "standard": (
                [*under_rsa, (276, 16, "encrypted", "tag"), (292, 32, "encrypted", "message, padding")],
                [header, iv, (20, 16, "encrypted", "tag"), (36, 16, "encrypted", "padding")],
            ),
            "encrypt_then_mac": (
                [*under_rsa, (276, 32, "encrypted", "message, padding"), (308, 16, "clear", "tag")],
                [header, iv, (20, 16, "encrypted", "padding"), (36, 16, "clear", "tag")],
            ),
            "gcm": (
                [header, secrets, (260, 17, "encrypted", "message"), (277, 16, "clear", "tag")],
                [header, (4, 16, "clear", "tag")],
            ),
            "chacha": (with_x25519, [header, (4, 16, "clear", "tag")]),
            "modern": (with_x25519, [header, (4, 16, "clear", "tag")]),
        }
        for suite, (initial, close) in expected.items():
            session = Session(suite)
            units, _ = self.dissect(0, session.stream("client"), session.stream("server"))
            for name, fields in (("initial", initial), ("close", close)):
                with self.subTest(suite=suite, unit=name):
                    unit = next(unit for unit in units if unit.name == name)
                    self.assertEqual([field[:4] for field in unit.fields], fields)
        (client_key,) = (field for field in units[2].fields if field[3] == "client key")
        shown = session.handshake["encapsulation"][:32]
        self.assertEqual(client_key[4], f"{shown} ...")

    def test_long_plaintexts_are_abbreviated(self):
        session = Session("standard")
        units, _ = self.dissect(0, session.stream("client"), session.stream("server"), key_log=session.key_log())
        for unit in (unit for unit in units if unit.opened):
            self.assertLess(len(unit.opened), 120)
            whole = session.opened(unit.side)[unit.frame]
            if unit.opened.endswith(" ..."):
                self.assertTrue(whole.startswith(unit.opened.removesuffix(" ...").removesuffix('"')))
            else:
                self.assertEqual(unit.opened, whole)

    def test_a_context(self):
        for suite in SUITES:
            session = Session(suite, "unsigned with context")
            streams = session.stream("client"), session.stream("server")
            context = bytes.fromhex(session.handshake["inputs"]["context"])
            units, _ = self.dissect(0, *streams, "--context", context, key_log=session.key_log())
            self.check_opened(session, units)
            for wrong in ((), ("--context", "another")):
                units, told = self.dissect(1, *streams, *wrong, key_log=session.key_log())
                self.check_units(session, units)
                self.assertIn("the key log has no line for this session", told)

    def test_a_credential(self):
        for suite in SUITES:
            session = Session(suite, "with a credential")
            streams = session.stream("client"), session.stream("server")
            context = ("--context", bytes.fromhex(session.handshake["inputs"]["context"]))
            units, _ = self.dissect(0, *streams, *context)
            self.check_units(session, units)
            self.assertEqual({unit.opened for unit in units}, {None})
            self.assertEqual([field[4] for field in units[1].fields if field[3] == "flags"], ["1"])
            self.assertIn("the server demands a credential\n", self.printed)
            self.assertNotIn(session.credential["fingerprint"], self.printed)
            units, _ = self.dissect(0, *streams, *context, key_log=session.key_log())
            self.check_units(session, units)
            self.check_opened(session, units)
            self.assertIn(f"proof  verifies, fingerprint {session.credential['fingerprint']}\n", self.printed)

    def test_fields_of_a_credential(self):
        header, iv = (0, 4, "clear", "header"), (4, 16, "clear", "IV")
        expected = {
            "standard": [header, iv, (20, 16, "encrypted", "tag"), (36, 112, "encrypted", "proof, padding")],
            "encrypt_then_mac": [header, iv, (20, 112, "encrypted", "proof, padding"), (132, 16, "clear", "tag")],
            "modern": [header, (4, 101, "encrypted", "proof"), (105, 16, "clear", "tag")],
        }
        for suite, fields in expected.items():
            session = Session(suite, "with a credential")
            units, _ = self.dissect(0, session.stream("client"), session.stream("server"))
            (unit,) = (unit for unit in units if unit.name == "credential")
            self.assertEqual([field[:4] for field in unit.fields], fields)

    def test_certificates(self):
        """Of both ends: how many and how large they are, and where the program has OpenSSL, whose."""
        handshakes = read_vectors("certificates")["handshakes"]
        for name in [one["name"] for one in handshakes]:
            session = Session("certificates", name)
            context = ("--context", bytes.fromhex(session.handshake["inputs"]["context"]))
            units, _ = self.dissect(0, session.stream("client"), session.stream("server"), *context,
                                    key_log=session.key_log())
            self.check_units(session, units)
            self.check_opened(session, units)
            proofs = session.handshake["proof"], session.credential
            chains = [certificates(bytes.fromhex(proof["identity"])) for proof in proofs]
            sizes = [(place, len(der)) for chain in chains for place, der in enumerate(chain, 1)]
            notes = re.findall(r"certificate  (\d+) of (\d+) octets(.*)", self.printed)
            self.assertEqual([(int(place), int(size)) for place, size, _ in notes], sizes)
            read = [load_der_x509_certificate(der) for chain in chains for der in chain]
            subjects = [f": {certificate.subject.rfc4514_string()}" for certificate in read]
            verified = re.findall(r"^ {18}proof  (.*)", self.printed, re.MULTILINE)
            if "not verified: this program was built without OpenSSL" in verified:
                self.assertEqual(len(set(verified)), 1)
                subjects = ["" for _ in subjects]
            else:
                self.assertEqual(verified, [f"verifies, fingerprint {proof['fingerprint']}" for proof in proofs])
            self.assertEqual([subject for _, _, subject in notes], subjects)

    def test_a_credential_that_is_out_of_place(self):
        demanded, session = Session("modern", "with a credential"), Session("modern")
        request, initial, credential = demanded.units["client"]
        (hello,) = demanded.units["server"]
        no_unit = "this is no unit of handclasp that can stand here: "
        for client, server, found in (
            (session.units["client"][:2] + [credential], session.units["server"][:1], credential),
            ([request, initial, initial], [hello], initial),
            ([request, initial, session.units["client"][2]], [hello], session.units["client"][2]),
            ([request, initial, credential, credential], [hello], credential),
            ([request, initial], [hello, credential], credential),
        ):
            _, told = self.dissect(1, b"".join(client), b"".join(server))
            self.assertIn(no_unit + found[:4].hex(), told)
        # Without the hello nobody knows whether one was demanded.
        units, _ = self.dissect(0, request + initial + credential, b"")
        self.assertEqual([unit.name for unit in units], ["request", "initial", "credential"])
        self.dissect(0, b"".join(session.units["client"]), b"")
        _, told = self.dissect(1, request + initial + credential + credential, b"")
        self.assertIn(no_unit, told)

    def test_a_refusal(self):
        session = Session("standard")
        name = bytes.fromhex(session.handshake["request"])[6:78]
        for other in (name, name.replace(b"128", b"192"), b"short"):
            refused = b"\x13" + (len(other) + 2).to_bytes(3, "big") + b"\x01" + bytes([len(other)]) + other
            units, _ = self.dissect(0, session.units["client"][0], refused)
            self.assertEqual([unit.name for unit in units], ["request", "refused"])
            self.assertEqual(sum(field[1] for field in units[1].fields), len(refused))

    # tshark's text.

    def follow(self, pieces: list[tuple[str, bytes]], end: str = "\n") -> str:
        bar = "=" * 67
        lines = ["", bar, "Follow: tcp,raw", "Filter: tcp.stream eq 0", "Node 0: 127.0.0.1:36342"]
        lines += ["Node 1: 127.0.0.1:4000"]
        lines += [("\t" if side == "server" else "") + piece.hex() for side, piece in pieces]
        return end.join([*lines, bar, ""])

    def test_follow(self):
        for suite in SUITES:
            session = Session(suite)
            client, server = session.stream("client"), session.stream("server")
            handshake = [("client", session.units["client"][0]), ("server", session.units["server"][0])]
            rest = [("client", client[len(handshake[0][1]) :]), ("server", server[len(handshake[1][1]) :])]
            small = [(side, piece[at : at + 97]) for side, piece in handshake + rest for at in range(0, len(piece), 97)]
            for pieces, end in ((handshake + rest, "\n"), (small, "\n"), (small, "\r\n")):
                log = self.file("key log", session.key_log())
                text = self.file("follow", self.follow(pieces, end))
                units, _ = self.judge(0, self.run_program("--follow", text, "--secrets", log, "--whole"))
                self.check_units(session, units)
                self.check_opened(session, units)
                self.assertEqual([unit.name for unit in units[:3]], ["request", "hello", "initial"])

    def test_follow_is_in_the_order_of_arrival(self):
        session = Session("standard")
        turns = max(len(units) for units in session.units.values())
        pieces = [
            (side, session.units[side][turn])
            for turn in range(turns)
            for side in ("client", "server")
            if turn < len(session.units[side])
        ]
        units, _ = self.judge(0, self.run_program("--follow", self.file("follow", self.follow(pieces))))
        self.assertEqual([(unit.side, unit.size) for unit in units], [(side, len(piece)) for side, piece in pieces])

    def test_what_is_no_text_of_tshark(self):
        session = Session("standard")
        for text in ("", self.follow([]), "GET / HTTP/1.0\n", self.follow([("client", b"")]) + "\t\t00\n", "123\n",
                     session.stream("client")):
            _, told = self.judge(2, self.run_program("--follow", self.file("follow", text)))
            self.assertRegex(told, "no line of tshark's|no octets, of either side")

    # What is no session, or only a part of one.

    def test_truncated(self):
        session = Session("standard")
        client, server = session.stream("client"), session.stream("server")
        log = session.key_log()
        for size in (1, 3, 4, 109, 111, 300, len(client) - 53, len(client) - 50, len(client) - 1):
            _, told = self.dissect(1, client[:size], server, key_log=log)
            self.assertRegex(told, r"client direction, offset \d+: the stream ends inside a unit: \d+ octets of \d+")
        _, told = self.dissect(1, client, server[:-1], key_log=log)
        self.assertIn(f"server direction, offset {len(server) - 52}: the stream ends inside a unit: 51 octets of", told)

    def test_an_end_without_a_close(self):
        session = Session("standard")
        self.dissect(0, session.stream("client")[:-52], session.stream("server"))
        self.assertIn("\nclient direction: no close up to its end\n", self.printed)
        self.assertNotIn("server direction", self.printed)

    def test_an_empty_direction(self):
        session = Session("standard")
        _, told = self.dissect(1, b"", b"")
        self.assertIn("client direction, offset 0: there are no octets at all", told)
        self.dissect(0, session.units["client"][0], b"")
        _, told = self.dissect(1, session.stream("client"), b"", key_log=session.key_log())
        self.assertIn("without the server's hello nothing can be decrypted", told)

    def test_other_octets(self):
        session = Session("standard")
        client, server = session.stream("client"), session.stream("server")
        no_unit = "this is no unit of handclasp that can stand here: "
        _, told = self.dissect(1, b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1.0 200 OK\r\n")
        self.assertIn(f"client direction, offset 0: {no_unit}47455420", told)
        self.assertIn(f"server direction, offset 0: {no_unit}48545450", told)
        _, told = self.dissect(1, server, client)  # the wrong way round
        self.assertIn(f"client direction, offset 0: {no_unit}110001f8", told)
        _, told = self.dissect(1, client + b"x", server)
        self.assertIn(f"offset {len(client)}: octets follow the end of this direction: 78", told)
        units, told = self.dissect(1, client[:434] + b"\x00\xff\xff\xff" + client[434:], server)
        self.assertIn("offset 434: a unit of this type cannot have such a length: 00ffffff", told)
        self.assertEqual([unit.name for unit in units if unit.side == "client"], ["request", "initial"])
        units, told = self.dissect(1, client[:434] + os.urandom(64).replace(b"\x00", b"\x20"), server)
        self.assertIn("client direction, offset 434: ", told)

    def test_another_suite(self):
        session = Session("standard")
        client, server = session.stream("client"), session.stream("server")
        other = client.replace(b"AES-128", b"AES-192", 1)
        _, told = self.dissect(1, other, server)
        self.assertRegex(told, r"does not have the suite that the client names: AES-192-CBC\+HMAC")
        _, told = self.dissect(1, client, server, "--suite", "standard_256")
        self.assertIn("the suite is AES-128-CBC+HMAC", told)
        version = client[:4] + b"\x02" + client[5:]
        _, told = self.dissect(1, version, server)
        self.assertIn("another version of the protocol", told)

    def test_wrong_secrets(self):
        for suite in SUITES:
            session = Session(suite)
            streams = session.stream("client"), session.stream("server")
            request, size = len(session.units["client"][0]), len(bytes.fromhex(session.secrets))
            wrong = bytes(octet ^ 1 for octet in bytes.fromhex(session.secrets)).hex()
            units, told = self.dissect(1, *streams, key_log=session.key_log(wrong))
            self.check_units(session, units)
            self.assertEqual({unit.opened for unit in units}, {None})
            for side, at in (("client", request), ("server", len(session.units["server"][0]))):
                self.assertIn(f"{side} direction, offset {at}: frame 0: authentication failed: wrong keys", told)
            _, told = self.dissect(1, *streams, key_log=session.key_log(session.secrets + "00"))
            self.assertIn(f"the key log's secrets have {size + 1} octets, and this suite's have {size}", told)
            _, told = self.dissect(1, *streams, key_log="")
            self.assertIn("the key log has no line for this session", told)

    def test_an_altered_frame(self):
        session = Session("standard")
        for side in ("client", "server"):
            units = session.units[side]
            for number, expected in enumerate(session.opened(side)):
                at = number + 1
                broken = units[at][:-1] + bytes([units[at][-1] ^ 1])
                stream = b"".join([*units[:at], broken, *units[at + 1 :]])
                streams = {"client": session.stream("client"), "server": session.stream("server"), side: stream}
                both = streams["client"], streams["server"]
                printed, told = self.dissect(1, *both, "--whole", key_log=session.key_log())
                self.check_units(session, printed)
                opened = [unit.opened for unit in printed if unit.side == side and unit.frame is not None]
                self.assertEqual(opened[:number], session.opened(side)[:number])
                self.assertEqual(set(opened[number:]), {None}, expected)
                offset = sum(len(unit) for unit in units[:at])
                self.assertIn(f"{side} direction, offset {offset}: frame {number}: authentication failed", told)
                self.assertEqual(told.count("\n"), 1)

    def test_invalid_vectors_are_refused(self):
        for suite in SUITES:
            invalid = read_vectors(f"{suite}_invalid")
            session = Session(suite, invalid["handshake"])
            first = {"client": session.units["client"][:2], "server": session.units["server"][:1]}
            refused = 0
            for case in invalid["cases"]:
                if case["stage"] != "frame" or case["expect"] in ("key_limit", "message_size"):
                    continue  # a matter of the receiver
                if case["expect"] == "truncated" and self.is_whole(case["octets"]):
                    continue
                side = "client" if case["receiver"] == "server" else "server"
                self.assertEqual(case["first_number"], 1 if side == "client" else 0)
                streams = {other: b"".join(units) for other, units in first.items()}
                preceding = b"".join(bytes.fromhex(unit) for unit in case.get("preceding", []))
                streams[side] += preceding + bytes.fromhex(case["octets"])
                with self.subTest(case["id"]):
                    self.dissect(1, streams["client"], streams["server"], key_log=session.key_log())
                refused += 1
            self.assertGreater(refused, 10)

    def test_invalid_credentials_are_refused(self):
        refused = 0
        for suite in (*SUITES, "certificates"):
            invalid = read_vectors(f"{suite}_invalid")
            for case in invalid["cases"]:
                if case["stage"] != "credential" or case["expect"] == "untrusted":
                    continue
                if case["expect"] == "truncated" and self.is_whole(case["octets"]):
                    continue
                if suite == "certificates" and not case["trust"].get("certificates"):
                    continue  # a matter of the receiver, which verifies none
                session = Session(suite, case.get("handshake", invalid["handshake"]))
                context = ("--context", bytes.fromhex(session.handshake["inputs"]["context"]))
                client = b"".join(session.units["client"][:2]) + bytes.fromhex(case["octets"])
                with self.subTest(case["id"]):
                    done = self.run_program(
                        *self.streams(client, session.stream("server"), session.key_log()), *context
                    )
                    if "built without OpenSSL" in done.stdout:
                        continue
                    self.assertEqual(done.returncode, 1, done.stdout)
                refused += 1
        self.assertGreater(refused, 300)

    def is_whole(self, octets_of_units: str) -> bool:
        """Whether these are whole units, and only a close is missing."""
        rest = bytes.fromhex(octets_of_units)
        while len(rest) >= 4 and len(rest) >= 4 + int.from_bytes(rest[1:4], "big"):
            rest = rest[4 + int.from_bytes(rest[1:4], "big") :]
        return not rest

    def test_invalid_handshakes_are_printed_or_refused(self):
        """Whatever comes, the program says what it is; only a key's own soundness and trust are not its matter."""
        for suite in SUITES:
            invalid = read_vectors(f"{suite}_invalid")
            session = Session(suite, invalid["handshake"])
            refused = ("unit_size", "unexpected_unit", "malformed", "version", "wrong_suite", "bad_proof")
            request, initial = session.units["client"][:2]
            hello = session.units["server"][0]
            arranged = {
                "request": lambda unit: (unit, b""),
                "hello": lambda unit: (request, unit),
                "initial": lambda unit: (request + unit, hello),
            }
            for case in invalid["cases"]:
                if case["stage"] not in arranged:
                    continue
                client, server = arranged[case["stage"]](bytes.fromhex(case["octets"]))
                done = self.run_program(*self.streams(client, server, session.key_log()))
                with self.subTest(case["id"]):
                    self.assertIn(done.returncode, (0, 1), done.stderr)
                    self.assertEqual(done.stderr == "", done.returncode == 0, done.stderr)
                    if "built without OpenSSL" in done.stdout:
                        continue
                    if case["expect"] in refused and not self.is_of_another_suite(case):
                        self.assertEqual(done.returncode, 1, done.stdout)

    def is_of_another_suite(self, case: dict) -> bool:
        """Whether it is a sound request or refusal."""
        return case["expect"] == "wrong_suite" and case["octets"][:2] in ("10", "13")

    # Arguments.

    def test_arguments(self):
        session = Session("standard")
        client = self.file("a client", session.stream("client"))
        server = self.file("a server", session.stream("server"))
        both = ("--client", client, "--server", server)
        nowhere = self.folder / "nowhere"
        for arguments, says in (
            ((), "say what to read"),
            (("--client", client), "--server"),
            (("--server", server), "--client"),
            ((*both, "--follow", client), "--follow"),
            ((*both, "--suite", "aes"), "standard_256"),
            ((*both, "--context", "x" * 256), "255"),
            ((*both, "--unknown"), "--unknown"),
            (("--client", nowhere, "--server", server), "nowhere"),
            (("--client", client, "--server", self.folder), str(self.folder)),
            (("--follow", nowhere), "nowhere"),
            ((*both, "--secrets", nowhere), "nowhere"),
        ):
            with self.subTest(arguments):
                _, told = self.judge(2, self.run_program(*arguments))
                self.assertIn(says, told)
        done = self.run_program("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("tshark -r session.pcap -q -z follow,tcp,raw,0", done.stdout)

    def test_what_is_no_key_log(self):
        session = Session("standard")
        good = session.key_log()
        for line in ("handclasp/2 " + "00" * 32 + " 00", "handclasp/1", "handclasp/1 " + "00" * 31 + " 00",
                     "handclasp/1 " + "00" * 32, "handclasp/1 " + "00" * 32 + " 0", "handclasp/1 " + "00" * 32 + " zz",
                     "handclasp/1 " + "00" * 32 + " 00 00", "CLIENT_RANDOM 00 00"):
            with self.subTest(line):
                _, told = self.dissect(2, session.stream("client"), session.stream("server"), key_log=f"{good}{line}\n")
                self.assertIn("line 6 is no line of a key log", told)


if __name__ == "__main__":
    unittest.main()

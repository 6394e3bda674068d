#!/usr/bin/python3
"""Tests of the Python peer and of docs/vectors: /usr/bin/python3 tests/interop/python/test_peer.py"""

import itertools
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import make_vectors
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from handclasp_peer import (aead, cbc, certificates, ed25519, errors, frames, identity, oaep, schedule, units,
                            x25519_transport)
from handclasp_peer.ed25519 import Ed25519Identity
from handclasp_peer.handshake import ClientHandshake, ClientRandom, ServerHandshake
from handclasp_peer.receiver import Receiver
from handclasp_peer.suites import SUITES, Suite
from handclasp_vectors import check, fixed_identity, forged, inputs, invalid_x25519

HERE = pathlib.Path(__file__).resolve().parent
SEED = bytes(range(32))


def kind_of(test: unittest.TestCase, call, *arguments) -> str:
    with test.assertRaises(errors.ProtocolError) as caught:
        call(*arguments)
    return caught.exception.kind


def sides(suite: Suite, trust=identity.ANYONE, seed: bytes | None = SEED, contexts=(b"", b""), message=b"first",
          key_limits=frames.KeyLimits(), shown=None, clients=None):
    random = ClientRandom(bytes(32), bytes(range(suite.secrets_size)), bytes(32))
    client = ClientHandshake(suite, trust, message, random, contexts[0], key_limits, shown)
    server = ServerHandshake(suite, inputs.session_key(suite), b"n" * 32, b"o" * suite.secrets_size,
                             None if seed is None else Ed25519Identity(seed), contexts[1], key_limits, clients)
    return client, server


def established(suite: Suite, **given):
    client, server = sides(suite, **given)
    hello, _ = server.feed(client.request)
    initial, at_client = client.feed(hello)
    _, at_server = server.feed(initial)
    return at_client, at_server


def certified_identities() -> list[fixed_identity.FixedIdentity]:
    suite = SUITES["modern"]
    return [make(suite) for make in (fixed_identity.with_p256, fixed_identity.with_rsa, fixed_identity.with_ed25519)]


class Primitives(unittest.TestCase):
    """The pieces written here against the library's or the RFCs' own."""

    def test_hkdf(self):
        for size in (12, 32, 48, 8160):
            expected = HKDF(hashes.SHA256(), size, b"salt", b"info").derive(b"material")
            self.assertEqual(schedule.hkdf_expand(schedule.hkdf_extract(b"salt", b"material"), b"info", size), expected)

    def test_oaep_is_decrypted_by_the_library(self):
        scheme = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        for suite in filter(inputs.has_rsa, SUITES.values()):
            private = inputs.session_key(suite)
            numbers = private.public_key().public_numbers()
            octets = oaep.encrypt(numbers.n, numbers.e, b"secret", bytes(32), suite.transport.encapsulation_size)
            self.assertEqual(private.decrypt(octets, scheme), b"secret")

    def test_public_key_form(self):
        for suite, size in ((SUITES["standard"], 294), (SUITES["standard_256"], 422)):
            self.assertEqual(suite.transport.public_key_size, size)
            private = inputs.session_key(suite)
            public = suite.transport.public_octets(private)
            self.assertEqual(suite.transport.modulus(public), private.public_key().public_numbers().n)

    def test_x25519(self):
        """RFC 7748, section 6.1; then the secrets, by the library's HKDF."""
        client, server = (X25519PrivateKey.from_private_bytes(bytes.fromhex(octets)) for octets in (
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
            "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
        publics = x25519_transport.public_of(client), x25519_transport.public_of(server)
        self.assertEqual([octets.hex() for octets in publics], [
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"])
        shared = bytes.fromhex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
        self.assertEqual(x25519_transport.shared_point(client, publics[1]), shared)
        expected = HKDF(hashes.SHA256(), 32, publics[0] + publics[1], b"handclasp/1 x25519").derive(shared)
        self.assertEqual(x25519_transport.secrets_of(*publics, shared), expected)

    def test_x25519_takes_other_encodings(self):
        """RFC 7748, section 5: the top bit is ignored and u + p is u. The secrets are bound to the octets as sent."""
        transport, private = SUITES["chacha"].transport, inputs.session_key(SUITES["chacha"])
        public = transport.public_octets(private)
        shared, made = set(), set()
        for value in (9, 9 | 1 << 255, 9 + ed25519.FIELD, 9 + ed25519.FIELD | 1 << 255):
            encoded = forged.little(value)
            shared.add(x25519_transport.shared_point(private, encoded))
            transport.check(encoded)
            secrets = transport.decapsulate(private, encoded, 32, bytes(32))
            self.assertEqual(secrets, x25519_transport.secrets_of(encoded, public, min(shared)))
            made.add(secrets)
        self.assertEqual((len(shared), len(made)), (1, 4))

    def test_x25519_refuses_small_order(self):
        transport, private = SUITES["chacha"].transport, inputs.session_key(SUITES["chacha"])
        points = invalid_x25519.small_order_encodings()
        self.assertEqual(len({point for _, point in points}), 14)
        for name, point in points:
            with self.subTest(name):
                self.assertEqual(kind_of(self, transport.check, point), errors.BAD_PUBLIC_KEY)
                self.assertEqual(kind_of(self, transport.encapsulate, point, b"", SEED), errors.BAD_PUBLIC_KEY)
                self.assertEqual(transport.decapsulate(private, point, 32, b"o" * 32), b"o" * 32)

    def test_nonces(self):
        keys = cbc.Keys(b"", b"", bytes.fromhex("ffffffff0102030405060708"))
        self.assertEqual(aead.nonce_of(keys, 0x0100000000000080).hex(), "ffffffff0002030405060788")

    def test_names(self):
        self.assertEqual({key: suite.name for key, suite in SUITES.items()}, {
            "standard": "AES-128-CBC+HMAC-SHA-256-128/mac-in-cipher/RSA-2048-OAEP-SHA-256/derived",
            "standard_256": "AES-256-CBC+HMAC-SHA-256-128/mac-in-cipher/RSA-3072-OAEP-SHA-256/derived",
            "encrypt_then_mac": "AES-128-CBC+HMAC-SHA-256-128/encrypt-then-mac/RSA-2048-OAEP-SHA-256/derived",
            "gcm": "AES-128-GCM/aead/RSA-2048-OAEP-SHA-256/derived",
            "chacha": "ChaCha20-Poly1305/aead/X25519/derived",
            "modern": "AES-256-GCM/aead/X25519/derived",
        })

    def test_body_size(self):
        for key, suite in SUITES.items():
            expected = [48, 48, 48, 64, 16432] if suite.mac_key_size else [16, 17, 31, 32, 16400]
            self.assertEqual([suite.body_size(n) for n in (0, 1, 15, 16, 16384)], expected, key)

    def test_fingerprint(self):
        """RFC 8032, test 1; the SubjectPublicKeyInfo is the library's."""
        seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        public = ed25519.public_of(seed)
        self.assertEqual(public.hex(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        key = ed25519.Ed25519PublicKey.from_public_bytes(public)
        spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.assertEqual(ed25519.SPKI_PREFIX + public, spki)

    def test_small_order_points(self):
        """Every y in the table solves the curve's equation and vanishes after three doublings."""
        p = ed25519.FIELD
        d = -121665 * pow(121666, p - 2, p) % p
        for y in ed25519.SMALL_ORDER_Y:
            square = (y * y - 1) * pow(d * y * y + 1, p - 2, p) % p
            x = pow(square, (p + 3) // 8, p)
            x = x if x * x % p == square else x * pow(2, (p - 1) // 4, p) % p
            self.assertEqual(x * x % p, square)
            point = (x, y)
            for _ in range(3):
                x, y = point
                t = d * x * x * y * y % p
                point = (2 * x * y * pow(1 + t, p - 2, p) % p, (y * y + x * x) * pow(1 - t, p - 2, p) % p)
            self.assertEqual(point, (0, 1))

    def test_forged_signatures_satisfy_the_equation(self):
        """The library, which does not refuse small order, takes them: so the refusal is tested by them."""
        taken = 0
        for index, public in enumerate(forged.small_order_encodings()):
            signature = forged.with_small_order_key(public, lambda _: b"m", lambda n,
                                                    i=index: bytes([i]) * 28 + n.to_bytes(4, "big"))
            self.assertFalse(ed25519.verify(public, b"m", signature))
            try:
                ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, b"m")
                taken += 1
            except ed25519.InvalidSignature:
                pass
        self.assertGreaterEqual(taken, 8)


class Handshakes(unittest.TestCase):
    def test_agreement(self):
        for suite in SUITES.values():
            for seed in (SEED, None):
                at_client, at_server = established(suite, seed=seed, contexts=(b"c", b"c"))
                self.assertEqual(at_client.schedule, at_server.schedule)
                self.assertEqual(at_server.first_message, b"first")

    def test_octet_by_octet(self):
        """Units arrive in pieces of one octet."""
        for suite in SUITES.values():
            client, server = sides(suite)
            hello = b"".join(server.feed(bytes([octet]))[0] for octet in client.request)
            done = [client.feed(bytes([octet])) for octet in hello][-1]
            session = [server.feed(bytes([octet]))[1] for octet in done[0]][-1]
            self.assertEqual(session.first_message, b"first")

    def test_pinned(self):
        right = ed25519.fingerprint(ed25519.public_of(SEED))
        established(SUITES["standard"], trust=identity.pinned("0" * 64, right))
        self.assertEqual(kind_of(self, lambda: established(SUITES["standard"], trust=identity.pinned("0" * 64))),
                         errors.UNTRUSTED)
        self.assertEqual(kind_of(self,
                                 lambda: established(SUITES["standard"], trust=identity.pinned(right), seed=None)),
                         errors.UNTRUSTED)

    def test_contexts_differ(self):
        self.assertEqual(kind_of(self, lambda: established(SUITES["standard"], contexts=(b"a", b"b"))),
                         errors.AUTHENTICATION_FAILED)

    def test_suites_differ(self):
        for ours, theirs in itertools.permutations(SUITES.values(), 2):
            client, _ = sides(ours)
            _, server = sides(theirs)
            with self.assertRaises(errors.ProtocolError) as caught:
                server.feed(client.request)
            self.assertEqual(caught.exception.kind, errors.WRONG_SUITE)
            self.assertEqual(kind_of(self, client.feed, caught.exception.response), errors.WRONG_SUITE)

    def test_a_server_does_not_tell_a_bad_point(self):
        """A point of small order ends like any wrong encapsulation, in the body."""
        for key in ("chacha", "modern"):
            for _, point in invalid_x25519.small_order_encodings():
                client, server = sides(SUITES[key])
                hello, _ = server.feed(client.request)
                initial, _ = client.feed(hello)
                self.assertEqual(kind_of(self, server.feed, initial[:4] + point + initial[36:]),
                                 errors.AUTHENTICATION_FAILED)

    def test_every_octet_of_the_handshake(self):
        """A changed octet anywhere never ends in an established channel with an agreement."""
        for suite in SUITES.values():
            with self.subTest(suite=suite.key):
                self._every_octet_of(suite)

    def _every_octet_of(self, suite: Suite):
        client, server = sides(suite)
        hello, _ = server.feed(client.request)
        for at in range(len(client.request)):
            other_client, other_server = sides(suite)
            self._tampered(other_client, other_server, request_at=at)
        for at in range(len(hello)):
            other_client, other_server = sides(suite)
            self._tampered(other_client, other_server, hello_at=at)
        initial, _ = client.feed(hello)
        for at in range(4, len(initial)):
            _, other_server = sides(suite)
            other_server.feed(client.request)
            self.assertEqual(kind_of(self, other_server.feed,
                                     initial[:at] + bytes([initial[at] ^ 0x40]) + initial[at + 1:]),
                             errors.AUTHENTICATION_FAILED)

    def _tampered(self, client, server, request_at=None, hello_at=None):
        def changed(octets: bytes, at: int | None) -> bytes:
            return octets if at is None else octets[:at] + bytes([octets[at] ^ 0x40]) + octets[at + 1:]

        try:
            hello, _ = server.feed(changed(client.request, request_at))
            done = client.feed(changed(hello, hello_at)) if hello else None
        except errors.ProtocolError:
            return
        self.assertIsNone(done, "the client took a tampered handshake")


class Frames(unittest.TestCase):
    def test_every_octet_of_a_frame(self):
        for suite in SUITES.values():
            at_client, at_server = established(suite)
            frame = at_server.sealer.seal(units.MESSAGE, b"some text of two blocks")
            traffic = at_server.sealer.traffic
            for at in range(len(frame)):
                receiver = Receiver(frames.Opener(suite, traffic))
                bad = frame[:at] + bytes([frame[at] ^ 1]) + frame[at + 1:] + bytes(0x100 + 1)
                kind = kind_of(self, receiver.feed, bad)
                self.assertEqual(kind, errors.UNIT_SIZE if at == 1 else errors.AUTHENTICATION_FAILED, (suite.key, at))
                self.assertEqual(kind_of(self, receiver.feed, frame), kind, "the first error stays")

    def test_sizes_and_pieces(self):
        for suite in SUITES.values():
            at_client, at_server = established(suite)
            receiver = Receiver(at_server.opener)
            for size in (0, 1, 15, 16, 17, 16383, 16384, 16385, 100_000):
                message = bytes(size % 251 + n % 5 for n in range(size))
                octets = at_client.sealer.seal_message(message)
                got = [m for at in range(0, len(octets), 7777) for m in receiver.feed(octets[at:at + 7777])]
                self.assertEqual(got, [message])
            receiver.feed(at_client.sealer.seal_close())
            receiver.end()

    def test_automatic_rekey(self):
        """A sender makes room for its own rekey frame; the receiver has the same limits and takes all of it."""
        for suite in SUITES.values():
            for limits in (frames.KeyLimits(frames=4), frames.KeyLimits(octets=suite.body_size(1) * 5)):
                at_client, at_server = established(suite, key_limits=limits)
                receiver = Receiver(at_server.opener)
                for count in range(20):
                    self.assertEqual(receiver.feed(at_client.sealer.seal_frame(units.MESSAGE, b"x")), [b"x"])
                self.assertGreater(receiver.rekeys, 4)
                receiver.feed(at_client.sealer.seal_close())

    def test_key_limit_at_the_receiver(self):
        at_client, at_server = established(SUITES["standard"])
        at_server.opener.key_limits = frames.KeyLimits(frames=3)
        receiver = Receiver(at_server.opener)
        receiver.feed(at_client.sealer.seal(units.MESSAGE, b"2") + at_client.sealer.seal(units.MESSAGE, b"3"))
        self.assertEqual(kind_of(self, receiver.feed, at_client.sealer.seal(units.MESSAGE, b"4")), errors.KEY_LIMIT)

    def test_numbers_do_not_wrap(self):
        at_client, _ = established(SUITES["standard"])
        at_client.sealer.number = frames.LAST_NUMBER
        at_client.sealer.seal(units.MESSAGE, b"last")
        self.assertEqual(kind_of(self, at_client.sealer.seal, units.MESSAGE, b"one more"), errors.KEY_LIMIT)


class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        files = [*SUITES, "certificates"]
        cls.valid = {key: json.loads((inputs.VECTORS / f"{key}.json").read_text()) for key in files}
        cls.invalid = {key: json.loads((inputs.VECTORS / f"{key}_invalid.json").read_text()) for key in files}

    def test_remaking_changes_nothing(self):
        for name, text in make_vectors.files().items():
            self.assertEqual((inputs.VECTORS / name).read_text(), text, f"{name} is not what make_vectors.py writes")

    def test_sizes_of_the_files(self):
        for name in make_vectors.files():
            self.assertLess((inputs.VECTORS / name).stat().st_size, 600_000)

    def test_handshakes(self):
        for vectors in self.valid.values():
            for base in vectors["handshakes"]:
                demanded = identity.ANYONE if "credential" in base else None
                client = check.client_of(vectors, base, identity.ANYONE, check.client_identity_of(base))
                server = check.server_of(vectors, base, inputs.VECTORS, demanded)
                self.assertEqual(client.request.hex(), base["request"])
                self.assertEqual(server.feed(client.request)[0].hex(), base["hello"])
                credential = base.get("credential", {"unit": "", "fingerprint": ""})
                out, at_client = client.feed(check.octets(base["hello"]))
                self.assertEqual(out.hex(), base["initial"] + credential["unit"])
                self.assertEqual(at_client.peer.fingerprint, base["proof"].get("fingerprint", ""))
                opened = server.feed(check.octets(base["initial"]))[1]
                if demanded:
                    self.assertIsNone(opened, "nothing comes out before the credential")
                    opened = server.feed(check.octets(credential["unit"]))[1]
                    self.assertEqual(opened.peer.fingerprint, credential["fingerprint"])
                self.assertEqual(opened.first_message.hex(), base["inputs"]["message"])
                exported = base["exported"]
                value = opened.schedule.exported(exported["label"].encode(), check.octets(exported["info"]),
                                                 exported["size"])
                self.assertEqual(value.hex(), exported["value"])

    def test_frames(self):
        for key in SUITES:
            vectors = self.valid[key]
            for side in ("client", "server"):
                stream = vectors[f"{side}_frames"]
                traffic = check.octets(vectors["handshakes"][0][side]["traffic"])
                receiver = Receiver(frames.Opener(SUITES[key], traffic, stream["first_number"]))
                begun = b""
                for frame in stream["frames"]:
                    self.assertEqual(receiver.opener.number, frame["number"])
                    got = receiver.feed(check.octets(frame["unit"]))
                    begun += check.plaintext(frame["plaintext"])
                    if frame["type"] == "message":
                        self.assertEqual(got, [begun])
                        begun = b""
                    if frame["type"] == "rekey":
                        self.assertEqual(receiver.opener.traffic.hex(), frame["next"]["traffic"])
                receiver.end()

    def test_invalid_cases(self):
        for key, file in self.invalid.items():
            self.assertGreaterEqual(len(file["cases"]), 60)
            for case in file["cases"]:
                with self.subTest(suite=key, case=case["id"]):
                    error = check.refusal(self.valid[key], file, case, inputs.VECTORS)
                    self.assertIsNotNone(error, "was not refused")
                    self.assertEqual(error.kind, case["expect"], case["what"])  # never what `also` allows
                    self.assertEqual(error.response.hex(), case.get("response", ""))

    def test_every_error_occurs(self):
        for key in SUITES:
            self.assertEqual({case["expect"] for case in self.invalid[key]["cases"]}, set(errors.ALL))


class CommandLine(unittest.TestCase):
    """peer.py against peer.py over TCP."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.seed_file = pathlib.Path(folder.name) / "seed"
        self.seed_file.write_text(SEED.hex() + "\n")

    def server(self, *options: str) -> tuple[str, subprocess.Popen]:
        command = [sys.executable, str(HERE / "peer.py"), "server", "--listen", "127.0.0.1:0", "--identity",
                   str(self.seed_file), *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        address = process.stdout.readline().removeprefix("listening on ").strip()
        self.assertEqual(process.stdout.readline().strip(),
                         f"fingerprint {ed25519.fingerprint(ed25519.public_of(SEED))}")
        return address, process

    def client(self, address: str, *options: str) -> subprocess.CompletedProcess:
        command = [sys.executable, str(HERE / "peer.py"), "client", "--connect", address, *options]
        return subprocess.run(command, capture_output=True, text=True, timeout=30)

    def test_scenarios(self):
        pin = ed25519.fingerprint(ed25519.public_of(SEED))
        for suite in SUITES:
            for behaviour in ("echo", "rekey", "pieces"):
                address, _ = self.server("--suite", suite, "--scenario", behaviour)
                for scenario in ("plain", "rekey", "long", "empty", "half-close"):
                    with self.subTest(suite=suite, server=behaviour, client=scenario):
                        done = self.client(address, "--suite", suite, "--pin", pin, "--scenario", scenario, "one",
                                           "two")
                        self.assertEqual(done.returncode, 0, done.stderr)
                        self.assertEqual(done.stdout.splitlines()[0], "one")

    def test_credentials(self):
        """Seeds and certificates in files; the server says whom it has let in."""
        pin, folder = ed25519.fingerprint(ed25519.public_of(SEED)), self.seed_file.parent
        by_seed = ed25519.fingerprint(ed25519.public_of(bytes(32)))
        files = {by_seed: folder / "client"}
        files[by_seed].write_text(bytes(32).hex())
        for one in certified_identities():
            name = certificates.fingerprint(one.encoded)
            files[name] = folder / name
            pem = one.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                        serialization.NoEncryption())
            files[name].write_bytes(pem + b"".join(x509.load_der_x509_certificate(der).public_bytes(
                serialization.Encoding.PEM) for der in one.chain))
        listed = [argument for name in files for argument in ("--client", name)]
        for allowed in (listed, ["--clients", "anyone"]):
            address, process = self.server("--suite", "modern", *allowed)
            for name, file in files.items():
                done = self.client(address, "--suite", "modern", "--pin", pin, "--identity", str(file), "one", "two")
                self.assertEqual((done.returncode, done.stdout.split()), (0, ["one", "two"]), done.stderr)
                self.assertEqual(process.stdout.readline(), f"client {name}\n")
        done = self.client(address, "--suite", "modern", "--pin", pin, "one")
        self.assertIn("credential_demanded", done.stderr)
        address, _ = self.server("--suite", "modern", "--client", "0" * 64)
        done = self.client(address, "--suite", "modern", "--pin", pin, "--identity", str(folder / "client"), "one")
        self.assertEqual((done.returncode, done.stdout), (1, ""))

    def test_refusals(self):
        address, _ = self.server("--suite", "standard")
        for options, error in (
                (("--suite", "standard_256", "--trust", "anyone"), "wrong_suite"),
                (("--pin", "0" * 64), "untrusted"),
                (("--trust", "anyone", "--context", "another"), "")):
            done = self.client(address, *options, "one")
            self.assertEqual(done.returncode, 1)
            self.assertIn(error, done.stderr)
        address, process = self.server("--scenario", "tamper", "--once")
        self.assertIn("authentication_failed", self.client(address, "--trust", "anyone", "one").stderr)
        self.assertEqual(process.wait(timeout=10), 1)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""Tests of the Python peer's credentials and certificates: /usr/bin/python3 tests/interop/python/test_credentials.py"""

import dataclasses
import hashlib
import itertools
import pathlib
import subprocess
import tempfile
import unittest

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa, utils
from handclasp_peer import certificates, ed25519, errors, frames, identity, rsa_transport, schedule, units
from handclasp_peer.ed25519 import Ed25519Identity
from handclasp_peer.handshake import ClientHandshake, ClientRandom, ServerHandshake
from handclasp_peer.receiver import Receiver
from handclasp_peer.suites import SUITES, Suite
from handclasp_vectors import certified, fixed_signatures, inputs
from test_peer import SEED, certified_identities, established, kind_of, sides

CLIENT = Ed25519Identity(bytes(range(32, 64)))


class Credentials(unittest.TestCase):
    def test_every_kind_at_either_end(self):
        suite = SUITES["chacha"]
        identities = [CLIENT] + [certificates.CertifiedIdentity(one.key, one.chain) for one in certified_identities()]
        for server, client in itertools.product(identities, repeat=2):
            at_client, at_server = self.established(suite, server, client)
            self.assertEqual((at_client.peer.kind, at_client.peer.fingerprint), (server.kind, server.fingerprint))
            self.assertEqual((at_server.peer.kind, at_server.peer.fingerprint), (client.kind, client.fingerprint))
            self.assertEqual(at_server.peer.encoded, client.encoded)
            self.assertEqual(at_server.first_message, b"first")

    def established(self, suite: Suite, server, client, trust=None, clients=None):
        given = ClientHandshake(suite, trust or identity.pinned(server.fingerprint), b"first",
                                ClientRandom(bytes(32), bytes(suite.secrets_size), bytes(32)), identity=client)
        demanding = ServerHandshake(suite, inputs.session_key(suite), b"n" * 32, b"o" * suite.secrets_size, server,
                                    clients=clients or identity.pinned(client.fingerprint))
        out, at_client = given.feed(demanding.feed(given.request)[0])
        _, at_server = demanding.feed(out)
        return at_client, at_server

    def test_every_suite(self):
        for suite in SUITES.values():
            at_client, at_server = established(suite, shown=CLIENT, clients=identity.pinned(CLIENT.fingerprint),
                                               contexts=(b"c", b"c"))
            self.assertEqual((at_client.sealer.number, at_server.opener.number), (2, 2))
            receiver = Receiver(at_server.opener)
            self.assertEqual(receiver.feed(at_client.sealer.seal_message(b"more")), [b"more"])
            self.assertEqual(at_client.opener.open(at_server.sealer.seal(units.MESSAGE, b"answer")), b"answer")

    def test_octet_by_octet(self):
        """Nothing comes out and nothing is sent before the last octet of the credential."""
        for suite in SUITES.values():
            client, server = sides(suite, shown=CLIENT, clients=identity.ANYONE)
            out, _ = client.feed(server.feed(client.request)[0])
            answers = [server.feed(bytes([octet])) for octet in out]
            self.assertEqual(set(answers[:-1]), {(b"", None)})
            self.assertEqual(answers[-1][1].first_message, b"first")

    def test_messages_behind_it(self):
        client, server = sides(SUITES["gcm"], shown=CLIENT, clients=identity.ANYONE)
        out, at_client = client.feed(server.feed(client.request)[0])
        _, session = server.feed(out + at_client.sealer.seal_message(b"second") + at_client.sealer.seal_close())
        self.assertEqual(Receiver(session.opener).feed(session.rest), [b"second"])

    def test_only_where_it_is_demanded(self):
        at_client, at_server = established(SUITES["modern"], shown=CLIENT)
        self.assertEqual((at_client.sealer.number, at_server.peer), (1, None))
        self.assertEqual(kind_of(self, lambda: established(SUITES["modern"], clients=identity.ANYONE)),
                         errors.CREDENTIAL_DEMANDED)

    def test_only_to_a_trusted_server(self):
        """Whether a client has an identity is for nobody else to know."""
        for shown in (CLIENT, None):
            self.assertEqual(kind_of(self, lambda s=shown: established(
                SUITES["modern"], trust=identity.pinned("0" * 64), shown=s, clients=identity.ANYONE)), errors.UNTRUSTED)

    def test_trust(self):
        for clients in (identity.pinned(), identity.pinned("0" * 64), identity.pinned("")):
            self.assertEqual(kind_of(self, lambda c=clients: established(
                SUITES["modern"], shown=CLIENT, clients=c)), errors.UNTRUSTED)

    def test_certificates_only_where_they_can_be_verified(self):
        for trusts in ((identity.Trust(True, with_certificates=False), identity.ANYONE),
                       (identity.ANYONE, identity.Trust(True, with_certificates=False))):
            for one in certified_identities():
                self.assertEqual(kind_of(self, lambda o=one, t=trusts: self.established(
                    SUITES["modern"], o, o, *t)), errors.BAD_PROOF)

    def test_the_flag_cannot_be_changed(self):
        """With and without a proof of the server: either the proof or the keys do not fit."""
        for suite, seed in itertools.product(SUITES.values(), (SEED, None)):
            at = units.HEADER_SIZE + 2 + len(suite.name_octets) + units.NONCE_SIZE
            for clients in (identity.ANYONE, None):
                client, server = sides(suite, seed=seed, shown=CLIENT, clients=clients)
                hello, _ = server.feed(client.request)
                changed = hello[:at] + bytes([hello[at] ^ units.FLAG_CREDENTIAL]) + hello[at + 1:]
                if seed is not None:
                    self.assertEqual(kind_of(self, client.feed, changed), errors.BAD_PROOF)
                    continue
                out, _ = client.feed(changed)
                self.assertEqual(kind_of(self, server.feed, out), errors.AUTHENTICATION_FAILED)

    def test_relayed(self):
        """A server that a client trusts shows the client's credential to another: in the other's session it is bad."""
        suite = SUITES["modern"]
        honest, between = Ed25519Identity(SEED), Ed25519Identity(bytes(32))
        client, dishonest = sides(suite, seed=between.seed, shown=CLIENT, clients=identity.ANYONE)
        out, _ = client.feed(dishonest.feed(client.request)[0])
        _, known = dishonest.feed(out)
        taken = frames.Opener(suite, known.schedule.client_traffic, 1).open(out[-121:])
        posing = ClientHandshake(suite, identity.ANYONE, b"first", ClientRandom(bytes(32), b"", b"s" * 32))
        server = ServerHandshake(suite, inputs.session_key(suite), b"m" * 32, bytes(32), honest,
                                 clients=identity.pinned(CLIENT.fingerprint))
        hello, _ = server.feed(posing.request)
        initial, sealer = self.without_credential(posing, hello)
        self.assertEqual(server.feed(initial), (b"", None))
        self.assertEqual(kind_of(self, server.feed, sealer.seal(units.CREDENTIAL, taken)), errors.BAD_PROOF)

    def without_credential(self, client: ClientHandshake, hello: bytes) -> tuple[bytes, frames.Sealer]:
        """The initial unit alone, whatever the hello demands, and what seals behind it."""
        said = units.parse_hello(client.suite, hello)
        secrets, encapsulation = client.suite.transport.encapsulate(said.public_key, client.random.secrets,
                                                                    client.random.seed)
        transcript = schedule.transcript_hash(client.request, hello, encapsulation, client.context)
        sealer = frames.Sealer(client.suite, schedule.derive(transcript, secrets).client_traffic)
        return sealer.seal(units.INITIAL, client.message, encapsulation), sealer

    def test_anything_else_in_its_place(self):
        for suite in SUITES.values():
            for unit_type in (units.MESSAGE, units.FRAGMENT, units.CLOSE, units.REKEY):
                client, server = sides(suite, clients=identity.ANYONE)
                initial, sealer = self.without_credential(client, server.feed(client.request)[0])
                server.feed(initial)
                unit = sealer.seal(unit_type, b"x" if unit_type in (units.MESSAGE, units.FRAGMENT) else b"")
                self.assertEqual(kind_of(self, server.feed, unit[:4]), errors.UNEXPECTED_UNIT)

    def test_the_stream_ends_before_it(self):
        client, server = sides(SUITES["gcm"], clients=identity.ANYONE)
        server.feed(self.without_credential(client, server.feed(client.request)[0])[0])
        self.assertEqual(kind_of(self, server.end), errors.TRUNCATED)

    def test_small_frames(self):
        """The limits of type 04 in a suite whose frames are shorter than the longest proof."""
        suite = dataclasses.replace(SUITES["gcm"], frame_limit=1000)
        self.assertEqual(units.limits(suite, units.CREDENTIAL), (suite.body_size(5), suite.body_size(1000)))
        self.assertEqual(units.limits(SUITES["gcm"], units.CREDENTIAL), (21, 15893))
        self.assertEqual(units.limits(SUITES["standard"], units.CREDENTIAL), (48, 15920))

    def test_what_is_signed(self):
        proof = identity.credential(b"T" * 32, CLIENT)
        message = b"handclasp/1 credential\0" + hashlib.sha256(b"T" * 32 + b"\1\0\x20" + CLIENT.encoded).digest()
        self.assertEqual(len(message), 55)
        self.assertTrue(ed25519.verify(proof.identity, message, proof.signature))


class Certificates(unittest.TestCase):
    def test_fixed_signatures_are_those_of_the_library(self):
        """What is written here takes the library's; and what it makes is taken by the library."""
        for one in certified_identities():
            for by in (one.sign(b"message"), certificates.sign(one.key, b"message")):
                self.assertEqual(certificates.verify(one.encoded, b"message", by),
                                 certificates.fingerprint(one.encoded))
                self.assertEqual(kind_of(self, certificates.verify, one.encoded, b"other", by), errors.BAD_PROOF)

    def test_openssl_verifies(self):
        """The command: the same keys, the same signatures, ECDSA's in DER."""
        with tempfile.TemporaryDirectory() as folder:
            for one in certified_identities()[:2]:
                key, message, by = (pathlib.Path(folder) / name for name in ("key", "message", "signature"))
                key.write_bytes(one.key.public_key().public_bytes(serialization.Encoding.PEM,
                                                                  serialization.PublicFormat.SubjectPublicKeyInfo))
                message.write_bytes(b"message")
                signature, options = one.sign(b"message"), []
                if isinstance(one.key, rsa.RSAPrivateKey):
                    options = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sigopt",
                               "rsa_mgf1_md:sha256"]
                else:
                    signature = utils.encode_dss_signature(*(int.from_bytes(half, "big")
                                                             for half in (signature[:32], signature[32:])))
                by.write_bytes(signature)
                done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", key, *options, "-signature", by,
                                       message], capture_output=True, text=True, timeout=30)
                self.assertEqual((done.returncode, done.stdout), (0, "Verified OK\n"), done.stderr)

    def test_high_s_is_taken(self):
        one = certified_identities()[0]
        r, s = fixed_signatures.ecdsa(one.key, b"message", one.random)
        by = fixed_signatures.halves(r, certificates.P256_ORDER - s)
        self.assertNotEqual(by, one.sign(b"message"))
        certificates.verify(one.encoded, b"message", by)

    def test_sizes_of_rsa(self):
        """Any size between the limits, be it no multiple of 8."""
        for bits, size in ((2047, 0), (2048, 256), (2049, 257), (4095, 512), (4096, 512), (4097, 0)):
            modulus = 1 << (bits - 1) | 1
            info = rsa_transport.subject_public_key_info(modulus)
            if size:
                self.assertEqual(certificates.signature_size(info), size)
            else:
                self.assertEqual(kind_of(self, certificates.signature_size, info), errors.BAD_PROOF)

    def test_fingerprint_of_a_key_in_a_certificate(self):
        one = certified_identities()[2]
        public = one.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.assertEqual(certificates.fingerprint(one.encoded), ed25519.fingerprint(public))

    def test_public_key_as_it_stands(self):
        """The library would write a compressed point again as an uncompressed one."""
        one = certified_identities()[0]
        whole = certificates.subject_public_key_info(one.chain[0])
        self.assertEqual(whole, one.key.public_key().public_bytes(serialization.Encoding.DER,
                                                                  serialization.PublicFormat.SubjectPublicKeyInfo))
        compressed = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200") + bytes(
            [2 + whole[-1] % 2]) + whole[27:59]
        changed = certified.with_public_key(one.chain[0], compressed)
        self.assertEqual(certificates.subject_public_key_info(changed), compressed)

    def test_chains(self):
        leaf = certified_identities()[0].chain[0]
        self.assertEqual(certificates.decode(certificates.encode([leaf] * 8)), [leaf] * 8)
        for bad in (b"", certificates.encode([leaf] * 9), certificates.encode([b""]), certificates.encode([leaf])[:-1]):
            self.assertEqual(kind_of(self, certificates.decode, bad), errors.MALFORMED)

    def test_a_key_of_another_certificate(self):
        p256, _, other = certified_identities()
        with self.assertRaises(ValueError):
            certificates.CertifiedIdentity(p256.key, other.chain)


if __name__ == "__main__":
    unittest.main()

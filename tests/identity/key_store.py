"""Key stores between the library (store_program, of the folder in HANDCLASP_TESTS), openssl and Java's keytool: each
writes what the others read. And an update that is killed at each call that touches its files.

What needs keytool or strace is skipped where they are missing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(os.environ["HANDCLASP_TESTS"]) / "store_program"
PASSWORD = "correct horse"
# LeakSanitizer and strace both want to be the one tracer of a process.
ENVIRONMENT = os.environ | {"LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "detect_leaks=0"}
HAS_KEYTOOL = shutil.which("keytool") is not None


def may_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True).returncode == 0


class KeyStores(unittest.TestCase):
    """Each test has a folder of its own, and the password that it sets."""

    password = PASSWORD

    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def run_in(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = ENVIRONMENT | {"PASSWORD": self.password} | more
        return subprocess.run(
            command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    def succeed(self, *command: str, **more: str) -> str:
        finished = self.run_in(*command, **more)
        self.assertEqual(finished.returncode, 0, f"{command}: {finished.stdout}{finished.stderr}")
        return finished.stdout

    def ours(self, *arguments: str, **more: str) -> str:
        return self.succeed(str(PROGRAM), *arguments, **more)

    def entries(self, file: str) -> dict[str, tuple[str, int]]:
        """By alias: the fingerprint and how many certificates the chain has."""
        (self.folder / file).chmod(0o600)
        found: dict[str, tuple[str, int]] = {}
        for line in self.ours("list", file).splitlines():
            fingerprint, count, alias = line.split(" ", 2)
            found[alias] = fingerprint, int(count)
        return found

    def refusal(self, *arguments: str) -> str:
        finished = self.run_in(str(PROGRAM), *arguments)
        self.assertEqual(finished.returncode, 1, finished.stdout)
        return finished.stderr

    def chain(self, name: str, kind: str = "ec:P-256") -> str:
        """The name of a PEM file with a key and a chain of two, made by openssl."""
        new = {"ec:P-256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]}.get(kind, [kind])
        root = ["-x509", "-newkey", "ed25519", "-nodes", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root"]
        if not (self.folder / "root.pem").exists():
            self.succeed("openssl", "req", *root)
        request = ["-newkey", *new, "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", f"/CN={name}"]
        self.succeed("openssl", "req", *request)
        (self.folder / "extensions").write_text("subjectAltName=DNS:localhost\nkeyUsage=digitalSignature\n")
        issuer = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extfile", "extensions"]
        self.succeed("openssl", "x509", "-req", "-in", "leaf.csr", *issuer, "-out", "leaf.pem")
        content = "".join((self.folder / part).read_text() for part in ("leaf.key", "leaf.pem", "root.pem"))
        file = self.folder / f"{name}.pem"
        file.touch(0o600)
        file.write_text(content)
        return file.name

    def fingerprint(self, pem: str) -> str:
        """SHA-256 of the public key of the first certificate, by openssl."""
        public = self.succeed("openssl", "x509", "-in", pem, "-noout", "-pubkey")
        convert = ["openssl", "pkey", "-pubin", "-outform", "DER"]
        der = subprocess.run(convert, input=public.encode(), capture_output=True)
        self.assertEqual(der.returncode, 0)
        digest = subprocess.run(["openssl", "dgst", "-sha256", "-r"], input=der.stdout, capture_output=True)
        return digest.stdout.decode().split()[0]

    def of_openssl(self, file: str, *pick: str) -> str:
        """What `openssl pkcs12` prints; names beyond ASCII come in an encoding of its own."""
        command = ["openssl", "pkcs12", "-in", file, "-passin", "env:PASSWORD", "-nodes", "-info", *pick]
        environment = ENVIRONMENT | {"PASSWORD": self.password}
        finished = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True)
        text = (finished.stdout + finished.stderr).decode(errors="replace")
        self.assertEqual(finished.returncode, 0, text)
        return text

    def keytool(self, *arguments: str) -> str:
        return self.succeed("keytool", *arguments)


class WithOpenssl(KeyStores):
    def test_openssl_reads_ours(self) -> None:
        identities = {name: self.chain(name, kind) for name, kind in (("one", "ec:P-256"), ("two", "ed25519"))}
        for alias, pem in identities.items():
            self.ours("import", "store.p12", alias, pem)
        self.assertEqual((self.folder / "store.p12").stat().st_mode & 0o7777, 0o600)
        said = self.of_openssl("store.p12")
        scheme = "PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256"
        self.assertIn("MAC: sha256, Iteration 1200000", said)
        self.assertEqual(said.count(f"Shrouded Keybag: {scheme}"), 2)
        self.assertEqual(said.count(f"PKCS7 Encrypted data: {scheme}"), 1)
        self.assertEqual(said.count("-----BEGIN CERTIFICATE-----"), 3)  # the root once
        for alias, pem in identities.items():
            block = r"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----\n"
            key = re.findall(block, (self.folder / pem).read_text(), re.DOTALL)
            self.assertIn(key[0], said)
            self.assertEqual(said.count(f"friendlyName: {alias}\n"), 2)  # of the key and of its certificate
        ids = re.findall(r"localKeyID: (.*)\n", said)
        self.assertEqual((len(ids), len(set(ids))), (4, 2))

    def test_ours_reads_openssl(self) -> None:
        pem = self.chain("server", "rsa:2048")
        for more, alias in ((["-name", "Web"], "Web"), ([], "1"), (["-name", "x", "-iter", "100000"], "x")):
            with self.subTest(alias=alias):
                command = ["openssl", "pkcs12", "-export", "-in", pem, "-passout", "env:PASSWORD", "-out", "store.p12"]
                self.succeed(*command, *more)
                self.assertEqual(self.entries("store.p12"), {alias: (self.fingerprint(pem), 2)})

    def test_an_entry_comes_back_from_openssl_as_it_was(self) -> None:
        pem = self.chain("server")
        self.ours("import", "store.p12", "server", pem)
        self.succeed("openssl", "pkcs12", "-in", "store.p12", "-passin", "env:PASSWORD", "-nodes", "-out", "all.pem")
        command = ["openssl", "pkcs12", "-export", "-in", "all.pem", "-passout", "env:PASSWORD", "-out", "again.p12"]
        self.succeed(*command, "-name", "server")
        self.assertEqual(self.entries("again.p12"), {"server": (self.fingerprint(pem), 2)})

    def test_passwords_and_aliases_beyond_ascii(self) -> None:
        self.password = "pässwört 日本 🔑"
        pem = self.chain("server")
        self.ours("import", "store.p12", "Zürich 日本", pem)
        self.assertIn("-----BEGIN PRIVATE KEY-----", self.of_openssl("store.p12"))
        command = ["openssl", "pkcs12", "-export", "-in", pem, "-passout", "env:PASSWORD", "-out", "theirs.p12"]
        self.succeed(*command, "-name", "Zürich 日本")
        expected = {"Zürich 日本": (self.fingerprint(pem), 2)}
        self.assertEqual(self.entries("store.p12"), expected)
        self.assertEqual(self.entries("theirs.p12"), expected)

    def test_a_file_of_the_old_kind_is_converted_as_the_refusal_says(self) -> None:
        pem = self.chain("server")
        command = ["openssl", "pkcs12", "-export", "-in", pem, "-name", "server", "-passout", "env:PASSWORD"]
        if self.run_in(*command, "-legacy", "-out", "old.p12").returncode != 0:
            self.skipTest("this openssl has no old algorithms")
        (self.folder / "old.p12").chmod(0o600)
        refusal = self.refusal("list", "old.p12")
        match = re.fullmatch(r"old\.p12: it is protected with .*; convert it: (.*), then (.*)\n", refusal)
        assert match is not None, refusal
        given = {"OLD": "old.p12", "PEM": "between.pem", "ALIAS": "server", "NEW": "new.p12"}
        passwords = ["-passin", "env:PASSWORD", "-passout", "env:PASSWORD"]
        for step in match.groups():
            self.succeed(*(given.get(word, word) for word in step.split()), *passwords)
        self.assertEqual(self.entries("new.p12"), {"server": (self.fingerprint(pem), 2)})

    def test_pem_of_ours_is_read_by_openssl(self) -> None:
        self.ours("make", "store.p12", "server")
        self.ours("export", "store.p12", "server", "server.pem")
        self.assertIn("BEGIN ENCRYPTED PRIVATE KEY", (self.folder / "server.pem").read_text())
        self.succeed("openssl", "pkey", "-in", "server.pem", "-passin", "env:PASSWORD", "-noout")
        self.assertEqual(self.entries("store.p12"), {"server": (self.fingerprint("server.pem"), 1)})
        self.ours("import", "other.p12", "server", "server.pem")
        self.assertEqual(self.entries("other.p12"), self.entries("store.p12"))

    def test_a_wrong_password_is_told_with_the_file(self) -> None:
        self.ours("make", "store.p12", "server")
        self.password = "wrong"
        expected = "store.p12: the password is wrong, or the file is damaged\n"
        self.assertEqual(self.refusal("list", "store.p12"), expected)

    def test_the_password_is_changed_for_openssl_as_well(self) -> None:
        self.ours("make", "store.p12", "server")
        before = self.entries("store.p12")
        self.ours("renew", "store.p12", NEW_PASSWORD="another")
        self.password = "another"
        self.assertIn("Iteration 600000", self.of_openssl("store.p12"))
        self.assertEqual(self.entries("store.p12"), before)


@unittest.skipUnless(HAS_KEYTOOL, "keytool is missing")
class WithKeytool(KeyStores):
    STORE = ("-keystore", "store.p12", "-storepass:env", "PASSWORD")

    def made_by_keytool(self) -> None:
        kinds = {"p256": ["EC", "-groupname", "secp256r1"], "ed": ["Ed25519"], "zürich": ["RSA", "-keysize", "2048"]}
        for alias, kind in kinds.items():
            self.keytool("-genkeypair", *self.STORE, "-alias", alias, "-dname", f"CN={alias}", "-keyalg", *kind)
        self.chain("server")
        self.keytool("-importcert", "-noprompt", *self.STORE, "-alias", "trusted", "-file", "root.pem")

    def certificate(self, alias: str) -> str:
        self.keytool("-exportcert", "-rfc", *self.STORE, "-alias", alias, "-file", "exported.pem")
        return self.fingerprint("exported.pem")

    def test_ours_reads_keytool(self) -> None:
        self.made_by_keytool()
        expected = {alias: (self.certificate(alias), 1) for alias in ("p256", "ed", "zürich")}
        self.assertEqual(self.entries("store.p12"), expected)

    def test_keytool_reads_ours_with_chains(self) -> None:
        kinds = {"one": "ec:P-256", "two": "rsa:2048", "three": "ed25519"}
        pems = {alias: self.chain(alias, kind) for alias, kind in kinds.items()}
        for alias, pem in pems.items():
            self.ours("import", "store.p12", alias, pem)
        said = self.keytool("-list", "-v", *self.STORE)
        self.assertIn("Your keystore contains 3 entries", said)
        self.assertEqual(said.count("Entry type: PrivateKeyEntry"), 3)
        self.assertEqual(said.count("Certificate chain length: 2"), 3)
        for alias, pem in pems.items():
            self.assertEqual(self.certificate(alias), self.fingerprint(pem))
        # To write them anew, keytool has to open every key.
        target = ("-destkeystore", "copy.p12", "-deststoretype", "PKCS12", "-deststorepass:env", "PASSWORD")
        self.keytool("-importkeystore", "-srckeystore", "store.p12", "-srcstorepass:env", "PASSWORD", *target)
        self.assertEqual(self.entries("copy.p12"), {alias: (self.fingerprint(pem), 2) for alias, pem in pems.items()})

    def test_what_keytool_put_in_survives_our_update(self) -> None:
        self.made_by_keytool()
        before = self.entries("store.p12")
        self.ours("import", "store.p12", "Server", "server.pem")
        self.ours("remove", "store.p12", "ed")
        said = self.keytool("-list", *self.STORE)
        self.assertIn("Your keystore contains 4 entries", said)
        for alias in ("p256", "zürich", "server"):
            self.assertRegex(said, rf"(?m)^{alias}, .*PrivateKeyEntry")
        self.assertRegex(said, r"(?m)^trusted, .*trustedCertEntry")
        del before["ed"]
        after = self.entries("store.p12")
        self.assertEqual(after.pop("Server"), (self.fingerprint("server.pem"), 2))
        self.assertEqual(after, before)

    def test_keytool_replaces_a_certificate_in_ours(self) -> None:
        """A request made by keytool, the answer put in by it, and the chain that we read then."""
        self.ours("make", "store.p12", "server")
        self.chain("unused")
        self.keytool("-certreq", *self.STORE, "-alias", "server", "-file", "leaf.csr")
        issuer = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extfile", "extensions"]
        self.succeed("openssl", "x509", "-req", "-in", "leaf.csr", *issuer, "-out", "leaf.pem")
        reply = "".join((self.folder / part).read_text() for part in ("leaf.pem", "root.pem"))
        (self.folder / "reply.pem").write_text(reply)
        before = self.entries("store.p12")["server"][0]
        self.keytool("-importcert", "-noprompt", *self.STORE, "-alias", "server", "-file", "reply.pem")
        self.assertEqual(self.entries("store.p12"), {"server": (before, 2)})

    def test_a_java_key_store_of_the_old_kind_is_converted_as_the_refusal_says(self) -> None:
        pair = ("-alias", "server", "-dname", "CN=server", "-keyalg", "EC", "-groupname", "secp256r1")
        old = ("-keystore", "old.jks", "-storetype", "JKS", "-storepass:env", "PASSWORD", "-keypass:env", "PASSWORD")
        self.keytool("-genkeypair", *pair, *old)
        (self.folder / "old.jks").chmod(0o600)
        pattern = r"old\.jks: it is a Java key store .*; convert it: keytool (.*)\n"
        match = re.fullmatch(pattern, self.refusal("list", "old.jks"))
        assert match is not None
        words = [{"OLD": "old.jks", "NEW": "new.p12"}.get(word, word) for word in match[1].split()]
        self.keytool(*words, "-srcstorepass:env", "PASSWORD", "-deststorepass:env", "PASSWORD")
        self.assertEqual(list(self.entries("new.p12")), ["server"])


@unittest.skipUnless(may_trace(), "strace is missing, or may not trace here")
class Interrupted(KeyStores):
    CALLS = ("openat", "write", "fsync", "renameat")

    def test_an_update_that_is_killed_loses_no_entry(self) -> None:
        self.ours("make", "master.p12", "first")
        old = self.entries("master.p12")
        log = self.folder / "trace"
        trace = ["strace", "-f", "-qq", "-o", str(log), "-e", "trace=" + ",".join(self.CALLS)]
        shutil.copy2(self.folder / "master.p12", self.folder / "store.p12")
        self.succeed(*trace, str(PROGRAM), "make", "store.p12", "second")
        called = [found[1] for found in re.finditer(r"^\d+ +(\w+)\((.*)$", log.read_text(), re.M)]
        lines = log.read_text().splitlines()
        first = next(at for at, line in enumerate(lines) if "store.p12.lock" in line)
        states: list[bool] = []
        for at in range(first, len(called)):
            with self.subTest(call=lines[at]):
                shutil.copy2(self.folder / "master.p12", self.folder / "store.p12")
                occurrence = called[: at + 1].count(called[at])
                kill = ["-e", f"trace={called[at]}", "-e", f"inject={called[at]}:signal=SIGKILL:when={occurrence}"]
                tracer = ["strace", "-f", "-qq", "-o", os.devnull, *kill]
                killed = self.run_in(*tracer, str(PROGRAM), "make", "store.p12", "second")
                self.assertEqual(killed.returncode, -9, killed.stderr)
                entries = self.entries("store.p12")
                self.assertEqual(entries["first"], old["first"])
                self.assertLessEqual(set(entries), {"first", "second"})
                states.append("second" in entries)
        self.assertIn(True, states)
        self.assertIn(False, states)
        self.assertGreaterEqual(len(states), 6)  # identity/interrupted_update.py tries all of them
        self.ours("make", "store.p12", "third")
        self.assertIn("third", self.entries("store.p12"))


if __name__ == "__main__":
    os.umask(0o022)
    unittest.main()

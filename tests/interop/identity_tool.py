"""Runs handclasp, of the folder in HANDCLASP_EXAMPLES: what docs/identity.md does not show of its files and arguments."""

from __future__ import annotations

import os
import pty
import re
import signal
import stat
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "python"))
from handclasp_interop.command import FOLDER, LIMIT, PASSWORD, Case, ended_at_last, read_until  # noqa: E402


class IdentityTest(Case):
    def test_kinds_of_keys(self) -> None:
        for kind, shown in {"ed25519": "Ed25519", "p256": "ECDSA on P-256", "rsa": "RSA of 3072 bits"}.items():
            fingerprint = self.new(f"{kind}.p12", "key", "--kind", kind, "--name", "name.example", "--days", "10")
            self.assertEqual(self.good("identity", "fingerprint", "--store", f"{kind}.p12").strip(), fingerprint)
            shows = self.good("identity", "show", "--store", f"{kind}.p12")
            self.assertIn(f"  key          {shown}\n", shows)
            self.assertEqual(stat.S_IMODE(self.file(f"{kind}.p12").stat().st_mode), 0o600)
            pem = self.good("identity", "export", "--store", f"{kind}.p12")
            of_openssl = subprocess.run(
                "openssl x509 -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum", shell=True, input=pem,
                capture_output=True, text=True, timeout=LIMIT, check=True).stdout
            self.assertEqual(of_openssl.split()[0], fingerprint)

    def test_several_entries(self) -> None:
        first, second = self.new("s.p12", "one"), self.new("s.p12", "two")
        self.assertNotEqual(first, second)
        self.assertEqual(self.good("identity", "fingerprint", "--store", "s.p12", "--alias", "two").strip(), second)
        self.bad(1, r"handclasp: s\.p12: it has several entries; say --alias and one of one, two", "identity",
                 "fingerprint", "--store", "s.p12")
        self.bad(1, r"handclasp: s\.p12: it has several entries; write s\.p12#one or s\.p12#two", "serve", "--listen",
                 "127.0.0.1:0", "--identity", "s.p12")
        self.bad(1, r"handclasp: s\.p12: there is no entry 'three'.*'one', 'two'", "identity", "show", "--store",
                 "s.p12", "--alias", "three")
        self.bad(1, r"handclasp: s\.p12: there is an entry 'one' already", "identity", "new", "--store", "s.p12",
                 "--alias", "one")
        self.good("identity", "remove", "--store", "s.p12", "--alias", "one")
        self.assertEqual(self.good("identity", "fingerprint", "--store", "s.p12").strip(), second)

    def test_a_certificate_of_its_own_again(self) -> None:
        fingerprint = self.new("s.p12", "a", "--name", "old.example")
        self.assertEqual(self.good("identity", "self-sign", "--store", "s.p12").strip(), fingerprint)
        self.assertIn("names        old.example\n", self.good("identity", "show", "--store", "s.p12"))
        self.good("identity", "self-sign", "--store", "s.p12", "--name", "new.example")
        self.assertIn("names        new.example\n", self.good("identity", "show", "--store", "s.p12"))

    def test_there_and_back(self) -> None:
        self.environment["HANDCLASP_OTHER_PASSWORD"] = "another one"
        fingerprint = self.new("s.p12", "a", "--kind", "p256")
        export = ("identity", "export", "--store", "s.p12", "--private-key", "s.key")
        self.good(*export)
        self.assertEqual(stat.S_IMODE(self.file("s.key").stat().st_mode), 0o600)
        self.assertIn("ENCRYPTED PRIVATE KEY", self.file("s.key").read_text())
        self.good("identity", "import", "--store", "back.p12", "--alias", "b", "--key", "s.key")
        self.assertEqual(self.good("identity", "fingerprint", "--store", "back.p12").strip(), fingerprint)
        self.environment["HANDCLASP_OTHER_PASSWORD"] = PASSWORD
        self.good("identity", "import", "--store", "back.p12", "--alias", "copy", "--pkcs12", "s.p12")
        self.good("identity", "import", "--store", "back.p12", "--alias", "third", "--pkcs12", "back.p12",
                  "--pkcs12-alias", "b")
        shows = self.good("identity", "show", "--store", "back.p12")
        self.assertEqual(shows.count(fingerprint), 3)

        before = self.file("s.key").read_bytes()
        self.bad(1, r"handclasp: s\.key: there is a file already; choose another name, or give --replace", *export)
        self.assertEqual(self.file("s.key").read_bytes(), before)
        self.good(*export, "--replace")
        self.assertNotEqual(self.file("s.key").read_bytes(), before)

    def test_an_export_into_the_key_store_itself(self) -> None:
        """Its other entries would be lost."""
        self.environment["HANDCLASP_OTHER_PASSWORD"] = "another one"
        self.new("s.p12", "one")
        self.new("s.p12", "two")
        self.file("symbolic").symlink_to("s.p12")
        self.file("hard").hardlink_to(self.file("s.p12"))
        before = self.file("s.p12").read_bytes()
        for name in ("s.p12", "./s.p12", f"../{self.folder.name}/s.p12", str(self.file("s.p12")), "symbolic", "hard"):
            for replace in ((), ("--replace",)):
                self.bad(1, f"handclasp: {re.escape(name)}: it is the key store itself; choose another name",
                         "identity", "export", "--store", "s.p12", "--alias", "one", "--private-key", name, *replace)
        self.bad(1, "handclasp: s.p12: it is the key store itself; .*", "identity", "export", "--store", "symbolic",
                 "--alias", "one", "--private-key", "s.p12", "--replace")
        self.assertEqual(self.file("s.p12").read_bytes(), before)

    def test_an_export_while_the_file_is_made_by_another(self) -> None:
        """While a password is asked for, there is time for it."""
        self.new("s.p12")
        before = self.file("s.p12").read_bytes()
        for name, options, make, said in (
            ("file.key", (), lambda file: file.write_text("another's"), "there is a file already; choose another name"),
            ("link.key", ("--replace",), lambda file: file.symlink_to("s.p12"), "it is the key store itself"),
        ):
            with self.subTest(file=name):
                child, terminal = pty.fork()
                if child == 0:
                    os.chdir(self.folder)
                    os.execvpe("handclasp", ["handclasp", "identity", "export", "--store", "s.p12", "--private-key",
                                             name, *options], self.environment)
                ended: list[int] = []
                with ended_at_last(child, terminal, ended):
                    seen = read_until(terminal, "", f"New password for {name}: ")
                    make(self.file(name))
                    os.write(terminal, b"hidden\n")
                    seen = read_until(terminal, seen, "The same again: ")
                    os.write(terminal, b"hidden\n")
                    seen = read_until(terminal, seen, None)
                self.assertEqual(ended, [1], seen)
                self.assertIn(f"handclasp: {name}: {said}", seen)
        self.assertEqual(self.file("file.key").read_text(), "another's")
        self.assertEqual(self.file("s.p12").read_bytes(), before)

    def test_a_seed_file(self) -> None:
        made = subprocess.run([FOLDER / "echo_server", "--new-identity", "seed"], cwd=self.folder, check=True,
                              capture_output=True, text=True, timeout=LIMIT).stdout
        fingerprint = made.removeprefix("fingerprint ").strip()
        self.assertEqual(self.good("identity", "fingerprint", "--seed", "seed").strip(), fingerprint)
        self.assertEqual(self.good("identity", "show", "--seed", "seed"),
                         f"seed\n  fingerprint  {fingerprint}\n  key          Ed25519\n")
        self.good("identity", "import", "--store", "s.p12", "--alias", "echo", "--seed", "seed")
        shows = self.good("identity", "show", "--store", "s.p12")
        self.assertIn(f"  fingerprint  {fingerprint}\n", shows)
        self.assertIn("  subject      CN=echo\n", shows)
        self.file("short").touch(0o600)
        self.file("short").write_text(self.file("seed").read_text()[:-1])
        self.bad(1, "handclasp: short: a seed file has 64 hexadecimal digits, and nothing else", "identity", "import",
                 "--store", "s.p12", "--alias", "short", "--seed", "short")
        self.file("seed").chmod(0o640)
        self.bad(1, "handclasp: seed: .* other users have access to it; chmod 600 seed", "identity", "fingerprint",
                 "--seed", "seed")

    def test_a_key_that_no_password_protects(self) -> None:
        done = self.shell("openssl req -x509 -newkey ed25519 -nodes -keyout k.pem -out c.pem -subj /CN=open")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.good("identity", "import", "--store", "s.p12", "--alias", "a", "--key", "k.pem", "--certificate", "c.pem")
        self.assertIn("subject      CN=open\n", self.good("identity", "show", "--store", "s.p12"))
        self.shell("cat c.pem >> k.pem")
        del self.environment["HANDCLASP_PASSWORD"]
        self.serve(f"handclasp serve --listen 127.0.0.1:{self.port} --identity k.pem")

    def test_words_between_the_parts_of_a_pem_file(self) -> None:
        """They do not say whether a password protects the key; only the one of the key store is given here."""
        done = self.shell("openssl req -x509 -newkey ed25519 -nodes -keyout k.pem -out c.pem -subj /CN=open")
        self.assertEqual(done.returncode, 0, done.stdout)
        open_key = self.file("k.pem").read_text()
        self.file("k.pem").write_text(f"Not ENCRYPTED\nProc-Type: 4,ENCRYPTED\n{open_key}")
        importing = ("identity", "import", "--store", "s.p12", "--key", "k.pem", "--certificate", "c.pem", "--alias")
        self.good(*importing, "a")
        needed = r"handclasp: k\.pem: needs a password, .*"
        for label in ("ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY"):
            headers = "" if label.startswith("ENCRYPTED") else "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"
            self.file("k.pem").write_text(f"-----BEGIN {label}-----\n{headers}AAAA\n-----END {label}-----\n")
            self.bad(1, needed, *importing, "b")

    def test_an_entry_that_no_identity_may_have(self) -> None:
        """It is reported, and the others are shown."""
        done = self.shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout k.pem "
                          "-out c.pem -subj /CN=other && openssl pkcs12 -export -inkey k.pem -in c.pem -name other "
                          "-passout env:HANDCLASP_PASSWORD -out s.p12 && chmod 600 s.p12")
        self.assertEqual(done.returncode, 0, done.stdout)
        fingerprint = self.new("s.p12", "good")
        shows = self.run_tool("identity", "show", "--store", "s.p12")
        self.assertEqual(shows.returncode, 1)
        self.assertIn(f"good\n  fingerprint  {fingerprint}\n", shows.stdout)
        self.assertRegex(shows.stderr, r"\Ahandclasp: s\.p12: entry 'other' has a private key that no identity .*\n\Z")
        self.good("identity", "show", "--store", "s.p12", "--alias", "good")

    def test_a_closed_output(self) -> None:
        """Nothing that was meant for it gets into a file, and who has started the command learns that it is lost."""
        for number, closed in enumerate(("1>&-", "0<&- 1>&-", "0<&- 1>&- 2>&-")):
            with self.subTest(closed=closed):
                done = self.shell(f"handclasp identity new --store {number}.p12 --alias a {closed}")
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertEqual("standard output: cannot be written" in done.stdout, "2>" not in closed)
                self.assertEqual(self.file(f"{number}.p12.lock").read_bytes(), b"")
                self.good("identity", "show", "--store", f"{number}.p12")
        for command in ("identity show --store 0.p12", "suites", "--help", "identity --help"):
            self.assertEqual(self.shell(f"handclasp {command} > /dev/full").returncode, 1, command)

    def test_a_file_whose_name_would_write_on_the_terminal(self) -> None:
        name = "s\x1b[2J\n\N{RIGHT-TO-LEFT OVERRIDE}.p12"
        shown = r"s\x1b[2J\x0a\xe2\x80\xae.p12"
        self.bad(1, re.escape(f"handclasp: {shown}: there is no such file"), "identity", "show", "--store", name)
        self.bad(2, re.escape(f"handclasp identity new: one argument too many: {shown}; see") + ".*", "identity", "new",
                 "--store", "a", "--alias", "b", name)
        self.bad(2, r"handclasp connect: --identity: there is no file .*; handclasp identity new --store FILE --alias "
                 "NAME makes one; .*", "connect", "127.0.0.1:1", "--trust", "anyone", "--identity", name + "#it's")
        done = self.run_tool("identity", "new", "--store", name, "--alias", "a")
        self.assertEqual((done.returncode, done.stderr),
                         (0, f"a: a new key, Ed25519, in {shown}\nfingerprint:\n"))
        del self.environment["HANDCLASP_PASSWORD"]
        code, seen = self.at_terminal(("identity", "show", "--store", name), {f"Password of {shown}: ": PASSWORD})
        self.assertEqual(code, 0, seen)
        code, seen = self.at_terminal(("identity", "new", "--store", "new" + name, "--alias", "a"),
                                      {f"New password for new{shown}: ": "\x03"})
        self.assertEqual(code, -signal.SIGINT, seen)

    def test_files_that_are_wrong(self) -> None:
        self.new("s.p12")
        show = ("identity", "show", "--store")
        self.bad(1, r"handclasp: none\.p12: there is no such file", *show, "none.p12")
        wrong = {**self.environment, "HANDCLASP_PASSWORD": "wrong"}
        self.bad(1, r"handclasp: s\.p12: the password is wrong, or the file is damaged", *show, "s.p12", env=wrong)
        octets = self.file("s.p12").read_bytes()
        damaged = {"cut": octets[:-1], "empty": b"", "other": b"what is this", "behind": octets + b"x"}
        for name, content in damaged.items():
            self.file(name).write_bytes(content)
            self.file(name).chmod(0o600)
            self.bad(1, rf"handclasp: {name}: .+", *show, name)
        self.file("s.p12").chmod(0o644)
        self.bad(1, r"handclasp: s\.p12: .* other users have access to it; chmod 600 s\.p12", *show, "s.p12")
        self.assertEqual(self.file("s.p12").read_bytes(), octets)

    def test_files_that_are_no_key_store(self) -> None:
        """Each is told what it is, before anybody hides it or is asked for a password."""
        self.new("s.p12")
        pem, seed = self.good("identity", "export", "--store", "s.p12"), bytes(range(32)).hex()
        del self.environment["HANDCLASP_PASSWORD"]
        kinds = {
            "web.pem": (pem, r"it is PEM and no key store \(PKCS#12\); show and fingerprint take a certificate as .*",
                        "no identity: there is no private key in it"),
            "seed": (seed, r"it is a seed file and no key store \(PKCS#12\); show, fingerprint and import .* --seed",
                     "a file with a private key is .*; chmod 600 seed"),
            "known": ("# nobody", r"it is no key store \(PKCS#12\); is it the right file\?",
                      r"no identity: neither a key store .*"),
        }
        for name, (content, said, said_of_identity) in kinds.items():
            self.file(name).write_text(content)
            for mode in (0o644, 0o600):
                self.file(name).chmod(mode)
                self.bad(1, f"handclasp: {name}: {said}", "identity", "show", "--store", name)
                self.bad(1, f"handclasp: {name}: {said}", "identity", "new", "--store", name, "--alias", "b")
            self.file(name).chmod(0o644)
            self.bad(1, f"handclasp: {name}: {said_of_identity}", "serve", "--listen", "127.0.0.1:0", "--identity",
                     name)
        self.file("s.p12").chmod(0o644)
        for command in (("identity", "show", "--store"), ("serve", "--listen", "127.0.0.1:0", "--identity")):
            self.bad(1, r"handclasp: s\.p12: a file with a private key is for its owner alone, and .*; chmod 600 s\.p12",
                     *command, "s.p12")

    def test_an_answer_for_another_key(self) -> None:
        self.new("one.p12")
        self.new("two.p12")
        before = self.file("one.p12").read_bytes()
        self.file("two.pem").write_text(self.good("identity", "export", "--store", "two.p12"))
        self.bad(1, r"handclasp: two\.pem: its first certificate is that of another key, .*", "identity", "import",
                 "--store", "one.p12", "--alias", "a", "--certificate", "two.pem")
        self.assertEqual(self.file("one.p12").read_bytes(), before)

    def test_names_that_are_none(self) -> None:
        new = ("identity", "new", "--store", "s.p12", "--alias")
        self.bad(2, "handclasp identity new: --name: 'not a name' is no DNS name.*", *new, "a", "--name", "not a name")
        self.bad(2, "handclasp identity new: --alias: .* is not empty; .*", *new, "")
        for alias in ("a#b", "two\nlines", "\N{RIGHT-TO-LEFT OVERRIDE}a", "a" * 129):
            self.bad(2, "handclasp identity new: --alias: the alias .*; see .*", *new, alias)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_name_that_would_write_on_the_terminal(self) -> None:
        """openssl makes what handclasp would not, with a control character in it."""
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", os.devnull, "-out",
                        "c.pem", "-utf8", "-subj", "/CN=good\x1b[2Jbad"], cwd=self.folder, check=True,
                       capture_output=True, timeout=LIMIT)
        shows = self.good("identity", "show", "--certificate", "c.pem")
        self.assertNotIn("\x1b", shows)
        self.assertRegex(shows, r"good\\+1B\[2Jbad")


class PasswordTest(Case):
    def test_from_a_descriptor(self) -> None:
        del self.environment["HANDCLASP_PASSWORD"]
        command = ("identity", "new", "--store", "s.p12", "--alias", "a", "--password-fd", "0")
        self.good(*command, input="from a pipe\nand what follows")
        self.good("identity", "show", "--store", "s.p12", "--password-fd", "0", input="from a pipe")
        self.bad(1, r"handclasp: --password-fd 0: there is no password to read", "identity", "show", "--store", "s.p12",
                 "--password-fd", "0")
        self.bad(1, r"handclasp: --password-fd 0: a password has at most 1024 octets", "identity", "show", "--store",
                 "s.p12", "--password-fd", "0", input="x" * 1025)
        self.bad(1, r"handclasp: --password-fd 77: cannot read the password: Bad file descriptor", "identity", "show",
                 "--store", "s.p12", "--password-fd", "77")
        self.bad(1, r"handclasp: new\.p12: an empty password protects nothing", "identity", "new", "--store", "new.p12",
                 "--alias", "a", "--password-fd", "0", input="\n")

    def test_a_line_for_each_file(self) -> None:
        for password in ("one", "two"):
            self.environment["HANDCLASP_PASSWORD"] = password
            self.new(f"{password}.p12", password)
        two = " ".join(f"--listen 127.0.0.1:0 --identity {name}.p12" for name in ("one", "two"))
        self.serve(f"printf 'one\\ntwo\\n' | echo_server {two} --password-fd 0")

    def test_nowhere(self) -> None:
        del self.environment["HANDCLASP_PASSWORD"]
        self.bad(1, r"handclasp: s\.p12: needs a password, and there is no terminal.*HANDCLASP_PASSWORD", "identity",
                 "new", "--store", "s.p12", "--alias", "a")

    def test_at_the_terminal(self) -> None:
        del self.environment["HANDCLASP_PASSWORD"]
        new = ("identity", "new", "--store", "s.p12", "--alias", "a")
        code, seen = self.at_terminal(new, {"New password for s.p12: ": "one", "The same again: ": "two"})
        self.assertEqual(code, 1)
        self.assertIn("s.p12: the two passwords differ; nothing was written", seen)
        self.assertFalse(self.file("s.p12").exists())
        code, seen = self.at_terminal(new, {"New password for s.p12: ": "hidden", "The same again: ": "hidden"})
        self.assertEqual(code, 0, seen)
        self.assertNotIn("hidden", seen)
        code, seen = self.at_terminal(("identity", "show", "--store", "s.p12"), {"Password of s.p12: ": "hidden"})
        self.assertEqual(code, 0, seen)
        self.assertNotIn("hidden", seen)

    def test_interrupted_at_the_terminal(self) -> None:
        del self.environment["HANDCLASP_PASSWORD"]
        new = ("identity", "new", "--store", "s.p12", "--alias", "a")
        code, seen = self.at_terminal(new, {"New password for s.p12: ": "\x03"})
        self.assertEqual(code, -signal.SIGINT, seen)

    def test_signals_of_other_programs_at_the_terminal(self) -> None:
        """Whichever ends the program, the terminal shows again what is typed."""
        self.new("s.p12")
        del self.environment["HANDCLASP_PASSWORD"]
        command = "sh -c 'echo $$ > pid; exec handclasp identity show --store s.p12'; echo \"it was $?\"; stty -a"
        for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF,
                       signal.SIGPIPE):
            with self.subTest(signal=number):
                child, terminal = pty.fork()
                if child == 0:
                    for default in (signal.SIGPIPE, signal.SIGXFSZ):
                        signal.signal(default, signal.SIG_DFL)  # which Python ignores
                    os.chdir(self.folder)
                    os.execvpe("sh", ["sh", "-c", command], self.environment)
                try:
                    seen = read_until(terminal, "", "Password of s.p12: ")
                    os.kill(int(self.file("pid").read_text()), number)
                    seen = read_until(terminal, seen, None)
                except BaseException:
                    os.kill(child, signal.SIGKILL)
                    raise
                finally:
                    os.close(terminal)
                    os.waitpid(child, 0)
                self.assertIn(f"it was {128 + number}\r\n", seen)
                self.assertIn(" echo ", seen)

    def test_stopped_at_the_terminal(self) -> None:
        """A shell with job control goes on with its next command when the program is stopped; fg waits for it."""
        self.new("s.p12")
        del self.environment["HANDCLASP_PASSWORD"]
        script = "handclasp identity fingerprint --store s.p12; stty -a; echo; fg; stty -a; exit 7"
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe("sh", ["sh", "-m", "-c", script], self.environment)
        ended: list[int] = []
        with ended_at_last(child, terminal, ended):
            seen = read_until(terminal, "", "Password of s.p12: ")
            os.write(terminal, b"half\x1a")
            seen = read_until(terminal, seen, "Password of s.p12: ")
            self.assertIn(" echo ", seen)
            self.assertNotIn("-echo ", seen)
            os.write(terminal, PASSWORD.encode() + b"\n")
            seen = read_until(terminal, seen, None)
        self.assertEqual(ended, [7], seen)
        self.assertRegex(seen, r"(?m)^[0-9a-f]{64}\r$")
        self.assertNotIn(PASSWORD, seen)
        self.assertEqual(seen.count(" echo "), 2)


class AuthorityTest(Case):
    _files: dict[str, bytes] = {}  # what all tests begin with

    def setUp(self) -> None:
        super().setUp()
        if not self._files:
            self.good("authority", "new", "--folder", "ca", "--name", "Test authority")
            self.new("s.p12", "a", "--name", "wanted.example")
            self.file("a.csr").write_text(self.good("identity", "csr", "--store", "s.p12"))
            for path in (path for path in self.folder.rglob("*") if path.is_file()):
                self._files[str(path.relative_to(self.folder))] = path.read_bytes()
        self.file("ca").mkdir(mode=0o700, exist_ok=True)
        for name, content in self._files.items():
            self.file(name).touch(0o600)
            self.file(name).write_bytes(content)

    def sign(self, *options: str) -> str:
        return self.good("authority", "sign", "--folder", "ca", *options, "a.csr")

    def test_what_it_issues(self) -> None:
        for use, other in (("server", "client"), ("client", "server")):
            names = (f"--{use}", "granted.example", f"--{use}", "127.0.0.1", f"--{use}", "granted.example")
            self.file("a.pem").write_text(self.sign(*names, "--days", "7"))
            shows = self.good("identity", "show", "--certificate", "a.pem")
            self.assertIn("names        granted.example, 127.0.0.1\n", shows)
            self.assertNotIn("wanted.example", shows)
            verify = "openssl verify -x509_strict -CAfile ca/authority.pem"
            self.shell_good(f"{verify} -purpose ssl{use} -CRLfile ca/authority.crl -crl_check a.pem")
            self.assertNotEqual(self.shell(f"{verify} -purpose ssl{other} a.pem").returncode, 0)

    def test_one_use_for_each_certificate(self) -> None:
        """Otherwise whoever is certified as a client alone could be a server of that name."""
        self.bad(2, "handclasp authority sign: give either --server or --client: .*", "authority", "sign", "--folder",
                 "ca", "--server", "granted.example", "--client", "alice", "a.csr")
        self.assertEqual(self.good("authority", "list", "--folder", "ca"), "")

    def test_names_that_are_none(self) -> None:
        for name in ("two words", "a@b", "", "*.example", "-"):
            for use in ("--server", "--client"):
                self.bad(2, f"handclasp authority sign: {use}: '.*' is no DNS name .*", "authority", "sign", "--folder",
                         "ca", use, name, "a.csr")

    def test_the_authority_ends_before(self) -> None:
        self.good("authority", "new", "--folder", "short", "--name", "Short", "--days", "5")
        command = ("authority", "sign", "--folder", "short", "--client", "alice", "--days")
        self.assertNotIn("less than", self.run_tool(*command, "4", "a.csr").stderr)
        done = self.run_tool(*command, "6", "a.csr")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("\nit is valid for less than --days 6: the authority's own certificate ends then\n", done.stderr)

    def test_a_folder_where_others_may_write(self) -> None:
        sign = ("authority", "sign", "--folder", "ca", "--client", "x", "a.csr")
        new = ("authority", "new", "--folder", "empty", "--name", "New")
        for folder, command in (("ca", sign), ("empty", new)):
            self.file(folder).mkdir(exist_ok=True)
            for mode in (0o720, 0o702, 0o1777):
                self.file(folder).chmod(mode)
                self.bad(1, f"handclasp: {folder}: other users may write in it, .*; chmod go-w {folder}", *command)
            self.file(folder).chmod(0o755)
            if os.geteuid() == 0:  # who alone can give a folder away
                os.chown(self.file(folder), 12345, -1)
                self.bad(1, rf"handclasp: {folder}: it belongs to another user \(uid 12345\), .*", *command)
                os.chown(self.file(folder), 0, -1)
            self.good(*command)

    def shell_good(self, command: str) -> None:
        done = self.shell(command)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_nothing_is_taken_over_without_a_word(self) -> None:
        self.assertIn("letters, digits, hyphens and dots", self.good("authority", "sign", "--help"))
        self.bad(2, r"handclasp authority sign: say what to certify: .* asks for wanted\.example; see .*", "authority",
                 "sign", "--folder", "ca", "a.csr")
        self.assertEqual(self.good("authority", "list", "--folder", "ca"), "")

    def test_revocation(self) -> None:
        self.file("a.pem").write_text(self.sign("--server", "a.example"))
        self.file("b.pem").write_text(self.sign("--client", "b"))
        lines = self.good("authority", "list", "--folder", "ca").splitlines()
        self.assertEqual([line.split()[2:] for line in lines],
                         [["good", "server", "a.example"], ["good", "client", "b"]])
        self.good("authority", "revoke", "--folder", "ca", "a.pem")
        self.good("authority", "revoke", "--folder", "ca", "--reason", "superseded", lines[1].split()[0].upper())
        lines = self.good("authority", "list", "--folder", "ca").splitlines()
        self.assertEqual([line.split()[2:] for line in lines],
                         [["revoked", "server", "a.example"], ["revoked", "client", "b", "superseded"]])
        self.assertEqual(self.shell("openssl crl -in ca/authority.crl -noout -text | grep -A1 Reason").stdout.split(),
                         ["X509v3", "CRL", "Reason", "Code:", "Superseded"])
        self.bad(2, "handclasp authority revoke: --reason: .*keyCompromise.*", "authority", "revoke", "--folder", "ca",
                 "--reason", "bored", "a.pem")
        for name in ("a", "b"):
            done = self.shell("openssl verify -CAfile ca/authority.pem -CRLfile ca/authority.crl -crl_check "
                              f"{name}.pem")
            self.assertIn("certificate revoked", done.stdout)
        before = self.crl_number()
        self.good("authority", "crl", "--folder", "ca", "--crl-days", "9")
        self.assertEqual(self.crl_number(), before + 1)
        self.bad(1, r"handclasp: ca/authority\.crl: it has the certificate [0-9a-f]+ already", "authority", "revoke",
                 "--folder", "ca", "a.pem")

    def test_a_revocation_list_that_is_not_there(self) -> None:
        """The next one would forget all that is revoked, and peers would take it for newer."""
        for name in ("a", "b"):
            self.file(f"{name}.pem").write_text(self.sign("--client", name))
        self.good("authority", "revoke", "--folder", "ca", "a.pem")
        self.file("ca/authority.crl").rename(self.file("away"))
        for command in (["crl"], ["revoke"], ["list"]):
            self.bad(1, "handclasp: ca/authority.crl: there is no such file; put the last list back: without it every "
                     "revocation would be forgotten", "authority", *command, "--folder", "ca",
                     *(["b.pem"] if command == ["revoke"] else []))
            self.assertFalse(self.file("ca/authority.crl").exists())
        self.file("away").rename(self.file("ca/authority.crl"))
        self.good("authority", "crl", "--folder", "ca")
        lines = self.good("authority", "list", "--folder", "ca").splitlines()
        self.assertEqual([line.split()[2] for line in lines], ["revoked", "good"])

    def test_a_certificate_whose_record_is_lost(self) -> None:
        """The authority's signature says that it has issued it; a number by itself says nothing."""
        self.file("a.pem").write_text(self.sign("--client", "a"))
        serial = self.good("authority", "list", "--folder", "ca").split()[0]
        self.file("ca/issued").unlink()
        self.shell_good("openssl req -x509 -newkey ed25519 -nodes -keyout f.key -subj '/CN=Test authority' -out f.pem\n"
                        f"openssl req -new -key f.key -subj /CN=forged | openssl x509 -req -CA f.pem -CAkey f.key "
                        f"-set_serial 0x{serial} -out forged.pem")
        before = self.file("ca/authority.crl").read_bytes()
        for given in ("f.pem", "forged.pem", "ca/authority.pem", serial):
            self.bad(1, r"handclasp: ca/issued: no certificate with the serial number [0-9a-f]+ was issued here; .*",
                     "authority", "revoke", "--folder", "ca", given)
        self.assertEqual(self.file("ca/authority.crl").read_bytes(), before)
        self.good("authority", "revoke", "--folder", "ca", "a.pem")
        done = self.shell("openssl verify -CAfile ca/authority.pem -CRLfile ca/authority.crl -crl_check a.pem")
        self.assertIn("certificate revoked", done.stdout)

    def test_an_authority_without_a_password(self) -> None:
        """Nothing of it stays."""
        del self.environment["HANDCLASP_PASSWORD"]
        self.bad(1, r"handclasp: new/authority\.p12: needs a password, .*", "authority", "new", "--folder", "new",
                 "--name", "New")
        self.assertFalse(self.file("new").exists())

    def test_a_forged_certificate_revokes_nobody_elses(self) -> None:
        """Whoever makes it chooses its serial number, and may take the other one's public key as well."""
        self.file("a.pem").write_text(self.sign("--server", "a.example"))
        serial = self.good("authority", "list", "--folder", "ca").split()[0]
        forge = f"openssl x509 -req -in f.csr -CA f.pem -CAkey f.key -set_serial 0x{serial}"
        self.shell_good("openssl req -x509 -newkey ed25519 -nodes -keyout f.key -subj '/CN=Test authority' -out f.pem\n"
                        "openssl req -new -key f.key -subj /CN=forged -out f.csr\n"
                        "openssl x509 -in a.pem -noout -pubkey > a.pub\n"
                        f"{forge} -out own-key.pem\n{forge} -force_pubkey a.pub -out same-key.pem")
        self.assertEqual(self.good("identity", "fingerprint", "--certificate", "same-key.pem"),
                         self.good("identity", "fingerprint", "--certificate", "a.pem"))
        before = self.file("ca/authority.crl").read_bytes()
        for name in ("own-key.pem", "same-key.pem"):
            self.bad(1, f"handclasp: ca/issued: the certificate with the serial number {serial} that was issued here "
                     f"is another one than {name}; .*", "authority", "revoke", "--folder", "ca", name)
        self.assertEqual(self.file("ca/authority.crl").read_bytes(), before)
        self.good("authority", "revoke", "--folder", "ca", "a.pem")

    def test_many_certificates_and_many_names(self) -> None:
        line = "{:032x} 2027-01-01 client alice " + "ab" * 32 + "\n"
        self.file("ca/issued").write_text("".join(line.format(number) for number in range(100_000)))
        names = [f"a-name-that-is-rather-long-{number:03}.example" for number in range(100)]
        self.file("a.pem").write_text(self.sign(*(word for name in names for word in ("--server", name))))
        lines = self.good("authority", "list", "--folder", "ca").splitlines()
        self.assertEqual(len(lines), 100_001)
        self.assertEqual(lines[-1].split()[-1], ",".join(names))
        self.good("authority", "revoke", "--folder", "ca", "a.pem")

    def test_a_folder_that_an_authority_has_left(self) -> None:
        """What is made there could not be finished, or would have somebody else's records."""
        for name in ("authority.pem", "authority.crl", "issued"):
            with self.subTest(file=name):
                folder = self.file("left-" + name)
                folder.mkdir(mode=0o700)
                (folder / name).write_bytes(b"" if name == "issued" else self.file(f"ca/{name}").read_bytes())
                self.bad(1, f"handclasp: {folder.name}/{name}: it belongs to an authority whose key is not there; "
                         "choose another folder, or move it away", "authority", "new", "--folder", folder.name,
                         "--name", "New")
                self.assertEqual([path.name for path in folder.iterdir()], [name])

    def crl_number(self) -> int:
        done = self.shell("openssl crl -in ca/authority.crl -noout -crlnumber")
        return int(done.stdout.strip().split("=")[1], 16)

    def test_what_is_not_its_own(self) -> None:
        self.file("self.pem").write_text(self.good("identity", "export", "--store", "s.p12"))
        unknown = r"handclasp: ca/issued: no certificate with the serial number {} was issued here; .*"
        self.bad(1, unknown.format("[0-9a-f]+"), "authority", "revoke", "--folder", "ca", "self.pem")
        self.bad(1, unknown.format("abcd"), "authority", "revoke", "--folder", "ca", "ABCD")
        self.bad(1, r"handclasp: none\\x1b\.pem: there is no such file, and a serial number has .*", "authority",
                 "revoke", "--folder", "ca", "none\x1b.pem")
        self.bad(1, r"handclasp: ca/authority\.p12: there is an authority already; choose another folder", "authority",
                 "new", "--folder", "ca", "--name", "Another")
        self.bad(1, r"handclasp: self\.pem: it is no request \(PKCS#10\) in PEM", "authority", "sign", "--folder", "ca",
                 "--client", "x", "self.pem")
        self.bad(1, r"handclasp: none/authority\.p12: there is no such file", "authority", "sign", "--folder", "none",
                 "--client", "x", "a.csr")


class ListsTest(Case):
    ONE, TWO = "ab" * 32, "cd" * 32

    def test_known_servers(self) -> None:
        self.file("known").write_text("# mine\n\n")
        self.good("known", "add", "known", "Server.Example:4000", self.ONE, "with a comment")
        self.good("known", "add", "known", "server.example:4000", self.TWO)
        self.good("known", "add", "known", "[::1]:4000", self.TWO)
        self.assertEqual(self.good("known", "list", "known").splitlines(),
                         [f"server.example:4000 {self.ONE} with a comment", f"server.example:4000 {self.TWO}",
                          f"[::1]:4000 {self.TWO}"])
        self.good("known", "remove", "known", "server.example:4000", self.TWO)
        self.bad(1, "handclasp: known: it has no server.example:4000 with this fingerprint; nothing was changed",
                 "known", "remove", "known", "server.example:4000", self.TWO)
        self.good("known", "remove", "known", "[::1]:4000")
        self.assertEqual(self.file("known").read_text(),
                         f"# mine\n\nserver.example:4000 {self.ONE} with a comment\n")
        for command in (("list", "none"), ("remove", "none", "server.example:4000")):
            self.bad(1, "handclasp: none: there is no such file", "known", *command)
        self.assertFalse(self.file("none.lock").exists())
        self.file("known").write_text("server.example:4000 xyz\n")
        self.bad(1, "handclasp: known: line 1 .*", "known", "list", "known")

    def test_allowed_clients(self) -> None:
        self.file("allowed").write_text(f"# mine\n{self.TWO} Bob\n# the end")
        self.good("allowed", "add", "allowed", self.ONE, "Alice at home")
        done = self.run_tool("allowed", "add", "allowed", self.ONE, "twice")
        self.assertEqual((done.returncode, done.stderr), (0, "allowed: has it already; nothing was changed\n"))
        self.assertEqual(self.good("allowed", "list", "allowed"), f"{self.TWO} Bob\n{self.ONE} Alice at home\n")
        self.good("allowed", "remove", "allowed", self.TWO)
        self.assertEqual(self.file("allowed").read_text(), f"# mine\n# the end\n{self.ONE} Alice at home\n")
        self.bad(1, "handclasp: allowed: it has no client with this fingerprint; nothing was changed", "allowed",
                 "remove", "allowed", self.TWO)
        self.bad(1, "handclasp: the name .*control characters", "allowed", "add", "allowed", self.TWO, "two\nlines")
        for command in (("list", "none"), ("remove", "none", self.TWO)):
            self.bad(1, "handclasp: none: .*", "allowed", *command)
        self.assertFalse(self.file("none.lock").exists())

    def test_a_fingerprint_that_a_list_has_twice(self) -> None:
        """Such a list of clients is refused. With one of the two lines it would be good, and the client in it."""
        self.file("allowed").write_text(f"{self.ONE} Alice\n# mine\n{self.TWO} Bob\n\t{self.ONE}\r\n{self.ONE} A.")
        before = self.file("allowed").read_bytes()
        for fingerprint in (self.ONE, "ef" * 32):
            self.bad(1, "handclasp: allowed: line 4 has the fingerprint of line 1 again; .*", "allowed", "add",
                     "allowed", fingerprint)
        self.assertEqual(self.file("allowed").read_bytes(), before)
        self.good("allowed", "remove", "allowed", self.ONE)
        self.assertEqual(self.file("allowed").read_bytes(), f"# mine\n{self.TWO} Bob\n".encode())
        self.assertEqual(self.good("allowed", "list", "allowed"), f"{self.TWO} Bob\n")

        self.file("known").write_text(f"a.example:1 {self.ONE}\na.example:1 {self.TWO}\nA.example:1 {self.ONE} again")
        self.good("known", "remove", "known", "a.example:1", self.ONE)
        self.assertEqual(self.file("known").read_text(), f"a.example:1 {self.TWO}\n")

    def test_a_list_that_is_full(self) -> None:
        lines = [f"{number:064x}\n" for number in range(10_000)]
        self.file("allowed").write_text("".join(lines[1:]))
        self.good("allowed", "add", "allowed", "0" * 64)
        self.bad(1, "handclasp: allowed: there is no room for another line in it", "allowed", "add", "allowed",
                 self.ONE)
        self.assertEqual(self.good("allowed", "list", "allowed"), "".join(lines[1:] + lines[:1]))

    def test_names_in_other_languages(self) -> None:
        self.good("allowed", "add", "allowed", self.ONE, "Zo\u00eb \u5f20")
        self.assertEqual(self.good("allowed", "list", "allowed", encoding="utf-8"), f"{self.ONE} Zo\u00eb \u5f20\n")
        self.good("known", "add", "known", "server.example:1", self.ONE, "im B\u00fcro")
        self.assertEqual(self.good("known", "list", "known", encoding="utf-8"),
                         f"server.example:1 {self.ONE} im B\u00fcro\n")

    def test_lists_of_nobody(self) -> None:
        self.file("list").write_text("# nobody\n")
        for command in ("known", "allowed"):
            done = self.run_tool(command, "list", "list")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", "list: nobody is listed in it\n"))


class ArgumentsTest(Case):
    def test_help(self) -> None:
        """Of every command, and each command and option of the help is one."""
        groups = [()]
        seen = 0
        while groups:
            group = groups.pop()
            text = self.good(*group, "--help")
            seen += 1
            self.assertIn("\nUsage: handclasp " + " ".join(group), text)
            self.assertLess(max(len(line) for line in text.splitlines()), 140, group)
            listed = re.search(r"^Subcommands:\n((?:  .*\n)+)", text, re.MULTILINE)
            if listed:
                groups += [(*group, name) for name in re.findall(r"^  (\S+)", listed[1], re.MULTILINE)]
        self.assertGreaterEqual(seen, 25)

    def test_passwords_in_help(self) -> None:
        self.assertIn("HANDCLASP_PASSWORD", self.good("identity", "new", "--help"))

    def test_version(self) -> None:
        build = (Path(__file__).resolve().parents[2] / "meson.build").read_text()
        of_project = re.search(r"^  version: '(.+)',$", build, re.MULTILINE)
        self.assertEqual(self.good("--version"), f"handclasp {of_project[1]}\n")

    def test_suites(self) -> None:
        text = self.good("suites")
        self.assertIn("AES-128-CBC+HMAC-SHA-256-128/mac-in-cipher/RSA-2048-OAEP-SHA-256/derived", text)
        of_other = subprocess.run([FOLDER / "handclasp-suites"], capture_output=True, text=True, timeout=LIMIT).stdout
        self.assertEqual(text, of_other)

    def test_arguments_that_are_wrong(self) -> None:
        pin = "ab" * 32
        connect = ("connect", "127.0.0.1:1")
        new = ("identity", "new", "--store", "a", "--alias", "b")
        for arguments, said in (
            ((), r"handclasp: say what to do: identity, authority, .*"),
            (("nonsense",), r"handclasp: nonsense is not one of identity, .*; see handclasp --help"),
            (("identity",), r"handclasp identity: say what to do: .*; see handclasp identity --help"),
            (("nonsense", "--store", "a"), r"handclasp: nonsense is not one of identity, .*"),
            (("identity", "nwe"), r"handclasp identity: nwe is not one of new, .*; see handclasp identity --help"),
            (("identity", "new"), r"handclasp identity new: --store is required; see handclasp identity new --help"),
            ((*new, "--kind", "dsa"), r"handclasp identity new: --kind: .*"),
            ((*new, "--days", "0"), r"handclasp identity new: --days: .*"),
            ((*new, "--password", "x"), r"handclasp identity new: .*--password.*"),
            ((*new, "--password-fd", "-1"), r"handclasp identity new: .*--password-fd.*"),
            ((*new, "--days", "36501"), r"handclasp identity new: --days: .* 1 to 36500, and got 36501; .*"),
            ((*new, "--days", "-5"), r"handclasp identity new: --days: .* and got -5; .*"),
            (("identity", "new", "--stroe", "a"), r"handclasp identity new: there is no option --stroe; see .*"),
            (("connect", "--pinn=x", "a"), r"handclasp connect: there is no option --pinn; .*"),
            (("identity", "--store", "a", "new"),
             r"handclasp identity new: there is no option --store of handclasp identity; options stand behind .*"),
            ((*new, "more"), r"handclasp identity new: one argument too many: more; .*"),
            ((*new, "more", "--days", "0"), r"handclasp identity new: --days: .*"),
            (("identity", "show"), r"handclasp identity show: give one of --store, --certificate and --seed; .*"),
            (("identity", "show", "--store", "a", "--seed", "a"), r"handclasp identity show: give one of .*"),
            (("identity", "export", "--store", "a", "--replace"), r".*: --replace goes with --private-key; .*"),
            (("identity", "import", "--store", "a", "--alias", "b", "--key", "k", "--seed", "s"),
             r"handclasp identity import: give only one of --key, --pkcs12 and --seed; .*"),
            (("identity", "import", "--store", "a", "--alias", "b", "--certificate", "k", "--seed", "s"),
             r"handclasp identity import: --seed gets a certificate of its own; .*"),
            (("identity", "import", "--store", "a", "--alias", "b"), r"handclasp identity import: say what .*"),
            (("known", "add", "f", "no-port", pin), r"handclasp known add: ADDRESS:PORT: expected ADDRESS:PORT.*"),
            (("known", "add", "f", "a:1", "abc"), r"handclasp known add: FINGERPRINT: a fingerprint has 64 .*"),
            (("known", "add", "f", "a:1", ":".join(["AB"] * 32)), r".* is not that of a certificate, which openssl .*"),
            (("allowed", "remove", "f"), r"handclasp allowed remove: FINGERPRINT is required; .*"),
            (connect, r"handclasp connect: say whom to trust: .*"),
            ((*connect, "--pin", pin, "--trust", "anyone"), r"handclasp connect: give only one of --trust, .*"),
            ((*connect, "--pin", pin, "--crl", "f"), r"handclasp connect: --crl goes with --authority; .*"),
            ((*connect, "--pin", pin, "--unknown", "accept"),
             r"handclasp connect: --unknown requires --known-servers; .*"),
            ((*connect, "--trust", "anyone", "--identity", "none.p12#web"),
             r"handclasp connect: --identity: there is no file none\.p12; "
             r"handclasp identity new --store none\.p12 --alias web makes one; .*"),
            ((*connect, "--trust", "anyone", "--suite", "none"), r"handclasp connect: --suite: .*"),
            (("serve",), r"handclasp serve: --listen is required; .*"),
            (("serve", "--listen", "a:1", "--client-authority", "f"), r"handclasp serve: --client-authority takes .*"),
            (("authority", "sign", "--folder", "f"), r"handclasp authority sign: REQUEST is required; .*"),
        ):
            with self.subTest(arguments=arguments):
                self.bad(2, said, *arguments)
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()

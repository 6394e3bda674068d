"""The Java peer of the suite `modern`, both sides proving who they are: alone, and with the C++ programs."""

import pathlib
from dataclasses import dataclass

from handclasp_interop.authority import Authority, new_key

from . import health
from .jdk import ModernPeer
from .parties import HOST, NAME, Parties, Party, certified, every_kind
from .programs import Ended, Listening, listening, run
from .tally import Tally

LONG = 120  # seconds for a client with many cases
FIRST, LINES = "first", ["second", "", "last"]


@dataclass
class Setting:
    """What all checks share."""

    tally: Tally
    peer: ModernPeer
    kinds: list[Parties]
    authority: str  # a file
    other_authority: str
    outsider: Party  # with a certificate of the other one
    allowed: str  # a file of all clients, but not of strangers

    def pin(self, party: Party) -> list[str]:
        return ["--pin", party.fingerprint]

    def by_authority(self, name: str, file: str = "") -> list[str]:
        return ["--authority", file or self.authority, "--name", name]


def prepare(tally: Tally, peer: ModernPeer, folder: pathlib.Path) -> Setting:
    authority, other = Authority(), Authority("Another authority")
    kinds = every_kind(folder, authority)
    allowed = folder / "allowed"
    allowed.write_text("".join(f"{parties.client.fingerprint} the client\n" for parties in kinds), encoding="ascii")
    return Setting(tally, peer, kinds, authority.pem(folder / "authority.pem"), other.pem(folder / "other.pem"),
                   certified(folder, other, new_key(), True), str(allowed))


# The Java peer alone.

def against_itself(setting: Setting) -> None:
    tally, peer = setting.tally, setting.peer
    for parties in setting.kinds:
        shown = ["--identity", parties.client.java, "--stranger", parties.stranger.java]
        tally.adopt(f"Java alone, {parties.kind}", run(peer.refuses(*shown), limit=LONG))
        command = peer.server("plain", "--identity", parties.server.java, *setting.pin(parties.client))
        with tally.check(f"Java server, {parties.kind}"), listening(command) as server:
            tally.adopt(f"Java client, Java server, {parties.kind}", run(peer.client(
                server.address, "bad-credential", *setting.pin(parties.server), *shown), limit=LONG))


# The Java client and echo_server.

def _client(setting: Setting, name: str, server: Listening, scenario: str, *options: str) -> int:
    group = f"Java client, C++ server, {name}"
    return setting.tally.adopt(group, run(setting.peer.client(server.address, scenario, *options), limit=LONG))


def against_server(setting: Setting, program: pathlib.Path) -> None:
    first = setting.kinds[0]
    for parties in setting.kinds:
        command = [str(program), "--listen", f"{HOST}:0", "--suite", "modern", "--identity", parties.server.cpp]
        with setting.tally.check(f"C++ server with {parties.kind}"):
            with listening([*command, "--clients", setting.allowed]) as server:
                _by_fingerprint(setting, parties, server)
            if parties.certified:
                clients = ["--client-authority", setting.authority, "--client-name", NAME]
                with listening([*command, *clients]) as server:
                    _by_authority(setting, parties, server)
            with listening(command) as server:
                _client(setting, parties.kind, server, "undemanded", *setting.pin(parties.server),
                        "--identity", parties.client.java)
                _client(setting, f"{parties.kind}, none demanded", server, "plain", *setting.pin(parties.server))
    with setting.tally.check("C++ server for what is not trusted"), listening(
            [str(program), "--listen", f"{HOST}:0", "--suite", "modern", "--identity", first.server.cpp]) as server:
        _client(setting, "another pin", server, "untrusted", *setting.pin(first.client))
        _client(setting, "no certificate", server, "untrusted", *setting.by_authority(HOST))


def _by_fingerprint(setting: Setting, parties: Parties, server: Listening) -> None:
    assert server.line_after("fingerprint ") == parties.server.fingerprint
    pin, shown = setting.pin(parties.server), ["--identity", parties.client.java]
    _client(setting, parties.kind, server, "plain", *pin, *shown)
    assert server.line().endswith(f" is {parties.client.fingerprint} (the client)"), "it names another client"
    _client(setting, parties.kind, server, "nothing-to-show", *pin)
    lines = len(server.errors().splitlines())
    cases = _client(setting, parties.kind, server, "bad-credential", *pin, *shown,
                    "--stranger", parties.stranger.java) - 1
    with setting.tally.check(f"Java client, C++ server, {parties.kind}: the server reports each"):
        reports = len(server.errors().splitlines()) - lines
        assert reports >= cases > 20, f"{reports} lines on the standard error output for {cases} cases"
    health.must_be_sound(server.errors())


def _by_authority(setting: Setting, parties: Parties, server: Listening) -> None:
    shown = ["--identity", parties.client.java]
    for name in (HOST, NAME):
        _client(setting, f"{parties.kind} for {name}", server, "plain", *setting.by_authority(name), *shown)
    _client(setting, f"{parties.kind}, another name", server, "untrusted",
            *setting.by_authority("other.example"), *shown)
    _client(setting, f"{parties.kind}, a client of another authority", server, "unwelcome",
            *setting.by_authority(HOST), "--identity", setting.outsider.java)
    _client(setting, f"{parties.kind}, another authority", server, "untrusted",
            *setting.by_authority(HOST, setting.other_authority), *shown)


# The Java server and echo_client.

class CppClient:
    def __init__(self, program: pathlib.Path) -> None:
        self._program = program

    def run(self, server: Listening, *options: str) -> Ended:
        ended = run([str(self._program), "--connect", server.address, "--suite", "modern", *options, FIRST],
                    "".join(line + "\n" for line in LINES).encode())
        health.must_be_sound(ended.errors)
        assert ended.code >= 0, f"echo_client ended by signal {-ended.code}"
        return ended

    def must_converse(self, server: Listening, told: str, *options: str) -> None:
        ended = self.run(server, *options)
        assert ended.code == 0, f"echo_client ended with {ended.code}: {ended.errors.strip()}"
        assert ended.lines == [FIRST, *LINES], f"echo_client printed {ended.lines}"
        assert server.line_after(f"served {1 + len(LINES)} of ") == told

    def must_fail(self, server: Listening, *options: str, told: str) -> str:
        """What it says of that; nothing has come back. `told` is what the Java server says first."""
        ended = self.run(server, *options)
        assert ended.code == 1 and ended.lines == [], f"echo_client ended with {ended.code} and printed {ended.lines}"
        server.line_after(told)
        return ended.errors


def against_client(setting: Setting, program: pathlib.Path) -> None:
    client = CppClient(program)
    for parties in setting.kinds:
        _served(setting, parties, client)
        _bad_hellos(setting, parties, client)


def _served(setting: Setting, parties: Parties, client: CppClient) -> None:
    tally, own = setting.tally, ["--identity", parties.server.java]
    group = f"C++ client, Java server, {parties.kind}"
    pin = setting.pin(parties.server)
    told = f"kind {2 if parties.certified else 1} {parties.client.fingerprint}"
    shown = ["--client-identity", parties.client.cpp]
    trusts = [(setting.pin(parties.client), pin)]
    if parties.certified:
        trusts.append((setting.by_authority(NAME), ["--authority", setting.authority]))
    for of_server, of_client in trusts:
        by = f"{group}, {of_client[0]}"
        with tally.check(f"{by}: it runs"), listening(setting.peer.server("plain", *own, *of_server)) as server:
            with tally.check(f"{by}: a credential"):
                client.must_converse(server, told, *of_client, *shown)
            with tally.check(f"{by}: a stranger"):
                client.must_fail(server, *of_client, "--client-identity", (
                    parties.stranger if of_client is pin else setting.outsider).cpp, told="refused untrusted")
            with tally.check(f"{by}: no credential"):
                errors = client.must_fail(server, *of_client, told="refused truncated")
                assert "--client-identity" in errors, errors
            with tally.check(f"{by}: a credential is not shown to a server that is not trusted"):
                client.must_fail(server, "--pin", "0" * 64, *shown, told="refused truncated")
    with tally.check(f"{group}: it runs"), listening(setting.peer.server("plain", *own)) as server:
        with tally.check(f"{group}: a credential that nobody demands"):
            client.must_converse(server, "nobody", *pin, *shown)


def _bad_hellos(setting: Setting, parties: Parties, client: CppClient) -> None:
    group = f"C++ client, Java server, {parties.kind}, bad-hello"
    command = setting.peer.server("bad-hello", "--identity", parties.server.java, "--stranger", parties.stranger.java)
    with setting.tally.check(f"{group}: it runs"), listening(command) as server:
        for number in range(int(server.line_after("cases "))):
            with setting.tally.check(f"{group}: case {number}"):
                client.must_fail(server, "--trust", "anyone", "--client-identity", parties.client.cpp, told="ok ")

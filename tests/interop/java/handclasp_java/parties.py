"""Who takes part in sessions of the suite `modern`: a server, a client and a stranger, with one kind of key each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from handclasp_interop.authority import CLIENT, SERVER, Authority, Key, new_key, self_signed
from handclasp_interop.programs import write_seed

HOST = "127.0.0.1"
NAME = "java.example"  # in every certificate of an authority


@dataclass
class Party:
    """The same identity, for either side to show."""

    fingerprint: str
    java: str  # for --identity of the Java peer
    cpp: str  # for --identity and --client-identity of the C++ programs


@dataclass
class Parties:
    kind: str
    certified: bool
    server: Party
    client: Party
    stranger: Party


def _bare(folder: Path) -> Party:
    key = ed25519.Ed25519PrivateKey.generate()
    issued = self_signed(NAME, key=key)
    seed = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return Party(issued.fingerprint, "bare:" + issued.key_store(folder / f"{issued.fingerprint}.p12"),
                 write_seed(folder / issued.fingerprint, seed))


def certified(folder: Path, authority: Authority, key: Key, client: bool) -> Party:
    issued = authority.issue(HOST, NAME, key=key, use=CLIENT if client else SERVER)
    store = issued.key_store(folder / f"{issued.fingerprint}.p12")
    return Party(issued.fingerprint, store, store)


def every_kind(folder: Path, authority: Authority) -> list[Parties]:
    """A bare key, and certificates of each kind of key; two of them with an authority between."""
    between = Authority("An authority between", authority)
    found = [Parties("an Ed25519 key", False, _bare(folder), _bare(folder), _bare(folder))]
    kinds: list[tuple[str, Callable[[], Key], Authority]] = [
        ("an Ed25519 certificate", ed25519.Ed25519PrivateKey.generate, authority),
        ("a P-256 certificate", new_key, between),
        ("an RSA certificate", lambda: rsa.generate_private_key(65537, 2048), between),
    ]
    for kind, make, issuer in kinds:
        server, client, stranger = (certified(folder, issuer, make(), is_client) for is_client in (False, True, True))
        found.append(Parties(kind, True, server, client, stranger))
    return found

"""Runs an invalid case of a vector file against the Python peer, from the content of the suite's two files alone."""

import pathlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from handclasp_peer import errors, identity
from handclasp_peer.frames import Opener
from handclasp_peer.handshake import ClientHandshake, ClientRandom, ServerHandshake
from handclasp_peer.receiver import REASSEMBLY_LIMIT, Receiver
from handclasp_peer.suites import SUITES

from .inputs import load_key

Vectors = dict[str, Any]


def octets(text: str) -> bytes:
    return bytes.fromhex(text)


def plaintext(value: Any) -> bytes:
    """Hex, or the first `size` octets of an endless repetition."""
    if isinstance(value, str):
        return octets(value)
    pattern = octets(value["repeat"])
    return (pattern * (value["size"] // len(pattern) + 1))[:value["size"]]


def client_of(vectors: Vectors, base: Vectors, trust: identity.Trust) -> ClientHandshake:
    given = base["inputs"]
    seed = given["oaep_seed"] if "oaep_seed" in given else given["client_key"]
    random = ClientRandom(octets(given["client_nonce"]), octets(given["secrets"]), octets(seed))
    return ClientHandshake(SUITES[vectors["suite"]], trust, octets(given["message"]), random, octets(given["context"]))


def session_key_of(given: Vectors, folder: pathlib.Path) -> Any:
    if "session_key" in given:
        return X25519PrivateKey.from_private_bytes(octets(given["session_key"]))
    return load_key(folder / given["session_key_file"])


def server_of(vectors: Vectors, base: Vectors, folder: pathlib.Path) -> ServerHandshake:
    suite, given = SUITES[vectors["suite"]], base["inputs"]
    seed = None if given["identity_seed"] is None else octets(given["identity_seed"])
    return ServerHandshake(suite, session_key_of(given, folder), octets(given["server_nonce"]),
                           bytes(suite.secrets_size), seed, octets(given["context"]))


def _receiver(vectors: Vectors, base: Vectors, case: Vectors) -> Receiver:
    side = "client" if case["receiver"] == "server" else "server"
    opener = Opener(SUITES[vectors["suite"]], octets(base[side]["traffic"]), case["first_number"])
    if "counters" in case:
        counters = case["counters"]
        opener.number, opener.frames, opener.octets = counters["number"], counters["frames"], counters["octets"]
    receiver = Receiver(opener, case.get("reassembly_limit", REASSEMBLY_LIMIT))
    for unit in case["preceding"]:
        receiver.feed(octets(unit))
    return receiver


def refusal(vectors: Vectors, case: Vectors, folder: pathlib.Path) -> errors.ProtocolError | None:
    """The error with which the peer refuses the case; None where it takes it or waits for more."""
    base = vectors["handshakes"][0]
    if case["stage"] in ("request", "initial"):
        side: Any = server_of(vectors, base, folder)
        if case["stage"] == "initial":
            side.feed(octets(base["request"]))
    elif case["stage"] == "hello":
        trust = case["trust"]
        side = client_of(vectors, base,
                         identity.ANYONE if trust["kind"] == "anyone" else identity.pinned(*trust["fingerprints"]))
    else:
        side = _receiver(vectors, base, case)
    try:
        side.feed(octets(case["octets"]))
        if case.get("end"):
            side.end()
    except errors.ProtocolError as error:
        return error
    return None

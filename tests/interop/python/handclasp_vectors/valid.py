"""The valid part of a vector file: handshakes with every intermediate value, then frames both ways."""

from typing import Any

from handclasp_peer import frames, identity, schedule, units
from handclasp_peer.suites import Suite

from .inputs import TEXT, Handshake, key_file, repeated

SIZES = (0, 1, 15, 16, 17, 64, 1024, 16384)
TYPE_NAMES = {units.MESSAGE: "message", units.FRAGMENT: "fragment", units.CLOSE: "close", units.REKEY: "rekey"}
EXPORT_LABEL, EXPORT_INFO, EXPORT_SIZE = b"EXAMPLE vectors", bytes.fromhex("000102ff"), 48


def description(suite: Suite) -> dict[str, Any]:
    return {
        "suite": suite.key, "suite_name": suite.name, "frame_limit": suite.frame_limit,
        "secrets_size": suite.secrets_size, "cipher_key_size": suite.cipher_key_size,
        "mac_key_size": suite.mac_key_size, "iv_key_size": suite.iv_size,
        "public_key_size": suite.transport.public_key_size,
        "encapsulation_size": suite.transport.encapsulation_size,
    }


def traffic(suite: Suite, secret: bytes) -> dict[str, str]:
    keys = schedule.traffic_keys(suite, secret)
    return {"traffic": secret.hex(), "cipher": keys.cipher.hex(), "mac": keys.mac.hex(), "iv": keys.iv.hex()}


def proof(base: Handshake) -> dict[str, Any]:
    hello = units.parse_hello(base.suite, base.hello)
    if hello.proof.kind == identity.KIND_NONE:
        return {"kind": 0}
    return {
        "kind": hello.proof.kind, "identity": hello.proof.identity.hex(),
        "fingerprint": identity.fingerprint(hello.proof.identity),
        "digest": identity.hello_digest(base.request, hello.before_signature()).hex(),
        "signed_message": identity.hello_message(base.request, hello.before_signature()).hex(),
        "signature": hello.proof.signature.hex(),
    }


def handshake(base: Handshake) -> dict[str, Any]:
    derived = base.client.schedule
    body = base.initial[units.HEADER_SIZE + len(base.encapsulation):]
    return {
        "name": base.name,
        "inputs": {
            "session_key_file": key_file(base.suite),
            "public_key": base.suite.transport.public_octets(base.private_key).hex(),
            "client_nonce": base.random.nonce.hex(), "server_nonce": base.server_nonce.hex(),
            "secrets": base.random.secrets.hex(), "oaep_seed": base.random.seed.hex(),
            "identity_seed": None if base.identity_seed is None else base.identity_seed.hex(),
            "context": base.context.hex(), "message": base.message.hex(),
        },
        "request": base.request.hex(), "hello": base.hello.hex(), "proof": proof(base),
        "encapsulation": base.encapsulation.hex(),
        "transcript_hash": derived.transcript.hex(), "prk": derived.prk.hex(),
        "client": traffic(base.suite, derived.client_traffic),
        "server": traffic(base.suite, derived.server_traffic),
        "exporter": derived.exporter.hex(),
        "exported": {
            "label": EXPORT_LABEL.decode("ascii"), "info": EXPORT_INFO.hex(), "size": EXPORT_SIZE,
            "value": derived.exported(EXPORT_LABEL, EXPORT_INFO, EXPORT_SIZE).hex(),
        },
        "initial_pseudo_header": frames.pseudo_header(0, base.initial[:units.HEADER_SIZE]).hex(),
        "initial_iv": body[:16].hex(),
        "initial": base.initial.hex(),
    }


class Stream:
    """One direction's frames in order."""

    def __init__(self, sealer: frames.Sealer) -> None:
        self.sealer = sealer
        self.frames: list[dict[str, Any]] = []

    def add(self, unit_type: int, plaintext: bytes = b"", pattern: bytes = b"") -> None:
        number = self.sealer.number
        is_rekey = unit_type == units.REKEY
        whole = self.sealer.seal_rekey() if is_rekey else self.sealer.seal(unit_type, plaintext)
        frame: dict[str, Any] = {"number": number, "type": TYPE_NAMES[unit_type]}
        if pattern:
            frame["plaintext"] = {"repeat": pattern.hex(), "size": len(plaintext)}
        else:
            frame["plaintext"] = plaintext.hex()
        frame["unit"] = whole.hex()
        if is_rekey:
            frame["next"] = traffic(self.sealer.suite, self.sealer.traffic)
        self.frames.append(frame)

    def add_size(self, unit_type: int, size: int) -> None:
        self.add(unit_type, repeated(TEXT, size), TEXT)


def frames_of_client(base: Handshake) -> dict[str, Any]:
    """From number 1: the client's frame 0 is in the initial unit. A rekey stands between two fragments."""
    stream = Stream(base.client.sealer)
    for size in SIZES:
        stream.add_size(units.MESSAGE, size)
    stream.add_size(units.FRAGMENT, 1000)
    stream.add_size(units.FRAGMENT, 1)
    stream.add(units.REKEY)
    stream.add_size(units.FRAGMENT, 600)
    stream.add(units.MESSAGE)
    stream.add(units.REKEY)
    stream.add(units.REKEY)
    stream.add(units.MESSAGE, b"after two rekeys in a row")
    stream.add(units.CLOSE)
    return {"handshake": base.name, "first_number": 1, "frames": stream.frames}


def frames_of_server(base: Handshake) -> dict[str, Any]:
    stream = Stream(base.server.sealer)
    for size in SIZES:
        stream.add_size(units.MESSAGE, size)
    stream.add_size(units.FRAGMENT, 16384)
    stream.add_size(units.MESSAGE, 100)
    stream.add(units.REKEY)
    stream.add(units.MESSAGE, b"after a rekey")
    stream.add(units.CLOSE)
    return {"handshake": base.name, "first_number": 0, "frames": stream.frames}

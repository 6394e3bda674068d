"""The valid part of a vector file: handshakes with every intermediate value, then frames both ways."""

from typing import Any

from handclasp_peer import aead, frames, identity, schedule, units, x25519_transport
from handclasp_peer.suites import Suite

from . import fixed_identity
from .inputs import TEXT, Handshake, has_rsa, key_file, repeated, seed_of, x25519_octets

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
    if hello.proof.kind == identity.KIND_NONE or base.client.peer is None:
        return {"kind": 0}
    return {
        "kind": hello.proof.kind, "identity": hello.proof.identity.hex(),
        "fingerprint": base.client.peer.fingerprint,
        "digest": identity.hello_digest(base.request, hello.before_signature()).hex(),
        "signed_message": identity.hello_message(base.request, hello.before_signature()).hex(),
        "signature": hello.proof.signature.hex(),
    }


def credential(base: Handshake) -> dict[str, Any]:
    """The client's frame 1 and what it is made of; nothing where the server demands none."""
    if base.client_identity is None:
        return {}
    suite, derived = base.suite, base.client.schedule
    plaintext = frames.Opener(suite, derived.client_traffic, 1).open(base.credential)
    proof = units.parse_credential(plaintext)
    if base.server.peer is None or base.server.peer.encoded != proof.identity:
        raise AssertionError("the peer does not agree with itself")
    before = proof.before_signature()
    return {"credential": {
        "kind": proof.kind, "identity": proof.identity.hex(), "fingerprint": base.server.peer.fingerprint,
        "digest": identity.credential_digest(derived.transcript, before).hex(),
        "signed_message": identity.credential_message(derived.transcript, before).hex(),
        "signature": proof.signature.hex(), "plaintext": plaintext.hex(),
        "pseudo_header": frames.pseudo_header(1, base.credential[:units.HEADER_SIZE]).hex(),
        "unit": base.credential.hex(),
    }}


def identities(base: Handshake) -> dict[str, Any]:
    """The inputs that only their owners have."""
    owners = {"identity": base.identity}
    if base.client_identity is not None:
        owners["client_identity"] = base.client_identity
    secret: dict[str, Any] = {}
    for name, owner in owners.items():
        if isinstance(owner, fixed_identity.FixedIdentity):
            secret |= owner.inputs(name)
        else:
            seed = seed_of(owner)
            secret[f"{name}_seed"] = None if seed is None else seed.hex()
    return secret


def session_key(base: Handshake) -> dict[str, str]:
    """A file of the RSA key, or the X25519 key itself."""
    if has_rsa(base.suite):
        return {"session_key_file": key_file(base.suite)}
    return {"session_key": x25519_octets(base.suite, base.name).hex()}


def shared_point(base: Handshake) -> dict[str, str]:
    if has_rsa(base.suite):
        return {}
    shared = x25519_transport.shared_point(base.private_key, base.encapsulation)
    if shared is None:
        raise AssertionError("no shared point")
    return {"shared_point": shared.hex()}


def frame_zero(base: Handshake) -> dict[str, str]:
    """Its IV, which is sent, or its nonce, which is not."""
    if isinstance(base.suite.composition, aead.Aead):
        keys = schedule.traffic_keys(base.suite, base.client.schedule.client_traffic)
        return {"initial_nonce": aead.nonce_of(keys, 0).hex()}
    return {"initial_iv": base.initial[units.HEADER_SIZE + len(base.encapsulation):][:16].hex()}


def handshake(base: Handshake) -> dict[str, Any]:
    derived = base.client.schedule
    return {
        "name": base.name,
        "inputs": {
            **session_key(base),
            "public_key": base.suite.transport.public_octets(base.private_key).hex(),
            "client_nonce": base.random.nonce.hex(), "server_nonce": base.server_nonce.hex(),
            "secrets": base.secrets.hex(),
            "oaep_seed" if has_rsa(base.suite) else "client_key": base.random.seed.hex(),
            **identities(base),
            "context": base.context.hex(), "message": base.message.hex(),
        },
        "request": base.request.hex(), "hello": base.hello.hex(), "proof": proof(base),
        "encapsulation": base.encapsulation.hex(), **shared_point(base),
        "transcript_hash": derived.transcript.hex(), "prk": derived.prk.hex(),
        "client": traffic(base.suite, derived.client_traffic),
        "server": traffic(base.suite, derived.server_traffic),
        "exporter": derived.exporter.hex(),
        "exported": {
            "label": EXPORT_LABEL.decode("ascii"), "info": EXPORT_INFO.hex(), "size": EXPORT_SIZE,
            "value": derived.exported(EXPORT_LABEL, EXPORT_INFO, EXPORT_SIZE).hex(),
        },
        "initial_pseudo_header": frames.pseudo_header(0, base.initial[:units.HEADER_SIZE]).hex(),
        **frame_zero(base),
        "initial": base.initial.hex(), **credential(base),
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

"""Keys and encapsulations that X25519 refuses, and secrets made in another way (docs/protocol.md, 4.4 and 4.7)."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from handclasp_peer import units
from handclasp_peer.hkdf import hkdf_expand, hkdf_extract
from handclasp_peer.ed25519 import FIELD
from handclasp_peer.x25519_transport import INFO, public_of, secrets_of, shared_point

from .cases import flip
from .initial_cases import FAILED, InitialCases
from .inputs import Handshake, fixed

# SubjectPublicKeyInfo of X25519 (RFC 8410) before the key
SPKI_PREFIX = bytes.fromhex("302a300506032b656e032100")
# The u coordinates of small order: 0 and 1, two of order 8, and -1; on the curve or on its twist.
SMALL_ORDER_U = (
    0, 1,
    int.from_bytes(bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"), "little"),
    int.from_bytes(bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"), "little"),
    FIELD - 1,
)


def little(value: int) -> bytes:
    return value.to_bytes(32, "little")


def small_order_encodings() -> list[tuple[str, bytes]]:
    """Every encoding of them: u as well as u + p where that fits 255 bits, each with the top bit clear and set."""
    values = [*SMALL_ORDER_U, *(u + FIELD for u in SMALL_ORDER_U if u + FIELD < 2**255)]
    return [(f"{index}{'-top-bit' if top else ''}", little(u | top << 255))
            for index, u in enumerate(values) for top in (0, 1)]


def keys(base: Handshake) -> list[tuple[str, str, bytes]]:
    """id, what is wrong, the octets of the key."""
    good = units.parse_hello(base.suite, base.hello).public_key
    wrong = [
        ("31-octets", "a key of 31 octets", good[:-1]), ("33-octets", "a key of 33 octets", good + b"\x00"),
        ("empty", "a key of no octets", b""), ("64-octets", "a key of 64 octets", good + good),
        ("spki", "the key in a SubjectPublicKeyInfo", SPKI_PREFIX + good),
        ("x448", "56 octets, the size of an X448 key", fixed(base.suite, "key of 56", 56)),
    ]
    return wrong + [(f"small-order-{name}", "a point of small order, encoded in one of its forms", point)
                    for name, point in small_order_encodings()]


def encapsulations(cases: InitialCases) -> None:
    """Points of small order: the body is keyed with what their shared point, zero, would give."""
    base, server = cases.base, cases.public_key
    own = X25519PrivateKey.from_private_bytes(base.random.seed)
    client, shared = base.encapsulation, shared_point(own, server)
    if shared is None or secrets_of(client, server, shared) != base.secrets:
        raise AssertionError("the secrets are not remade")
    for name, point in small_order_encodings():
        cases.add(f"small-order-{name}", "encapsulation: a point of small order, encoded in one of its forms",
                  cases.initial(secrets_of(point, server, bytes(32)), point), FAILED)
    for name, what, octets in (
            ("own", "the server's own public key", server),
            ("noise", "noise", fixed(base.suite, "encapsulation", 32)),
            ("reversed", "the client's public key with its octets in reverse order", client[::-1]),
            ("base", "the base point", little(9)),
            ("top-bit", "the client's public key with the top bit set, which X25519 ignores, but HKDF's salt does not",
             flip(client, 31, 7))):
        cases.add(f"encapsulation-{name}", f"encapsulation: {what}; the body keyed with the secrets",
                  cases.initial(encapsulation=octets), FAILED)
    prk = hkdf_extract(client + server, shared)
    for name, what, secrets in (
            ("salt-order", "with a salt of server and client", secrets_of(server, client, shared)),
            ("salt-client", "with a salt of the client's key alone", hkdf(client, shared)),
            ("salt-empty", "without a salt", hkdf(b"", shared)),
            ("info-case", "with the info in upper case", hkdf_expand(prk, b"handclasp/1 X25519", 32)),
            ("info-empty", "without info", hkdf_expand(prk, b"", 32)),
            ("info-zero", "with a zero octet behind the info", hkdf_expand(prk, INFO + b"\x00", 32)),
            ("prk", "that are the PRK, without the second step of HKDF", prk),
            ("shared", "that are the shared point itself", shared),
            ("shared-hash", "that are SHA-256 of the shared point", hashlib.sha256(shared).digest()),
            ("shared-reversed", "of the shared point's octets in reverse order",
             secrets_of(client, server, shared[::-1])),
            ("other-key", "of another client's private key",
             secrets_of(client, server, shared_with_other(base, server)))):
        cases.add(f"secrets-{name}", f"the body keyed with secrets {what}", cases.initial(secrets), FAILED)


def hkdf(salt: bytes, shared: bytes) -> bytes:
    return hkdf_expand(hkdf_extract(salt, shared), INFO, 32)


def shared_with_other(base: Handshake, server: bytes) -> bytes:
    other = X25519PrivateKey.from_private_bytes(fixed(base.suite, "other client key", 32))
    shared = shared_point(other, server)
    if shared is None or public_of(other) == base.encapsulation:
        raise AssertionError("another key is needed")
    return shared

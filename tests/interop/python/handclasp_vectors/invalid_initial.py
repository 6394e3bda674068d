"""Invalid initial units, as the server sees them (docs/protocol.md, sections 3, 4.7, 5 and 6).

Where the encapsulation is at fault, the body behind it is right for the secrets inside: a server that overlooks
the fault would take the message.
"""

import hashlib
from typing import Any

from handclasp_peer import errors, frames, oaep, schedule, units
from handclasp_peer.mac_in_cipher import pad
from handclasp_peer.rsa_transport import EXPONENT

from .cases import Cases, flip, put, with_length
from .inputs import Handshake, fixed

FAILED = errors.AUTHENTICATION_FAILED


class InitialCases(Cases):
    def __init__(self, base: Handshake) -> None:
        super().__init__("initial")
        self.base = base
        self.transport = base.suite.transport
        self.modulus = self.transport.modulus(units.parse_hello(base.suite, base.hello).public_key)

    def initial(self, secrets: bytes | None = None, encapsulation: bytes | None = None,
                padded: bytes | None = None, number: int = 0, header: bytes | None = None, magic: bytes = frames.MAGIC,
                context: bytes = b"", traffic: bytes | None = None) -> bytes:
        """An initial unit that is right except for what is given."""
        base, composition = self.base, self.base.suite.composition
        secrets = base.random.secrets if secrets is None else secrets
        encapsulation = base.encapsulation if encapsulation is None else encapsulation
        padded = padded or pad(base.message)
        transcript = schedule.transcript_hash(base.request, base.hello, encapsulation, context)
        keys = schedule.traffic_keys(base.suite, traffic or schedule.derive(transcript, secrets).client_traffic)
        true_header = units.header(units.INITIAL, len(encapsulation) + 32 + len(padded))
        pseudo = number.to_bytes(8, "big") + (header or true_header) + magic
        return true_header + encapsulation + composition.seal_padded(keys, 0, pseudo, padded)

    def encapsulated(self, secrets: bytes, encoded: bytes) -> bytes:
        size = self.transport.encapsulation_size
        return self.initial(secrets, oaep.raw_rsa(self.modulus, EXPONENT, encoded, size))


def make(base: Handshake) -> list[dict[str, Any]]:
    cases = InitialCases(base)
    if cases.initial() != base.initial:
        raise AssertionError("the valid initial unit is not remade")
    headers(cases)
    bits(cases)
    encapsulations(cases)
    bindings(cases)
    paddings(cases)
    cases.truncated(base.initial)
    return cases.list


def headers(cases: InitialCases) -> None:
    initial, size = cases.base.initial, len(cases.base.initial) - 4
    low, high = units.limits(cases.base.suite, units.INITIAL)
    for unit_type in (0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x11, 0x13, 0x92, 0xFF):
        cases.add(f"type-{unit_type:02x}", f"type {unit_type:#04x} where the initial unit is due (its header)",
                  put(initial, 0, bytes([unit_type]))[:4], errors.UNEXPECTED_UNIT)
    cases.add("request-again", "the request a second time", cases.base.request, errors.UNEXPECTED_UNIT)
    for wrong in (0, 48, low - 1, high + 1, 0x10000 + size, 0xFFFFFF):
        cases.add(f"length-{wrong}", f"the header says {wrong} octets; the limits are {low} to {high}",
                  with_length(initial, wrong)[:4], errors.UNIT_SIZE)
    cases.add("length-one-less", "the header says one octet less: the body is no multiple of the block",
              with_length(initial, size - 1), FAILED)
    cases.add("length-block-less", "the header says one block less than was sealed", with_length(initial, size - 16),
              FAILED)
    cases.add("length-one-more", "the header says one octet more and it is there",
              with_length(initial, size + 1) + b"\x00", FAILED)
    cases.add("length-block-more", "the header says one block more and it is there",
              with_length(initial, size + 16) + bytes(16),
              FAILED)
    cases.add("length-more-truncated", "the header says one octet more, then the stream ends",
              with_length(initial, size + 1),
              errors.TRUNCATED, end=True)


def bits(cases: InitialCases) -> None:
    initial, size = cases.base.initial, cases.transport.encapsulation_size
    for at in (0, 1, size // 2, size - 1):
        cases.add(f"encapsulation-octet-{at}", "a changed bit in the encapsulation", flip(initial, 4 + at), FAILED)
    parts = ("IV", "block of the tag", "first block of the message", "last block")
    for index, part in enumerate(parts):
        for at in (0, 15):
            cases.add(f"body-octet-{16 * index + at}", f"a changed bit in the {part}",
                      flip(initial, 4 + size + 16 * index + at),
                      FAILED)


def encapsulations(cases: InitialCases) -> None:
    base, suite = cases.base, cases.base.suite
    size, secrets = cases.transport.encapsulation_size, cases.base.random.secrets
    seed = base.random.seed

    def add(name: str, what: str, encoded: bytes, inside: bytes = secrets) -> None:
        cases.add(f"oaep-{name}", what, cases.encapsulated(inside, encoded), FAILED)

    good = oaep.data_block(secrets, size)
    one_at = len(good) - len(secrets) - 1
    for wrong in (0, 16, len(secrets) - 1, len(secrets) + 1, size - 66):
        inside = fixed(suite, f"secrets of {wrong}", wrong)
        add(f"secrets-{wrong}", f"a proper OAEP block with {wrong} octets of secrets in place of {len(secrets)}",
            oaep.mask(oaep.data_block(inside, size), seed), inside)
    add("first-octet", "the first octet of the encoded message is 1", oaep.mask(good, seed, first=1))
    add("label", "OAEP with a label", oaep.mask(oaep.data_block(secrets, size, label=b"handclasp"), seed))
    add("label-hash", "a changed bit in the hash of the label", oaep.mask(flip(good, 31), seed))
    add("zeros", "an octet that is not zero before the 0x01", oaep.mask(put(good, one_at - 1, b"\x02"), seed))
    add("no-one", "0x02 in place of the 0x01", oaep.mask(put(good, one_at, b"\x02"), seed))
    add("sha-1", "OAEP with SHA-1 and MGF1-SHA-1",
        oaep.mask(oaep.data_block(secrets, size, "sha1"), seed[:20], "sha1"))
    add("mgf1-sha-1", "OAEP with SHA-256 and MGF1-SHA-1", oaep.mask(good, seed, "sha1"))
    pkcs1 = b"\x00\x02" + bytes(octet | 1 for octet in fixed(suite, "pkcs1",
                                                             size - len(secrets) - 3)) + b"\x00" + secrets
    add("pkcs1-v1-5", "PKCS #1 v1.5 in place of OAEP", pkcs1)
    add("none", "the secrets without any encoding", bytes(size - len(secrets)) + secrets)
    for name, what, octets in (
            ("ones", "the number 2^k - 1, not below the modulus", b"\xff" * size),
            ("modulus", "the modulus itself", cases.modulus.to_bytes(size, "big")),
            ("modulus-minus-one", "the modulus less one", (cases.modulus - 1).to_bytes(size, "big")),
            ("zero", "zero", bytes(size)), ("one", "one", bytes(size - 1) + b"\x01"),
            ("noise", "noise", bytes([0x40]) + fixed(suite, "encapsulation", size - 1)),
            ("reversed", "the encapsulation's octets in reverse order", base.encapsulation[::-1])):
        cases.add(f"encapsulation-{name}", f"encapsulation: {what}; the body keyed with the secrets", cases.initial(
            encapsulation=octets), FAILED)
    cases.add("secrets-swapped", "the body keyed with the two halves of the secrets exchanged",
              cases.initial(secrets[len(secrets) // 2:] + secrets[:len(secrets) // 2]), FAILED)


def bindings(cases: InitialCases) -> None:
    """The body is sealed for another place than the one where it stands."""
    base = cases.base
    size = len(base.initial) - 4
    body = size - cases.transport.encapsulation_size
    pseudo = [
        ("number-1", "pseudo-header with number 1", {"number": 1}),
        ("number-high", "pseudo-header with number 2^63", {"number": 1 << 63}),
        ("type-message", "pseudo-header with the type of a message", {"header": units.header(units.MESSAGE, size)}),
        ("type-message-body", "pseudo-header of a message frame with the length of the body",
         {"header": units.header(units.MESSAGE, body)}),
        ("length-body", "pseudo-header with the length of the body alone",
         {"header": units.header(units.INITIAL, body)}),
        ("length-plus-1", "pseudo-header with a length one too large",
         {"header": units.header(units.INITIAL, size + 1)}),
        ("magic", "pseudo-header that ends in HCv2", {"magic": b"HCv2"}),
        ("magic-zero", "pseudo-header that ends in zeros", {"magic": bytes(4)}),
        ("context", "the client has a context configured, the server has none", {"context": b"another service"}),
        ("server-traffic", "sealed with the server's traffic secret", {"traffic": base.client.schedule.server_traffic}),
        ("next-traffic", "sealed with the secret after a rekey",
         {"traffic": schedule.next_traffic(base.client.schedule.client_traffic)}),
    ]
    for name, what, given in pseudo:
        cases.add(f"binding-{name}", what, cases.initial(**given), FAILED)
    for name, what, request, hello in (
            ("request", "the transcript with a changed bit in the request", flip(base.request, len(base.request) - 1),
             base.hello),
            ("hello", "the transcript with a changed bit in the hello's signature", base.request,
             flip(base.hello, len(base.hello) - 1)),
            ("no-headers", "the transcript without the headers of request and hello", base.request[4:],
             base.hello[4:])):
        transcript = schedule.transcript_hash(request, hello, base.encapsulation, b"")
        traffic = schedule.derive(transcript, base.random.secrets).client_traffic
        cases.add(f"binding-transcript-{name}", what, cases.initial(traffic=traffic), FAILED)
    no_context = hashlib.sha256(base.request + base.hello + base.encapsulation).digest()
    cases.add("binding-transcript-context-size", "the transcript without the octet context_size", cases.initial(
        traffic=schedule.derive(no_context, base.random.secrets).client_traffic), FAILED)


def paddings(cases: InitialCases) -> None:
    for name, what, padded in (
            ("0", "padding octet 0", b"the first messag" + bytes(16)),
            ("17", "padding octet 17", b"the first messag" + b"\x11" * 16),
            ("uneven", "padding 3 whose first octet is 2", b"the first mes" + b"\x02\x03\x03"),
            ("none", "no padding: the message fills its blocks", b"the first messa!")):
        cases.add(f"padding-{name}", f"{what}, under a good tag", cases.initial(padded=padded), FAILED)

"""Invalid initial units, as the server sees them (docs/protocol.md, sections 3, 4.7, 5 and 6).

Where the encapsulation is at fault, the body behind it is right for the secrets inside: a server that overlooks
the fault would take the message.
"""

import hashlib
from typing import Any

from handclasp_peer import errors, frames, schedule, units
from handclasp_peer.cbc import CbcAndMac

from . import invalid_rsa, invalid_x25519
from .cases import flip, outside, put, with_length
from .initial_cases import FAILED, InitialCases
from .inputs import Handshake, has_rsa


# Name, first and last octet of the parts of the body, which holds a message of 17 octets.
PARTS = {
    "mac-in-cipher": (("IV", 0, 15), ("block of the tag", 16, 31), ("first block of the message", 32, 47),
                      ("last block", 48, 63)),
    "encrypt-then-mac": (("IV", 0, 15), ("first block of the message", 16, 31), ("last block of the message", 32, 47),
                         ("tag", 48, 63)),
    "aead": (("ciphertext", 0, 16), ("tag", 17, 32)),
}


def make(base: Handshake) -> list[dict[str, Any]]:
    cases = InitialCases(base)
    if cases.initial() != base.initial:
        raise AssertionError("the valid initial unit is not remade")
    headers(cases)
    bits(cases)
    (invalid_rsa if has_rsa(base.suite) else invalid_x25519).encapsulations(cases)
    bindings(cases)
    if isinstance(base.suite.composition, CbcAndMac):
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
    for wrong in outside(low, high, (0, 48, low - 1, high + 1, 0x10000 + size, 0xFFFFFF)):
        cases.add(f"length-{wrong}", f"the header says {wrong} octets; the limits are {low} to {high}",
                  with_length(initial, wrong)[:4], errors.UNIT_SIZE)
    less = ": the body is no multiple of the block" if isinstance(cases.base.suite.composition, CbcAndMac) else ""
    cases.add("length-one-less", f"the header says one octet less{less}",
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
    for part, first, last in PARTS[cases.base.suite.composition.name]:
        for at in (first, last):
            cases.add(f"body-octet-{at}", f"a changed bit in the {part}", flip(initial, 4 + size + at), FAILED)


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
        traffic = schedule.derive(transcript, base.secrets).client_traffic
        cases.add(f"binding-transcript-{name}", what, cases.initial(traffic=traffic), FAILED)
    no_context = hashlib.sha256(base.request + base.hello + base.encapsulation).digest()
    cases.add("binding-transcript-context-size", "the transcript without the octet context_size", cases.initial(
        traffic=schedule.derive(no_context, base.secrets).client_traffic), FAILED)


def paddings(cases: InitialCases) -> None:
    for name, what, padded in (
            ("0", "padding octet 0", b"the first messag" + bytes(16)),
            ("17", "padding octet 17", b"the first messag" + b"\x11" * 16),
            ("uneven", "padding 3 whose first octet is 2", b"the first mes" + b"\x02\x03\x03"),
            ("none", "no padding: the message fills its blocks", b"the first messa!")):
        cases.add(f"padding-{name}", f"{what}, under a good tag", cases.initial(padded=padded), FAILED)

"""Invalid requests, as the server sees them (docs/protocol.md, sections 3 and 4.1)."""

from typing import Any

from handclasp_peer import errors, units
from handclasp_peer.suites import SUITES

from .cases import Cases, flip, put, remade, with_length
from .inputs import Handshake


def make(base: Handshake) -> list[dict[str, Any]]:
    cases = Cases("request")
    request, suite = base.request, base.suite
    name, nonce = suite.name_octets, base.random.nonce
    refused = {"response": units.build_refused(name).hex()}

    for unit_type in (0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0F, 0x11, 0x12, 0x13, 0x14, 0x90, 0xFF):
        cases.add(f"type-{unit_type:02x}", f"type {unit_type:#04x} where a request is due",
                  put(request, 0, bytes([unit_type])),
                  errors.UNEXPECTED_UNIT)

    for size in (0, 1, 34, 163, 0x100 + len(request) - 4, 0x10000 + len(request) - 4, 0xFFFFFF):
        cases.add(f"length-{size}", f"the header says {size} octets; the limits are 35 to 162",
                  with_length(request, size)[:4],
                  errors.UNIT_SIZE)
    longest = bytes([1, 129]) + b"x" * 129 + nonce
    cases.add("name-129", "a suite name of 129 octets in a unit of 163", units.unit(units.REQUEST, longest),
              errors.UNIT_SIZE)

    cases.add("length-one-less", "the header says one octet less than there is", with_length(request, len(request) - 5),
              errors.MALFORMED)
    cases.add("length-one-more", "the header says one octet more, then the stream ends",
              with_length(request, len(request) - 3),
              errors.TRUNCATED, end=True)
    cases.add("octet-too-many", "one octet after the nonce, inside the unit", remade(request, request[4:] + b"\x00"),
              errors.MALFORMED)
    cases.add("nonce-31", "a nonce of 31 octets", remade(request, request[4:-1]), errors.MALFORMED)

    for version in (0, 2, 3, 0x81, 255):
        cases.add(f"version-{version}", f"version {version}", put(request, 4, bytes([version])), errors.VERSION,
                  **refused)
    cases.add("version-2-other-layout", "version 2, and the rest could not be parsed as version 1",
              units.unit(units.REQUEST, b"\x02" + b"\xff" * 60), errors.VERSION, **refused)

    for size in (0, len(name) - 1, len(name) + 1, 129, 255):
        cases.add(f"name-size-{size}", f"name_size {size} for a name of {len(name)} octets",
                  put(request, 5, bytes([size])),
                  errors.MALFORMED)
    cases.add("name-empty", "an empty suite name, everything else consistent and the length within the limits",
              units.unit(units.REQUEST, b"\x01\x00" + nonce + b"\x00"), errors.MALFORMED)

    other = next(entry for key, entry in SUITES.items() if key != suite.key)
    names = {
        "other-suite": ("another suite's name", other.name_octets),
        "first-octet": ("a changed bit in the first octet of the name", flip(name, 0)),
        "middle-octet": ("a changed bit in the middle of the name", flip(name, len(name) // 2)),
        "last-octet": ("a changed bit in the last octet of the name", flip(name, len(name) - 1)),
        "lower-case": ("the name in lower case", name.lower()),
        "prefix": ("the name without its last octet, consistent", name[:-1]),
        "longer": ("the name with one octet more, consistent", name + b"x"),
        "frame-limit": ("the name of the same suite with another frame limit", name + b"/frame-1024"),
        "one-octet": ("a name of one octet", b"A"),
        "longest": ("a name of 128 octets", b"A" * 128),
    }
    for key, (what, wrong) in names.items():
        cases.add(f"suite-{key}", what, units.build_request(wrong, nonce), errors.WRONG_SUITE, **refused)

    cases.truncated(request)
    return cases.list

"""Invalid frames on an established channel (docs/protocol.md, sections 3, 6 and 7)."""

from typing import Any

from handclasp_peer import errors, units
from handclasp_peer.cbc import CbcAndMac
from handclasp_peer.frames import Sealer

from . import invalid_aead, invalid_encrypt_then_mac, invalid_mac_in_cipher, invalid_paddings, invalid_streams
from .cases import flip, outside, put, with_length
from .frame_cases import FAILED, HELLO, FrameCases
from .inputs import TEXT, Handshake, repeated


COMPOSITIONS = {
    "mac-in-cipher": invalid_mac_in_cipher.make,
    "encrypt-then-mac": invalid_encrypt_then_mac.make,
    "aead": invalid_aead.make,
}


def make(base: Handshake) -> list[dict[str, Any]]:
    server, client = FrameCases(base, "server"), FrameCases(base, "client")
    for cases in (server, client):
        headers(cases)
        bits(cases)
        order(cases)
    bindings(server)
    COMPOSITIONS[base.suite.composition.name](server)
    if isinstance(base.suite.composition, CbcAndMac):
        invalid_paddings.make(server)
    sizes(server)
    invalid_streams.make(server)
    return server.list + client.list


def headers(cases: FrameCases) -> None:
    frame = cases.sealer().seal(units.MESSAGE, HELLO)
    low, high = units.limits(cases.suite, units.MESSAGE)
    unknown = (0x04, 0x05, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x80, 0xFF)
    for unit_type in unknown:
        cases.bad(f"type-{unit_type:02x}", f"type {unit_type:#04x} on an established channel",
                  put(frame, 0, bytes([unit_type])),
                  errors.UNEXPECTED_UNIT)
    for unit_type, name in ((units.MESSAGE, "message"), (units.FRAGMENT, "fragment")):
        least = units.limits(cases.suite, unit_type)[0]
        for size in outside(least, high, (0, 32, least - 1, high + 1, 0xFFFFFF)):
            cases.bad(f"length-{name}-{size}",
                      f"a {name} whose header says {size} octets; the limits are {least} to {high}",
                      units.header(unit_type, size), errors.UNIT_SIZE)
    for unit_type, name in ((units.CLOSE, "close"), (units.REKEY, "rekey")):
        for size in outside(low, low, (0, 32, low - 1, low + 1, low + 16)):
            cases.bad(f"length-{name}-{size}", f"a {name} whose header says {size} octets; it has exactly {low}",
                      units.header(unit_type, size), errors.UNIT_SIZE)


def bits(cases: FrameCases) -> None:
    frame = cases.sealer().seal(units.MESSAGE, HELLO)
    size = len(frame) - 4
    for at in cases.shape.every if cases.receiver == "server" else cases.shape.few:
        cases.bad(f"octet-{at}", f"a changed bit in octet {at} of the frame", flip(frame, at, at % 8), FAILED)
    cases.bad("retyped-fragment", "a message whose type was changed to fragment", flip(frame, 0), FAILED)
    empty = cases.sealer().seal(units.MESSAGE, b"")
    for unit_type, name in ((units.CLOSE, "close"), (units.REKEY, "rekey")):
        cases.bad(f"retyped-{name}", f"an empty message whose type was changed to {name}",
                  put(empty, 0, bytes([unit_type])), FAILED)
        sealed = cases.sealer().seal(unit_type, b"")
        cases.bad(f"{name}-retyped", f"a {name} whose type was changed to message",
                  put(sealed, 0, bytes([units.MESSAGE])), FAILED)
        cases.bad(f"{name}-bit", f"a changed bit in a {name}", flip(sealed, cases.shape.in_empty), FAILED)
    for change in (-16, -1, 1, 8, 16):
        octets = with_length(frame, size + change) + bytes(max(0, change))
        cases.bad(f"length-change-{change}", f"the header says {change:+d} octets, and they are there", octets, FAILED)
    cases.bad("block-cut", "the last block cut off, the header fitting", with_length(frame, size - 16)[:-16], FAILED)
    at, count = cases.shape.swapped
    middle, end = at + count, at + 2 * count
    swapped = frame[:at] + frame[middle:end] + frame[at:middle] + frame[end:]
    cases.bad("blocks-swapped", "two blocks of the message exchanged", swapped, FAILED)
    cases.bad("zeros", "a body of zeros", frame[:4] + bytes(size), FAILED)
    cases.bad("after-good", "a changed bit in the second frame after a good one",
              flip(cases.sealer(1).seal(units.MESSAGE, b"second"), cases.shape.in_second), FAILED, (frame,))


def order(cases: FrameCases) -> None:
    """Replay, reorder, omission, reflection."""
    sealer = cases.sealer()
    first, second, third = (sealer.seal(units.MESSAGE, text) for text in (b"one", b"two", b"three"))
    cases.bad("replay", "a frame a second time", first, FAILED, (first,))
    cases.bad("replay-later", "the first frame again after two", first, FAILED, (first, second))
    cases.bad("reorder", "the second frame before the first", second, FAILED)
    cases.bad("omission", "one frame left out", third, FAILED, (first,))
    own = Sealer(cases.suite, cases.reverse, cases.first).seal(units.MESSAGE, b"one")
    cases.bad("reflection", "a frame of the other direction with the same number", own, FAILED)
    zero = Sealer(cases.suite, cases.reverse, 0).seal(units.MESSAGE, b"one")
    if zero != own:
        cases.bad("reflection-first", "the first frame that this side could have sent", zero, FAILED)


def bindings(cases: FrameCases) -> None:
    padded = cases.suite.composition.padded(HELLO)
    size = cases.suite.body_size(len(HELLO))
    variants: list[tuple[str, str, dict[str, Any]]] = [
        ("number-0", "number 0", {"number": 0}), ("number-2", "number 2", {"number": 2}),
        ("number-high", "a number with bit 32 set", {"number": 1 | 1 << 32}),
        ("number-little", "the number little-endian", {"number": int.from_bytes((1).to_bytes(8, "little"), "big")}),
        ("type", "the type of a fragment", {"header": units.header(units.FRAGMENT, size)}),
        ("length", "a length one block smaller", {"header": units.header(units.MESSAGE, size - 16)}),
        ("plaintext-length", "the length of the message", {"header": units.header(units.MESSAGE, len(HELLO))}),
        ("magic", "HCv2 at its end", {"magic": b"HCv2"}), ("magic-zero", "zeros at its end", {"magic": bytes(4)}),
        ("magic-lower", "hcv1 at its end", {"magic": b"hcv1"}),
    ]
    for name, what, given in variants:
        cases.bad(f"pseudo-{name}", f"a pseudo-header with {what}", cases.raw(units.MESSAGE, padded, **given), FAILED)
    if cases.raw(units.MESSAGE, padded) != cases.sealer().seal(units.MESSAGE, HELLO):
        raise AssertionError("the valid frame is not remade")


def sizes(cases: FrameCases) -> None:
    """Sizes that the type does not allow: refused on the header where that shows them."""
    composition, limit = cases.suite.composition, cases.suite.frame_limit

    def bad(name: str, what: str, unit_type: int, message: bytes) -> None:
        low, high = units.limits(cases.suite, unit_type)
        shown = not low <= cases.suite.body_size(len(message)) <= high
        cases.bad(name, f"{what}, under a good tag", cases.raw(unit_type, composition.padded(message)),
                  errors.UNIT_SIZE if shown else FAILED)

    bad("empty-fragment", "an empty fragment", units.FRAGMENT, b"")
    bad("close-not-empty", "a close with one octet", units.CLOSE, b"x")
    bad("close-15", "a close with 15 octets", units.CLOSE, b"fifteen octets.")
    bad("rekey-not-empty", "a rekey with one octet", units.REKEY, b"x")
    if isinstance(composition, CbcAndMac):
        bad("oversize-message", "a message 15 octets above the frame limit (the most that a body can hold)",
            units.MESSAGE, repeated(TEXT, limit + 15))

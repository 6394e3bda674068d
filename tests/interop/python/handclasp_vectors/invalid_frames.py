"""Invalid frames on an established channel (docs/protocol.md, sections 3, 6 and 7)."""

from typing import Any

from handclasp_peer import errors, schedule, units
from handclasp_peer.frames import MAGIC, Sealer
from handclasp_peer.mac_in_cipher import encrypt, frame_iv, pad, tag_of

from . import invalid_streams
from .cases import flip, put, with_length
from .frame_cases import FAILED, HELLO, FrameCases
from .inputs import TEXT, Handshake, repeated


def make(base: Handshake) -> list[dict[str, Any]]:
    server, client = FrameCases(base, "server"), FrameCases(base, "client")
    for cases in (server, client):
        headers(cases)
        bits(cases)
        order(cases)
    bindings(server)
    paddings(server)
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
        for size in (0, 32, low - 1, high + 1, 0xFFFFFF):
            cases.bad(f"length-{name}-{size}",
                      f"a {name} whose header says {size} octets; the limits are {low} to {high}",
                      units.header(unit_type, size), errors.UNIT_SIZE)
    for unit_type, name in ((units.CLOSE, "close"), (units.REKEY, "rekey")):
        for size in (0, 32, 47, 49, 64):
            cases.bad(f"length-{name}-{size}", f"a {name} whose header says {size} octets; it has exactly {low}",
                      units.header(unit_type, size), errors.UNIT_SIZE)


def bits(cases: FrameCases) -> None:
    frame = cases.sealer().seal(units.MESSAGE, HELLO)
    size = len(frame) - 4
    every = range(4, 36) if cases.receiver == "server" else (4, 19, 20, 35)
    for at in (*every, 36, 51, 52, len(frame) - 1):
        cases.bad(f"octet-{at}", f"a changed bit in octet {at} of the frame", flip(frame, at, at % 8), FAILED)
    cases.bad("retyped-fragment", "a message whose type was changed to fragment", flip(frame, 0), FAILED)
    empty = cases.sealer().seal(units.MESSAGE, b"")
    for unit_type, name in ((units.CLOSE, "close"), (units.REKEY, "rekey")):
        cases.bad(f"retyped-{name}", f"an empty message whose type was changed to {name}",
                  put(empty, 0, bytes([unit_type])), FAILED)
        sealed = cases.sealer().seal(unit_type, b"")
        cases.bad(f"{name}-retyped", f"a {name} whose type was changed to message",
                  put(sealed, 0, bytes([units.MESSAGE])), FAILED)
        cases.bad(f"{name}-bit", f"a changed bit in a {name}", flip(sealed, 30), FAILED)
    for change in (-16, -1, 1, 8, 16):
        octets = with_length(frame, size + change) + bytes(max(0, change))
        cases.bad(f"length-change-{change}", f"the header says {change:+d} octets, and they are there", octets, FAILED)
    cases.bad("block-cut", "the last block cut off, the header fitting", with_length(frame, size - 16)[:-16], FAILED)
    swapped = frame[:36] + frame[52:68] + frame[36:52] + frame[68:]
    cases.bad("blocks-swapped", "two blocks of the message exchanged", swapped, FAILED)
    cases.bad("zeros", "a body of zeros", frame[:4] + bytes(size), FAILED)
    cases.bad("after-good", "a changed bit in the second frame after a good one",
              flip(cases.sealer(1).seal(units.MESSAGE, b"second"), 40), FAILED, (frame,))


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
    padded = pad(HELLO)
    size = 32 + len(padded)
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
    keys = schedule.traffic_keys(cases.suite, cases.traffic)
    composition = cases.suite.composition
    good_header = units.header(units.MESSAGE, size)
    iv = frame_iv(keys, cases.first)
    pseudo = cases.first.to_bytes(8, "big") + good_header + MAGIC
    unpadded = good_header + iv + encrypt(keys, iv, tag_of(keys, pseudo, HELLO) + padded)
    cases.bad("mac-without-padding", "the tag over the message without its padding", unpadded, FAILED)
    bare = good_header + iv + encrypt(keys, iv, tag_of(keys, b"", padded) + padded)
    cases.bad("mac-without-pseudo-header", "the tag without the pseudo-header", bare, FAILED)
    last = good_header + iv + encrypt(keys, iv, padded + tag_of(keys, pseudo, padded))
    cases.bad("tag-last", "the tag behind the message", last, FAILED)
    if good_header + composition.seal_padded(keys, cases.first, pseudo, padded) != cases.sealer().seal(units.MESSAGE,
                                                                                                       HELLO):
        raise AssertionError("the valid frame is not remade")


def paddings(cases: FrameCases) -> None:
    for name, what, padded in (
            ("0", "padding octet 0", HELLO + b"\x00\x00"),
            ("0-block", "a whole block of zeros", bytes(16)),
            ("17", "padding octet 17, 17 times", b"fifteen octets." + b"\x11" * 17),
            ("17-alone", "padding octet 17 in the only block", b"fifteen octets." + b"\x11"),
            ("32", "padding octet 32, 32 times", b"\x20" * 32),
            ("255", "padding octet 255", HELLO + b"\xff\xff"),
            ("first", "padding 16 whose first octet is wrong", b"\x0f" + b"\x10" * 15),
            ("middle", "padding 5 whose second octet is wrong", b"eleven octe" + b"\x05\x04\x05\x05\x05"),
            ("iso", "0x80 and zeros", HELLO + b"\x80\x00"),
            ("x923", "zeros before the count", HELLO[:-1] + b"\x00\x00\x03"),
            ("last-only", "only the last octet counts", HELLO + b"a\x02")):
        cases.bad(f"padding-{name}", f"{what}, under a good tag", cases.raw(units.MESSAGE, padded), FAILED)
    cases.bad("padding-close", "a close with padding octet 15, under a good tag", cases.raw(units.CLOSE, b"\x0f" * 16),
              FAILED)
    cases.bad("padding-rekey", "a rekey with padding octet 0, under a good tag", cases.raw(units.REKEY, bytes(16)),
              FAILED)


def sizes(cases: FrameCases) -> None:
    limit = cases.suite.frame_limit
    cases.bad("empty-fragment", "an empty fragment, under a good tag", cases.raw(units.FRAGMENT, pad(b"")), FAILED)
    cases.bad("close-not-empty", "a close with one octet, under a good tag", cases.raw(units.CLOSE, pad(b"x")), FAILED)
    cases.bad("close-15", "a close with 15 octets, under a good tag", cases.raw(units.CLOSE, pad(b"fifteen octets.")),
              FAILED)
    cases.bad("rekey-not-empty", "a rekey with one octet, under a good tag", cases.raw(units.REKEY, pad(b"x")), FAILED)
    cases.bad("oversize-message",
              "a message 15 octets above the frame limit (the most that a body can hold), under a good tag",
              cases.raw(units.MESSAGE, pad(repeated(TEXT, limit + 15))), FAILED)

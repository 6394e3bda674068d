"""Paddings that section 6.5 of docs/protocol.md refuses, all under a good tag."""

from handclasp_peer import units

from .frame_cases import FAILED, HELLO, FrameCases


def make(cases: FrameCases) -> None:
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

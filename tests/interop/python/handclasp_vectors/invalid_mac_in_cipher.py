"""Frames of another composition than `mac_in_cipher` (docs/protocol.md, section 6.3)."""

from handclasp_peer import schedule, units
from handclasp_peer.cbc import encrypt, frame_iv, pad, tag_of

from .frame_cases import FAILED, HELLO, FrameCases


def make(cases: FrameCases) -> None:
    keys = schedule.traffic_keys(cases.suite, cases.traffic)
    padded = pad(HELLO)
    header = units.header(units.MESSAGE, cases.suite.body_size(len(HELLO)))
    iv, pseudo = frame_iv(keys, cases.first), cases.pseudo(header)
    unpadded = header + iv + encrypt(keys, iv, tag_of(keys, pseudo + HELLO) + padded)
    cases.bad("mac-without-padding", "the tag over the message without its padding", unpadded, FAILED)
    bare = header + iv + encrypt(keys, iv, tag_of(keys, padded) + padded)
    cases.bad("mac-without-pseudo-header", "the tag without the pseudo-header", bare, FAILED)
    last = header + iv + encrypt(keys, iv, padded + tag_of(keys, pseudo + padded))
    cases.bad("tag-last", "the tag behind the message", last, FAILED)

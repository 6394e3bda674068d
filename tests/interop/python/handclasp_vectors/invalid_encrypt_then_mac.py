"""Frames of another composition than `encrypt_then_mac` (docs/protocol.md, section 6.3)."""

from handclasp_peer import schedule, units
from handclasp_peer.cbc import encrypt, frame_iv, pad, tag_of
from handclasp_peer.mac_in_cipher import MacInCipher

from .frame_cases import FAILED, HELLO, FrameCases


def make(cases: FrameCases) -> None:
    keys = schedule.traffic_keys(cases.suite, cases.traffic)
    padded = pad(HELLO)
    header = units.header(units.MESSAGE, cases.suite.body_size(len(HELLO)))
    iv, pseudo = frame_iv(keys, cases.first), cases.pseudo(header)
    ciphertext = encrypt(keys, iv, padded)
    for name, what, authenticated in (
            ("without-iv", "without the IV", ciphertext + pseudo),
            ("without-ciphertext", "without the ciphertext", iv + pseudo),
            ("without-last-block", "without the last block", iv + ciphertext[:-16] + pseudo),
            ("without-pseudo-header", "without the pseudo-header", iv + ciphertext),
            ("pseudo-header-first", "with the pseudo-header first", pseudo + iv + ciphertext),
            ("pseudo-header-second", "with the pseudo-header behind the IV", iv + pseudo + ciphertext),
            ("plaintext", "over the plaintext", iv + padded + pseudo),
            ("mac-in-cipher", "over what that of mac_in_cipher covers", pseudo + padded),
            ("header-alone", "with the header in place of the pseudo-header", iv + ciphertext + header)):
        cases.bad(f"mac-{name}", f"the tag {what}", header + iv + ciphertext + tag_of(keys, authenticated), FAILED)
    tag = tag_of(keys, iv + ciphertext + pseudo)
    if header + iv + ciphertext + tag != cases.sealer().seal(units.MESSAGE, HELLO):
        raise AssertionError("the valid frame is not remade")
    cases.bad("tag-first", "the tag before the IV", header + tag + iv + ciphertext, FAILED)
    cases.bad("tag-second", "the tag between IV and ciphertext", header + iv + tag + ciphertext, FAILED)
    cases.bad("other-composition", "the frame of mac_in_cipher", header + MacInCipher().seal(
        keys, cases.first, pseudo, HELLO), FAILED)
    cases.bad("mac-key-for-cipher", "the tag under the cipher key",
              header + iv + ciphertext + tag_of(schedule.Keys(keys.cipher, keys.cipher, keys.iv),
                                                iv + ciphertext + pseudo), FAILED)
    other = frame_iv(keys, cases.first + 1)
    cases.bad("iv-exchanged", "the IV of the next frame, the tag for the right one", header + other + ciphertext + tag,
              FAILED)

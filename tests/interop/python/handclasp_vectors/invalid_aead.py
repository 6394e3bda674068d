"""Frames with a wrong nonce, or wrong associated data, for an AEAD (docs/protocol.md, section 6.3)."""

from handclasp_peer import schedule, units
from handclasp_peer.aead import nonce_of
from handclasp_peer.cbc import Keys

from .frame_cases import FAILED, HELLO, FrameCases


def exclusive_or(iv: bytes, counted: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(iv, counted, strict=True))


def make(cases: FrameCases) -> None:
    keys = schedule.traffic_keys(cases.suite, cases.traffic)
    header = units.header(units.MESSAGE, cases.suite.body_size(len(HELLO)))
    nonces(cases, keys, header)
    associated_data(cases, keys, header)
    keys_of_others(cases, keys, header)
    nonce, pseudo = nonce_of(keys, cases.first), cases.pseudo(header)
    sealed = cases.suite.composition.encrypt(keys, nonce, pseudo, HELLO)
    cases.bad("tag-first", "the tag before the ciphertext", header + sealed[-16:] + sealed[:-16], FAILED)
    longer = units.header(units.MESSAGE, len(nonce) + len(sealed))
    with_nonce = nonce + cases.suite.composition.encrypt(keys, nonce, cases.pseudo(longer), HELLO)
    cases.bad("nonce-sent", "the nonce before the ciphertext", longer + with_nonce, FAILED)
    cases.bad("no-ciphertext", "a body that is only the tag", units.header(units.MESSAGE, 16) + sealed[-16:], FAILED)
    cases.bad("tag-zeros", "a tag of zeros", header + sealed[:-16] + bytes(16), FAILED)


def nonces(cases: FrameCases, keys: Keys, header: bytes) -> None:
    number, iv = cases.first.to_bytes(8, "big"), keys.iv
    reverse = schedule.traffic_keys(cases.suite, cases.reverse).iv
    for name, what, nonce in (
            ("first", "with the number in its first octets", exclusive_or(iv, number + bytes(4))),
            ("little", "with the number little-endian", exclusive_or(iv, bytes(4) + number[::-1])),
            ("before", "of the number before", nonce_of(keys, cases.first - 1)),
            ("after", "of the number after", nonce_of(keys, cases.first + 1)),
            ("without-iv", "that is the number alone", bytes(4) + number),
            ("iv-then-number", "that is four octets of the IV and the number", iv[:4] + number),
            ("iv-reversed", "with the IV's octets in reverse order", exclusive_or(iv[::-1], bytes(4) + number)),
            ("iv-of-reverse", "with the other direction's IV", exclusive_or(reverse, bytes(4) + number)),
            ("iv-as-key", "with the IV from the label of the cipher key",
             exclusive_or(schedule.hkdf_expand(cases.traffic, b"handclasp/1 cipher", 12), bytes(4) + number)),
            ("iv-of-mac", "with the IV from the label of a MAC key",
             exclusive_or(schedule.hkdf_expand(cases.traffic, b"handclasp/1 mac", 12), bytes(4) + number))):
        sealed = cases.suite.composition.encrypt(keys, nonce, cases.pseudo(header), HELLO)
        cases.bad(f"nonce-{name}", f"a nonce {what}", header + sealed, FAILED)


def associated_data(cases: FrameCases, keys: Keys, header: bytes) -> None:
    pseudo, nonce = cases.pseudo(header), nonce_of(keys, cases.first)
    for name, what, associated in (
            ("none", "no associated data", b""), ("header", "the header alone as associated data", header),
            ("number", "the number alone as associated data", pseudo[:8]),
            ("without-magic", "a pseudo-header without its last four octets", pseudo[:-4]),
            ("with-nonce", "nonce and pseudo-header as associated data", nonce + pseudo),
            ("longer", "a zero octet behind the pseudo-header", pseudo + bytes(1))):
        sealed = cases.suite.composition.encrypt(keys, nonce, associated, HELLO)
        cases.bad(f"associated-{name}", what, header + sealed, FAILED)


def keys_of_others(cases: FrameCases, keys: Keys, header: bytes) -> None:
    """After a rekey both key and IV are new, and the number goes on."""
    following = schedule.traffic_keys(cases.suite, schedule.next_traffic(cases.traffic))
    rekey = cases.sealer().seal(units.REKEY, b"")
    number = cases.first + 1
    pseudo = number.to_bytes(8, "big") + header + b"HCv1"
    for name, what, cipher, iv in (
            ("old-iv", "the next key with the old IV", following.cipher, keys.iv),
            ("old-key", "the old key with the next IV", keys.cipher, following.iv)):
        sealed = cases.suite.composition.seal(Keys(cipher, b"", iv), number, pseudo, HELLO)
        cases.bad(f"rekey-{name}", f"{what} after a rekey", header + sealed, FAILED, (rekey,))

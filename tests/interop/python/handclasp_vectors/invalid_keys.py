"""RSA public keys that section 4.4 of docs/protocol.md refuses; every hello around them is properly signed."""

from handclasp_peer import units
from handclasp_peer.rsa_transport import ALGORITHM, EXPONENT, der, der_integer, subject_public_key_info

from .cases import flip, put
from .inputs import Handshake, fixed


def sized(suite_bits: int, raw: bytes) -> int:
    """An odd modulus of exactly so many bits."""
    return int.from_bytes(raw[:suite_bits // 8], "big") | 1 << (suite_bits - 1) | 1


def make(base: Handshake) -> list[tuple[str, str, bytes]]:
    """id, what is wrong, the octets of the key."""
    bits = base.suite.transport.bits
    good = units.parse_hello(base.suite, base.hello).public_key
    modulus = base.suite.transport.modulus(good)
    size = len(good)
    n, e = der_integer(modulus), der_integer(EXPONENT)

    def spki(key: bytes, algorithm: bytes = ALGORITHM, unused: int = 0) -> bytes:
        return der(0x30, algorithm + der(0x03, bytes([unused]) + key))

    def oid(last: int) -> bytes:
        return bytes.fromhex("300d06092a864886f70d0101") + bytes([last]) + bytes.fromhex("0500")

    small = subject_public_key_info(sized(1024, fixed(base.suite, "modulus 1024", 128)))
    other_bits = bits + 1024  # a smaller one would be refused on the header: the hello is then too short
    below = modulus & ~(1 << (bits - 1)) | 1 << (bits - 2)
    plain_n = der(0x02, modulus.to_bytes(bits // 8, "big"))
    long_form = der(0x30, ALGORITHM + der(0x03, b"\x00" + b"\x30\x83\x00" + (len(n + e)).to_bytes(2, "big") + n + e))
    e_long = b"\x02\x81\x03\x01\x00\x01"
    no_null = bytes.fromhex("300b06092a864886f70d010101")
    keys = [
        ("e-3", "e = 3", subject_public_key_info(modulus, 3)),
        ("e-17", "e = 17", subject_public_key_info(modulus, 17)),
        ("e-65539", "e = 65539, the right size", subject_public_key_info(modulus, 65539)),
        ("e-65536", "e even", subject_public_key_info(modulus, 65536)),
        ("e-negative", "e negative, the right size", spki(der(0x30, n + der(0x02, b"\x81\x00\x01")))),
        ("e-zeros", "e with a leading zero octet", spki(der(0x30, n + der(0x02, b"\x00\x01\x00\x01")))),
        ("e-one", "e = 1", subject_public_key_info(modulus, 1)),
        ("even", "an even modulus", subject_public_key_info(modulus - 1)),
        ("top-bit-clear", "a modulus one bit too short, with the leading zero octet kept",
         spki(der(0x30, der(0x02, b"\x00" + below.to_bytes(bits // 8, "big")) + e))),
        ("one-bit-short", "a modulus one bit too short", subject_public_key_info(below)),
        ("negative", "a negative modulus (leading zero octet left out)", spki(der(0x30, plain_n + e))),
        ("zero", "a modulus of zeros, the right size", put(good, size - 5 - bits // 8, bytes(bits // 8))),
        ("other-size", f"a modulus of {other_bits} bits",
         subject_public_key_info(sized(other_bits, fixed(base.suite, "other modulus", 512)))),
        ("1024-filled", "a modulus of 1024 bits, zeros after the key up to the right size",
         small + bytes(size - len(small))),
        ("1024-widened", "a modulus of 1024 bits, written with leading zeros up to the right size",
         spki(der(0x30,
                  der(0x02, sized(1024, fixed(base.suite, "modulus 1024", 128)).to_bytes(bits // 8 + 1, "big")) + e))),
        ("trailing-octet", "one octet after the key", good + b"\x00"),
        ("last-octet-missing", "the key without its last octet", good[:-1]),
        ("trailing-inside", "one octet after e, inside the bit string", spki(der(0x30, n + e) + b"\x00")),
        ("third-integer", "a third integer in the key", spki(der(0x30, n + e + der_integer(0)))),
        ("long-form", "a length in BER's long form with a leading zero octet", long_form),
        ("long-form-e", "e with its length in the long form", spki(der(0x30, n + e_long))),
        ("indefinite", "the outer sequence with an indefinite length", b"\x30\x80" + good[4:] + b"\x00\x00"),
        ("no-parameters", "algorithm parameters absent", spki(der(0x30, n + e), no_null)),
        ("parameters-not-null", "algorithm parameters an empty octet string, the right size",
         spki(der(0x30, n + e), ALGORITHM[:-2] + b"\x04\x00")),
        ("oid-pss", "algorithm id-RSASSA-PSS, the right size", spki(der(0x30, n + e), oid(10))),
        ("oid-oaep", "algorithm id-RSAES-OAEP, the right size", spki(der(0x30, n + e), oid(7))),
        ("unused-bits", "a bit string with one unused bit", spki(der(0x30, n + e), unused=1)),
        ("set", "a set in place of the outer sequence", b"\x31" + good[1:]),
        ("pkcs1", "a bare RSAPublicKey without SubjectPublicKeyInfo", der(0x30, n + e)),
        ("all-zero", "zeros of the right size", bytes(size)),
        ("noise", "noise of the right size", fixed(base.suite, "noise", size)),
    ]
    modulus_at = size - 5 - bits // 8
    for at in [0, 1, 3, 4, 6, 9, 17, 18, 19, 23, 24, 28, 29, 31, modulus_at - 1, *range(size - 5, size)]:
        keys.append((f"octet-{at}", f"a changed bit in octet {at} of the encoding", flip(good, at)))
    return keys

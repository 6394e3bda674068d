"""Encapsulations that are no OAEP block of the secrets (docs/protocol.md, section 4.7), before bodies that are right."""

from handclasp_peer import oaep
from handclasp_peer.rsa_transport import EXPONENT

from .cases import flip, put
from .initial_cases import FAILED, InitialCases
from .inputs import fixed


def encapsulations(cases: InitialCases) -> None:
    base, suite = cases.base, cases.base.suite
    size, secrets = cases.transport.encapsulation_size, cases.base.secrets
    seed, modulus = base.random.seed, cases.transport.modulus(cases.public_key)

    def add(name: str, what: str, encoded: bytes, inside: bytes = secrets) -> None:
        encapsulation = oaep.raw_rsa(modulus, EXPONENT, encoded, size)
        cases.add(f"oaep-{name}", what, cases.initial(inside, encapsulation), FAILED)

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
            ("modulus", "the modulus itself", modulus.to_bytes(size, "big")),
            ("modulus-minus-one", "the modulus less one", (modulus - 1).to_bytes(size, "big")),
            ("zero", "zero", bytes(size)), ("one", "one", bytes(size - 1) + b"\x01"),
            ("noise", "noise", bytes([0x40]) + fixed(suite, "encapsulation", size - 1)),
            ("reversed", "the encapsulation's octets in reverse order", base.encapsulation[::-1])):
        cases.add(f"encapsulation-{name}", f"encapsulation: {what}; the body keyed with the secrets", cases.initial(
            encapsulation=octets), FAILED)
    cases.add("secrets-swapped", "the body keyed with the two halves of the secrets exchanged",
              cases.initial(secrets[len(secrets) // 2:] + secrets[:len(secrets) // 2]), FAILED)

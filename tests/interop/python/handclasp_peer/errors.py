"""The local error classes (docs/protocol.md, section 9). To the network they all look alike."""

UNIT_SIZE = "unit_size"
UNEXPECTED_UNIT = "unexpected_unit"
MALFORMED = "malformed"
VERSION = "version"
WRONG_SUITE = "wrong_suite"
BAD_PUBLIC_KEY = "bad_public_key"
UNTRUSTED = "untrusted"
BAD_PROOF = "bad_proof"
CREDENTIAL_DEMANDED = "credential_demanded"
AUTHENTICATION_FAILED = "authentication_failed"
TRUNCATED = "truncated"
AFTER_CLOSE = "after_close"
KEY_LIMIT = "key_limit"
MESSAGE_SIZE = "message_size"

ALL = (
    UNIT_SIZE, UNEXPECTED_UNIT, MALFORMED, VERSION, WRONG_SUITE, BAD_PUBLIC_KEY, UNTRUSTED, BAD_PROOF,
    CREDENTIAL_DEMANDED, AUTHENTICATION_FAILED, TRUNCATED, AFTER_CLOSE, KEY_LIMIT, MESSAGE_SIZE,
)


class ProtocolError(Exception):
    """A session's end. `kind` is one of the names above; `response` is what may still be sent (only `refused`)."""

    def __init__(self, kind: str, text: str = "", response: bytes = b"") -> None:
        super().__init__(f"{kind}: {text}" if text else kind)
        self.kind = kind
        self.response = response

"""Invalid sequences of frames: fragments, close, rekey, stream end, limits (docs/protocol.md, sections 7 and 8)."""

from handclasp_peer import errors, schedule, units
from handclasp_peer.frames import Sealer

from .frame_cases import FAILED, HELLO, FrameCases
from .inputs import TEXT, repeated


def make(cases: FrameCases) -> None:
    messages(cases)
    closes(cases)
    rekeys(cases)
    truncations(cases)
    limits(cases)


def messages(cases: FrameCases) -> None:
    sealer = cases.sealer()
    fragment, close = sealer.seal(units.FRAGMENT, b"begun"), sealer.seal(units.CLOSE, b"")
    cases.bad("close-between-fragments", "a close while a message is unfinished", close, errors.UNEXPECTED_UNIT,
              (fragment,))
    sealer = cases.sealer()
    fragment, rekey = sealer.seal(units.FRAGMENT, b"begun"), sealer.seal_rekey()
    cases.bad("close-after-rekey-between-fragments", "a close after a rekey while a message is unfinished",
              sealer.seal(units.CLOSE, b""), errors.UNEXPECTED_UNIT, (fragment, rekey))
    sealer = cases.sealer()
    one, two = (sealer.seal(units.FRAGMENT, text) for text in (b"one", b"two"))
    three = sealer.seal(units.MESSAGE, b"three")
    cases.bad("fragment-omitted", "a fragment left out of a message", three, FAILED, (one,))
    cases.bad("fragment-replayed", "a fragment a second time", one, FAILED, (one, two))
    cases.bad("fragments-reordered", "the second fragment first", two, FAILED)


def closes(cases: FrameCases) -> None:
    sealer = cases.sealer()
    close = sealer.seal(units.CLOSE, b"")
    after = (("message", "a message", sealer.seal(units.MESSAGE, b"late")), ("close", "the same close again", close),
             ("octet", "one octet", b"\x00"), ("unknown", "a unit of unknown type", b"\xff\xff\xff\xff"))
    for name, what, octets in after:
        cases.bad(f"after-close-{name}", f"{what} after a close", octets, errors.AFTER_CLOSE, (close,))
    second = cases.sealer(1).seal(units.CLOSE, b"")
    cases.bad("after-close-second-close", "a second close with the right number", second, errors.AFTER_CLOSE,
              (close,))
    rekey = cases.sealer(1).seal(units.REKEY, b"")
    cases.bad("after-close-rekey", "a rekey after a close", rekey, errors.AFTER_CLOSE, (close,))


def rekeys(cases: FrameCases) -> None:
    rekey = cases.sealer().seal(units.REKEY, b"")
    following = schedule.next_traffic(cases.traffic)
    cases.bad("rekey-old-keys", "a frame under the old keys after a rekey", cases.sealer(1).seal(units.MESSAGE, b"old"),
              FAILED,
              (rekey,))
    cases.bad("rekey-too-early", "a frame under the next keys without a rekey",
              cases.sealer(0, following).seal(units.MESSAGE, b"early"), FAILED)
    cases.bad("rekey-under-new-keys", "a rekey that is sealed under the next keys",
              cases.sealer(0, following).seal(units.REKEY, b""),
              FAILED)
    reset = Sealer(cases.suite, following, 0).seal(units.MESSAGE, b"reset")
    cases.bad("rekey-number-reset", "the number starts again at 0 after a rekey", reset, FAILED, (rekey,))
    from_one = Sealer(cases.suite, following, cases.first).seal(units.MESSAGE, b"reset")
    cases.bad("rekey-number-not-counted", "the rekey frame took no number", from_one, FAILED, (rekey,))
    twice = schedule.next_traffic(following)
    cases.bad("rekey-twice", "one rekey, but keys of two", cases.sealer(1, twice).seal(units.MESSAGE, b"two"), FAILED,
              (rekey,))
    reverse = schedule.next_traffic(cases.reverse)
    cases.bad("rekey-other-direction", "the other direction's next keys after a rekey",
              cases.sealer(1, reverse).seal(units.MESSAGE, b"other"), FAILED, (rekey,))
    cases.bad("rekey-replayed", "the rekey a second time", rekey, FAILED, (rekey,))


def truncations(cases: FrameCases) -> None:
    sealer = cases.sealer()
    frame, fragment = sealer.seal(units.MESSAGE, HELLO), sealer.seal(units.FRAGMENT, b"begun")
    cases.bad("truncated-boundary", "the stream ends between frames, without a close", b"", errors.TRUNCATED, (frame,),
              end=True)
    cases.bad("truncated-no-frame", "the stream ends before any frame", b"", errors.TRUNCATED, end=True)
    for size in (1, 3, 4, 5, len(frame) - 1):
        cases.bad(f"truncated-{size}", f"the stream ends after {size} octets of a frame", frame[:size],
                  errors.TRUNCATED, end=True)
    cases.bad("truncated-fragments", "the stream ends between two fragments", b"", errors.TRUNCATED, (frame, fragment),
              end=True)
    close = cases.sealer().seal(units.CLOSE, b"")
    cases.bad("truncated-close", "the close's last octet is missing", close[:-1], errors.TRUNCATED, end=True)


def limits(cases: FrameCases) -> None:
    """Of reassembly, and of a traffic secret; `counters` is a state that no test reaches by sending."""
    sealer = cases.sealer()
    begun = sealer.seal(units.FRAGMENT, repeated(TEXT, 300)), sealer.seal(units.FRAGMENT, repeated(TEXT, 300))
    more = sealer.seal(units.MESSAGE, repeated(TEXT, 500))
    cases.bad("reassembly", "a message of 1100 octets where 1000 may be reassembled: refused on its last header",
              more[:4],
              errors.MESSAGE_SIZE, begun, reassembly_limit=1000)
    cases.bad("reassembly-single",
              "a message of 500 octets in one frame where 400 may be reassembled: refused on its header",
              cases.sealer().seal(units.MESSAGE, repeated(TEXT, 500))[:4], errors.MESSAGE_SIZE, reassembly_limit=400)
    shown = cases.suite.composition.smallest_plaintext(cases.suite.body_size(401)) > 400
    cases.bad("reassembly-by-one",
              f"one octet more than may be reassembled; the header {'shows' if shown else 'does not show'} it",
              cases.sealer().seal(units.MESSAGE, repeated(TEXT, 401)), errors.MESSAGE_SIZE, reassembly_limit=400)
    message = cases.sealer().seal(units.MESSAGE, HELLO)
    frames = {"number": cases.first, "frames": 2**32, "octets": 0}
    cases.bad("key-limit-frames", "the frame that exceeds 2^32 frames under one traffic secret", message, errors.KEY_LIMIT,
              counters=frames)
    octets = {"number": cases.first, "frames": 2**22, "octets": 2**36 - cases.suite.body_size(0)}
    cases.bad("key-limit-octets", "the frame that exceeds 2^36 body octets under one traffic secret", message,
              errors.KEY_LIMIT,
              counters=octets)

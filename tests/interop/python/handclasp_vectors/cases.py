"""What the makers of invalid cases share."""

from typing import Any

from handclasp_peer import errors, units


def flip(octets: bytes, at: int, bit: int = 0) -> bytes:
    return octets[:at] + bytes([octets[at] ^ (1 << bit)]) + octets[at + 1:]


def put(octets: bytes, at: int, new: bytes) -> bytes:
    return octets[:at] + new + octets[at + len(new):]


def with_length(whole: bytes, size: int) -> bytes:
    """Another length in the header; the octets behind it stay."""
    return put(whole, 1, size.to_bytes(3, "big"))


def remade(whole: bytes, content: bytes) -> bytes:
    """The same type, other content, the length right for it."""
    return units.unit(whole[0], content)


def outside(low: int, high: int, sizes: tuple[int, ...]) -> list[int]:
    """Those that the limits do not admit, each once."""
    return [size for size in dict.fromkeys(sizes) if not low <= size <= high]


class Cases:
    """Collects the cases of one stage; each has a unique id."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        self.list: list[dict[str, Any]] = []

    def add(self, name: str, what: str, octets: bytes, expect: str, **more: Any) -> None:
        if expect not in errors.ALL:
            raise ValueError(expect)
        case: dict[str, Any] = {"id": f"{self.stage}/{name}", "what": what, "stage": self.stage}
        case.update(more)
        case["octets"] = octets.hex()
        case["expect"] = expect
        self.list.append(case)

    def truncated(self, whole: bytes, **more: Any) -> None:
        """The stream ends inside this unit."""
        for name, what, size in (
                ("nothing", "the stream ends before the unit", 0),
                ("in-header", "the stream ends inside the header", 3),
                ("after-header", "the stream ends after the header", 4),
                ("in-the-middle", "the stream ends in the middle of the unit", len(whole) // 2),
                ("last-octet", "the unit's last octet is missing", len(whole) - 1)):
            self.add(f"truncated-{name}", what, whole[:size], errors.TRUNCATED, end=True, **more)

"""What a client or a server does with an established channel; used by peer.py and run_interop.py."""

from collections.abc import Callable, Iterator

from .channel import Channel

LONG_SIZE = 100_000
PIECE = 1000


def long_message(size: int = LONG_SIZE) -> bytes:
    """Printable, without a line end, and no two neighbouring frames alike."""
    text = "".join(f"{number:07d}." for number in range(size // 8 + 1))
    return text.encode("ascii")[:size]


def expect_echo(channel: Channel, sent: bytes) -> bytes:
    received = channel.receive()
    if received != sent:
        raise AssertionError(f"sent {len(sent)} octets, the echo has {None if received is None else len(received)}")
    return received


def until_close(channel: Channel) -> Iterator[bytes]:
    while (message := channel.receive()) is not None:
        yield message


def client_rest(channel: Channel, messages: list[bytes]) -> Iterator[bytes]:
    for message in messages:
        channel.send(message)
        yield expect_echo(channel, message)
    channel.close()
    yield from until_close(channel)


def client_plain(channel: Channel, messages: list[bytes]) -> Iterator[bytes]:
    yield expect_echo(channel, channel.first_message)
    yield from client_rest(channel, messages)


def client_rekey(channel: Channel, messages: list[bytes]) -> Iterator[bytes]:
    """A rekey before every message, and two in a row at the end."""
    yield expect_echo(channel, channel.first_message)
    for message in [*messages, b"after a rekey"]:
        channel.rekey()
        channel.send(message)
        yield expect_echo(channel, message)
    channel.rekey()
    channel.rekey()
    yield from client_rest(channel, [b"after two rekeys"])


def client_long(channel: Channel, messages: list[bytes]) -> Iterator[bytes]:
    """Full fragments; then small fragments with a rekey after each."""
    yield expect_echo(channel, channel.first_message)
    long = long_message()
    channel.send(long)
    yield expect_echo(channel, long)
    channel.send(long[:10 * PIECE + 1], PIECE, rekey_between=True)
    yield expect_echo(channel, long[:10 * PIECE + 1])
    yield from client_rest(channel, messages)


def client_empty(channel: Channel, messages: list[bytes]) -> Iterator[bytes]:
    yield expect_echo(channel, channel.first_message)
    yield from client_rest(channel, [b"", *messages, b""])


def client_half_close(channel: Channel, messages: list[bytes]) -> Iterator[bytes]:
    """Everything is sent and this direction closed before anything is read."""
    sent = [*messages, b"before the half close"]
    for message in sent:
        channel.send(message)
    channel.close()
    for message in [channel.first_message, *sent]:
        yield expect_echo(channel, message)
    yield from until_close(channel)


def server_echo(channel: Channel) -> None:
    channel.send(channel.first_message)
    for message in until_close(channel):
        channel.send(message)
    channel.close()


def server_rekey(channel: Channel) -> None:
    """A rekey before every reply; replies in small fragments with a rekey after each."""
    channel.rekey()
    channel.send(channel.first_message, PIECE, rekey_between=True)
    for message in until_close(channel):
        channel.rekey()
        channel.send(message, PIECE, rekey_between=True)
    channel.close()


def server_pieces(channel: Channel) -> None:
    channel.send(channel.first_message, PIECE)
    for message in until_close(channel):
        channel.send(message, PIECE)
    channel.close()


def server_half_close(channel: Channel) -> None:
    """Answers the first message, closes its direction at once and goes on reading until the client's close."""
    channel.send(channel.first_message)
    channel.close()
    for _ in until_close(channel):
        pass


def server_tamper(channel: Channel) -> None:
    """The first reply has one bit changed."""
    frame = bytearray(channel.session.sealer.seal_message(channel.first_message))
    frame[-1] ^= 1
    channel.send_octets(bytes(frame))
    for _ in until_close(channel):
        pass


CLIENT: dict[str, Callable[[Channel, list[bytes]], Iterator[bytes]]] = {
    "plain": client_plain, "rekey": client_rekey, "long": client_long, "empty": client_empty,
    "half-close": client_half_close,
}
SERVER: dict[str, Callable[[Channel], None]] = {
    "echo": server_echo, "rekey": server_rekey, "pieces": server_pieces, "half-close": server_half_close,
    "tamper": server_tamper,
}

#!/usr/bin/python3
"""A handclasp peer on the command line (docs/protocol.md): a client, or an echo server.

    peer.py client --connect HOST:PORT --suite standard (--pin HEX | --trust anyone) MESSAGE...
    peer.py server --listen 127.0.0.1:0 --suite standard [--identity SEEDFILE]

The first MESSAGE travels in the initial unit. SEEDFILE holds 64 hex digits: the seed of an Ed25519 key.
"""

import argparse
import pathlib
import socket
import sys
import threading

from handclasp_peer import channel, errors, identity, scenarios, suites


def address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def read_seed(path: str) -> bytes:
    seed = bytes.fromhex(pathlib.Path(path).read_text(encoding="ascii").strip())
    if len(seed) != 32:
        raise ValueError(f"{path}: not 64 hex digits")
    return seed


def run_client(options: argparse.Namespace) -> None:
    trust = identity.pinned(*options.pin) if options.pin else identity.ANYONE
    messages = [message.encode() for message in options.message] or [b""]
    with socket.create_connection(address(options.connect), timeout=options.timeout) as connection:
        peer = channel.connect(connection, suites.SUITES[options.suite], trust, messages[0],
                               options.context.encode(), options.timeout)
        for reply in scenarios.CLIENT[options.scenario](peer, messages[1:]):
            print(reply.decode(errors="replace"), flush=True)


def serve(connection: socket.socket, options: argparse.Namespace, seed: bytes | None) -> bool:
    with connection:
        try:
            peer = channel.accept(connection, suites.SUITES[options.suite], seed, options.context.encode(),
                                  options.timeout)
            scenarios.SERVER[options.scenario](peer)
        except (errors.ProtocolError, OSError) as error:
            print(f"session ended: {error}", file=sys.stderr, flush=True)
            return False
    return True


def run_server(options: argparse.Namespace) -> None:
    seed = read_seed(options.identity) if options.identity else None
    host, port = address(options.listen)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        host, port = listener.getsockname()[:2]
        print(f"listening on {host}:{port}", flush=True)
        if seed is not None:
            print(f"fingerprint {identity.fingerprint(identity.public_of(seed))}", flush=True)
        if options.once:
            connection, _ = listener.accept()
            sys.exit(0 if serve(connection, options, seed) else 1)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, options, seed), daemon=True).start()


def parse(arguments: list[str]) -> argparse.Namespace:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--suite", choices=sorted(suites.SUITES), default="standard")
    common.add_argument("--context", default="", help="configured on both sides, not sent")
    common.add_argument("--timeout", type=float, default=channel.DEADLINE, help="seconds")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    roles = parser.add_subparsers(dest="role", required=True)

    client = roles.add_parser("client", parents=[common])
    client.add_argument("--connect", required=True, metavar="HOST:PORT")
    trust = client.add_mutually_exclusive_group(required=True)
    trust.add_argument("--pin", action="append", metavar="FINGERPRINT")
    trust.add_argument("--trust", choices=["anyone"])
    client.add_argument("--scenario", choices=sorted(scenarios.CLIENT), default="plain")
    client.add_argument("message", nargs="*")

    server = roles.add_parser("server", parents=[common])
    server.add_argument("--listen", required=True, metavar="HOST:PORT")
    server.add_argument("--identity", metavar="SEEDFILE")
    server.add_argument("--scenario", choices=sorted(scenarios.SERVER), default="echo")
    server.add_argument("--once", action="store_true", help="one session, then exit: 0 if it ended in order")
    return parser.parse_args(arguments)


def main() -> int:
    options = parse(sys.argv[1:])
    try:
        (run_client if options.role == "client" else run_server)(options)
    except (errors.ProtocolError, OSError, AssertionError) as error:
        print(f"peer.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""A handclasp peer on the command line (docs/protocol.md): a client, or an echo server.

    peer.py client --connect HOST:PORT --suite standard (--pin HEX | --trust anyone) [--identity FILE] MESSAGE...
    peer.py server --listen 127.0.0.1:0 --suite standard [--identity FILE] [--client HEX | --clients anyone]

The first MESSAGE travels in the initial unit. FILE holds 64 hex digits, the seed of an Ed25519 key, or in PEM a private
key without a password and its chain of certificates, leaf first. A server with --client or --clients demands a
credential and says whose it was.
"""

import argparse
import pathlib
import socket
import sys
import threading

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from handclasp_peer import certificates, channel, ed25519, errors, identity, scenarios, suites

CERTIFICATE_END = "-----END CERTIFICATE-----"


def address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def read_identity(path: str) -> ed25519.Ed25519Identity | certificates.CertifiedIdentity:
    text = pathlib.Path(path).read_text(encoding="ascii")
    if "-----BEGIN" in text:
        parts = text[text.index("-----BEGIN CERTIFICATE-----"):].split(CERTIFICATE_END)[:-1]
        chain = [x509.load_pem_x509_certificate((part + CERTIFICATE_END).encode()) for part in parts]
        return certificates.CertifiedIdentity(load_pem_private_key(text.encode(), password=None),
                                              [one.public_bytes(Encoding.DER) for one in chain])
    seed = bytes.fromhex(text.strip())
    if len(seed) != 32:
        raise ValueError(f"{path}: not 64 hex digits")
    return ed25519.Ed25519Identity(seed)


def own_identity(options: argparse.Namespace) -> ed25519.Ed25519Identity | certificates.CertifiedIdentity | None:
    return read_identity(options.identity) if options.identity else None


def clients_of(options: argparse.Namespace) -> identity.Trust | None:
    if options.client:
        return identity.pinned(*options.client)
    return identity.ANYONE if options.clients else None


def run_client(options: argparse.Namespace) -> None:
    trust = identity.pinned(*options.pin) if options.pin else identity.ANYONE
    messages = [message.encode() for message in options.message] or [b""]
    with socket.create_connection(address(options.connect), timeout=options.timeout) as connection:
        peer = channel.connect(connection, suites.SUITES[options.suite], trust, messages[0],
                               options.context.encode(), options.timeout, own_identity(options))
        for reply in scenarios.CLIENT[options.scenario](peer, messages[1:]):
            print(reply.decode(errors="replace"), flush=True)


def serve(connection: socket.socket, options: argparse.Namespace, own: identity.Identity | None) -> bool:
    with connection:
        try:
            peer = channel.accept(connection, suites.SUITES[options.suite], own, options.context.encode(),
                                  options.timeout, clients=clients_of(options))
            if peer.peer is not None:
                print(f"client {peer.peer.fingerprint}", flush=True)
            scenarios.SERVER[options.scenario](peer)
        except (errors.ProtocolError, OSError) as error:
            print(f"session ended: {error}", file=sys.stderr, flush=True)
            return False
    return True


def run_server(options: argparse.Namespace) -> None:
    own = own_identity(options)
    host, port = address(options.listen)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        host, port = listener.getsockname()[:2]
        print(f"listening on {host}:{port}", flush=True)
        if own is not None:
            print(f"fingerprint {own.fingerprint}", flush=True)
        if options.once:
            connection, _ = listener.accept()
            sys.exit(0 if serve(connection, options, own) else 1)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, options, own), daemon=True).start()


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
    client.add_argument("--identity", metavar="FILE", help="to show to a server that demands a credential")
    client.add_argument("--scenario", choices=sorted(scenarios.CLIENT), default="plain")
    client.add_argument("message", nargs="*")

    server = roles.add_parser("server", parents=[common])
    server.add_argument("--listen", required=True, metavar="HOST:PORT")
    server.add_argument("--identity", metavar="FILE")
    clients = server.add_mutually_exclusive_group()
    clients.add_argument("--client", action="append", metavar="FINGERPRINT")
    clients.add_argument("--clients", choices=["anyone"])
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

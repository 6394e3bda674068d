"""The Java peer against itself: what it asks of others, it does too."""

from . import jdk
from .programs import listening, run
from .tally import Tally

SCENARIOS = ("plain", "many", "pieces", "tampered", "bad-length", "bad-block")


def checks(tally: Tally, peer: jdk.Peer) -> None:
    with tally.check("Java alone, starting it"):
        tally.adopt("Java alone", run(peer.refuses(), limit=60))
    for scenario, clients in (("plain", SCENARIOS), ("exponent-17", ("plain",))):
        with tally.check(f"Java server, {scenario}"), listening(peer.server(scenario)) as server:
            for client in clients:
                tally.adopt(f"Java client {client}, Java server {scenario}",
                            run(peer.client(server.address, client), limit=60))

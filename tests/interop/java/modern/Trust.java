package modern;

import common.Refused;

/** Which peers this side takes (sections 4.6 and 4.8). */
interface Trust {
    void accept(Proven peer) throws Refused;

    static Trust anyone() {
        return peer -> {};
    }

    static Trust pinned(String fingerprint) {
        return peer -> {
            if (!peer.fingerprint().equals(fingerprint)) throw new Refused("untrusted: " + peer.fingerprint());
        };
    }
}

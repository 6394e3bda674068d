#include "batch/parts.hpp"
#include "support/all_peers.hpp"

// The same messages over as many channels, one call each: these libraries have no other way.
void bench::add_peer_batches() {
    for_each_strong_peer([]<class Link>(const char* name) { add_batches<one_by_one<Link>>(name); });
}

#include "record/parts.hpp"
#include "support/all_peers.hpp"

void bench::add_peer_records() {
    const auto add = []<class Link>(const char* name) { add_record<Link>(name); };
    for_each_other_peer(add);
    for_each_strong_peer(add);
}

// Messages of many channels sealed and opened together, and by the other libraries one after the other. Times are for
// one message.
#include "batch/parts.hpp"

void bench::add_cases() {
    add_cryptopp_batches();
    add_ipsec_mb_batches();
    add_peer_batches();
}

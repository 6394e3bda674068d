// One message at a time through one channel, in every suite and on every backend; beside it, in the same run, the
// calls of the primitives by hand and the other libraries. Run it with --benchmark_repetitions=9
// --benchmark_enable_random_interleaving=true, so that all see the same machine.
#include "record/parts.hpp"

void bench::add_cases() {
    add_cryptopp_records();
    add_openssl_records();
    add_ipsec_mb_records();
    add_by_hand_records();
    add_peer_records();
}

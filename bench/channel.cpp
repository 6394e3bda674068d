// Whole messages through a connection over loopback TCP, one connection and a thread for each of its calls: kernel,
// copies and scheduling included. `tcp` is the same with nothing around the octets.
#include "channel/parts.hpp"
#include "support/program.hpp"

void bench::add_cases() {
    add_plain_channels();
    add_cryptopp_channels();
    add_ipsec_mb_channels();
    add_idle_sessions();
}

#include "batch/parts.hpp"

#include <handclasp/handclasp.hpp>

// A batch on Crypto++ goes frame by frame: what a batch costs where it gains nothing.
void bench::add_cryptopp_batches() {
    add_batches<together<hc::standard>>("standard@cryptopp");
    add_batches<together<hc::encrypt_then_mac>>("encrypt_then_mac@cryptopp");
    add_batches<together<hc::gcm>>("gcm@cryptopp");
}

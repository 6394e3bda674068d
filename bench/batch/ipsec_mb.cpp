#include "batch/parts.hpp"

#if HANDCLASP_WITH_IPSEC_MB

#include <handclasp/ipsec_mb.hpp>

void bench::add_ipsec_mb_batches() {
    add_batches<together<hc::ipsec_mb::standard>>("standard@ipsec_mb");
    add_batches<together<hc::ipsec_mb::encrypt_then_mac>>("encrypt_then_mac@ipsec_mb");
    add_batches<together<hc::ipsec_mb::gcm>>("gcm@ipsec_mb");
}

#else

void bench::add_ipsec_mb_batches() {}

#endif

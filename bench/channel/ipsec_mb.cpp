#include "channel/parts.hpp"

#if HANDCLASP_WITH_IPSEC_MB

#include "channel/cases.hpp"

#include <handclasp/ipsec_mb.hpp>

void bench::add_ipsec_mb_channels() {
    add_channels<protected_ends<hc::ipsec_mb::standard>>("standard@ipsec_mb");
    add_channels<protected_ends<hc::ipsec_mb::gcm>>("gcm@ipsec_mb");
}

#else

void bench::add_ipsec_mb_channels() {}

#endif

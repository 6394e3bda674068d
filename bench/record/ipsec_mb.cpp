#include "record/parts.hpp"

#if HANDCLASP_WITH_IPSEC_MB

#include <handclasp/ipsec_mb.hpp>

void bench::add_ipsec_mb_records() {
    namespace on = hc::ipsec_mb;
    add_record<suite_link<on::standard>>("standard@ipsec_mb");
    add_record<suite_link<on::standard_256>>("standard_256@ipsec_mb");
    add_record<suite_link<on::encrypt_then_mac>>("encrypt_then_mac@ipsec_mb");
    add_record<suite_link<on::gcm>>("gcm@ipsec_mb");
    add_record<suite_link<on::modern>>("modern@ipsec_mb");
}

#else

void bench::add_ipsec_mb_records() {}

#endif

#include "record/parts.hpp"

#include <handclasp/handclasp.hpp>

void bench::add_cryptopp_records() {
    add_suites<hc::standard, hc::standard_256, hc::encrypt_then_mac, hc::gcm, hc::chacha, hc::modern>("cryptopp");
}

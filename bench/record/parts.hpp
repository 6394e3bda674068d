#pragma once

#include "support/cases.hpp"

// The parts of the record layer, a source each, because they take the compiler long.
namespace bench {

void add_cryptopp_records();
void add_openssl_records();
void add_ipsec_mb_records();
void add_by_hand_records();
void add_peer_records();

// The six standard suites of one backend: handclasp::NAME, or those of a namespace.
template <class Standard, class Standard256, class EncryptThenMac, class Gcm, class Chacha, class Modern>
void add_suites(const std::string& backend) {
    add_record<suite_link<Standard>>("standard@" + backend);
    add_record<suite_link<Standard256>>("standard_256@" + backend);
    add_record<suite_link<EncryptThenMac>>("encrypt_then_mac@" + backend);
    add_record<suite_link<Gcm>>("gcm@" + backend);
    add_record<suite_link<Chacha>>("chacha@" + backend);
    add_record<suite_link<Modern>>("modern@" + backend);
}

}  // namespace bench

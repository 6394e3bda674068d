#pragma once

#include "peers/peers.hpp"
#include "support/peer_link.hpp"

// The short names of the peers, as they stand in the names of cases.
namespace bench {

// Calls visit.operator()<Link>(name) for the peers that are fast enough to compare batches with, and their kin.
template <class Visit>
void for_each_strong_peer([[maybe_unused]] Visit visit) {
#if HANDCLASP_WITH_LIBSSL
    visit.template operator()<peer_link<peers::openssl_evp>>("openssl_evp");
    visit.template operator()<peer_link<peers::openssl_evp_counter_iv>>("openssl_evp_counter_iv");
    visit.template operator()<peer_link<peers::openssl_evp_gcm>>("openssl_evp_gcm");
    visit.template operator()<peer_link<peers::openssl_tls_1_2>>("openssl_tls_1_2");
    visit.template operator()<peer_link<peers::openssl_tls_1_3>>("openssl_tls_1_3");
#endif
}

template <class Visit>
void for_each_other_peer(Visit visit) {
    visit.template operator()<peer_link<peers::cryptopp_tutorial>>("cryptopp_tutorial");
    visit.template operator()<peer_link<peers::cryptopp_tutorial_pool_kept>>("cryptopp_tutorial_pool_kept");
    visit.template operator()<peer_link<peers::cryptopp_tuned>>("cryptopp_tuned");
#if HANDCLASP_WITH_SODIUM
    visit.template operator()<peer_link<peers::sodium_secretstream>>("sodium_secretstream");
#endif
#if HANDCLASP_WITH_BOTAN
    visit.template operator()<peer_link<peers::botan_cbc_hmac>>("botan_cbc_hmac");
    visit.template operator()<peer_link<peers::botan_gcm>>("botan_gcm");
#endif
}

}  // namespace bench

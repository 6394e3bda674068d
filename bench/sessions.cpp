// Many sessions in turn: what it costs that the next one's keys are not in the processor's cache, and what memory each
// takes. In the layer `sessions` messages go one by one, in `sessions_batch` 64 at a time.
#include "peers/peers.hpp"
#include "sessions/parts.hpp"
#include "support/cases.hpp"
#include "support/peer_link.hpp"
#include "support/together.hpp"

#include <handclasp/handclasp.hpp>

#if HANDCLASP_WITH_IPSEC_MB
#include <handclasp/ipsec_mb.hpp>
#endif

namespace bench {

namespace {

template <class Group>
void add_sessions(const std::string& layer, const std::string& subject, std::size_t messages) {
    for (const std::size_t sessions : {1U, 10U, 1000U, 10000U}) {
        for (const std::size_t size : {64U, 1024U}) {
            for (const operation what : {operation::seal, operation::both}) {
                add<Group>(layer, subject, what, workload::of_size(size, messages, sessions), std::to_string(sessions));
            }
        }
    }
}

}  // namespace

void add_cases() {
    add_sessions<one_by_one<suite_link<hc::standard>>>("sessions", "standard@cryptopp", 1);
    add_sessions<one_by_one<suite_link<hc::gcm>>>("sessions", "gcm@cryptopp", 1);
#if HANDCLASP_WITH_IPSEC_MB
    add_sessions<one_by_one<suite_link<hc::ipsec_mb::gcm>>>("sessions", "gcm@ipsec_mb", 1);
    add_sessions<together<hc::ipsec_mb::standard>>("sessions_batch", "standard@ipsec_mb", 64);
#endif
#if HANDCLASP_WITH_LIBSSL
    add_sessions<one_by_one<peer_link<peers::openssl_evp>>>("sessions", "openssl_evp", 1);
    add_sessions<one_by_one<peer_link<peers::openssl_evp>>>("sessions_batch", "openssl_evp", 64);
#endif
    add_states();
}

}  // namespace bench

#include "sessions/parts.hpp"
#include "support/all_peers.hpp"
#include "support/one_by_one.hpp"
#include "support/timed.hpp"

#include <handclasp/handclasp.hpp>

#if HANDCLASP_WITH_OPENSSL
#include <handclasp/openssl.hpp>
#endif
#if HANDCLASP_WITH_IPSEC_MB
#include <handclasp/ipsec_mb.hpp>
#endif

namespace bench {

namespace {

// Sets up sessions without a handshake and tells what each takes from the heap. A link is one end of a session, a
// sealer and an opener; of TLS it is two ends.
template <class Link>
void time_state(benchmark::State& state, double ends) {
    constexpr std::size_t count = 256;
    std::vector<std::unique_ptr<Link>> links(count);
    if constexpr (requires { Link::title(); }) state.SetLabel(Link::title());
    std::size_t taken = 0;
    meter counted(state);
    while (state.KeepRunningBatch(static_cast<std::int64_t>(count))) {
        const std::size_t before = heap::in_use();
        for (std::size_t i = 0; i < count; ++i) links[i] = std::make_unique<Link>(i);
        counted.pause();
        taken = heap::in_use() - before;
        for (auto& link : links) link.reset();
        counted.resume();
    }
    counted.finish(0);
    state.counters["state_octets"] = static_cast<double>(taken) / count / ends;
}

template <class Link>
void add_state(const std::string& subject, double ends = 1) {
    benchmark::RegisterBenchmark(("state/" + subject + "/set_up").c_str(),
                                 checked([] { return fault_of<one_by_one<Link>>(workload::of_size(64)); },
                                         [ends](benchmark::State& state) { time_state<Link>(state, ends); }));
}

}  // namespace

void add_states() {
    add_state<suite_link<hc::standard>>("standard@cryptopp");
    add_state<suite_link<hc::gcm>>("gcm@cryptopp");
    add_state<suite_link<hc::chacha>>("chacha@cryptopp");
#if HANDCLASP_WITH_OPENSSL
    add_state<suite_link<hc::openssl::standard>>("standard@openssl");
    add_state<suite_link<hc::openssl::gcm>>("gcm@openssl");
    add_state<suite_link<hc::openssl::chacha>>("chacha@openssl");
#endif
#if HANDCLASP_WITH_IPSEC_MB
    add_state<suite_link<hc::ipsec_mb::standard>>("standard@ipsec_mb");
    add_state<suite_link<hc::ipsec_mb::gcm>>("gcm@ipsec_mb");
#endif
    for_each_strong_peer(
        []<class Link>(const std::string& name) { add_state<Link>(name, name.starts_with("openssl_tls") ? 2 : 1); });
}

}  // namespace bench

// One large message in fragments of 1, 4 and 16 KiB through a batch, and in one piece by the other libraries: what the
// fragment size gives in time, and takes in octets (`sealed`).
#include "support/all_peers.hpp"
#include "support/cases.hpp"
#include "support/together.hpp"

#include <handclasp/handclasp.hpp>

#if HANDCLASP_WITH_IPSEC_MB
#include <handclasp/ipsec_mb.hpp>
#endif

namespace bench {

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

template <class Suite>
void add_fragmented(const std::string& subject, operation what, std::size_t size) {
    for (const std::size_t fragment : {1024U, 4096U, 16384U}) {
        auto work = workload::of_size(size);
        work.fragment_size = fragment;
        add<together<Suite>>("fragments", subject, what, work, std::to_string(fragment));
    }
}

template <class Suite>
void add_suite(const std::string& subject) {
    for (const std::size_t size : {std::size_t{16384}, mebibyte, 16 * mebibyte}) {
        for (const operation what : all_operations) add_fragmented<Suite>(subject, what, size);
    }
    add_fragmented<Suite>(subject, operation::both, 256 * mebibyte);  // the others take no other time than at 16 MiB
}

}  // namespace

void add_cases() {
    add_suite<hc::standard>("standard@cryptopp");
#if HANDCLASP_WITH_IPSEC_MB
    add_suite<hc::ipsec_mb::standard>("standard@ipsec_mb");
    add_suite<hc::ipsec_mb::gcm>("gcm@ipsec_mb");
#endif
    for_each_strong_peer([]<class Link>(const char* name) {
        for (const std::size_t size : {std::size_t{16384}, mebibyte}) {
            for (const operation what : all_operations) {
                add<one_by_one<Link>>("fragments", name, what, workload::of_size(size));
            }
        }
    });
}

}  // namespace bench

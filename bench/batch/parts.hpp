#pragma once

#include "support/cases.hpp"
#include "support/together.hpp"

namespace bench {

void add_cryptopp_batches();
void add_ipsec_mb_batches();
void add_peer_batches();

// A group in batches of 1, 4, 16 and 64 messages, each to the next of 64 channels with keys of their own.
template <class Group>
void add_batches(const std::string& subject) {
    constexpr std::size_t channels = 64;
    for (const std::size_t messages : {1U, 4U, 16U, 64U}) {
        std::vector<workload> works{workload::of_mixed_sizes(messages, channels)};
        for (const std::size_t size : {64U, 256U, 1024U, 4096U, 16384U}) {
            works.push_back(workload::of_size(size, messages, channels));
        }
        for (const workload& work : works) {
            for (const operation what : all_operations) {
                add<Group>("batch", subject, what, work, std::to_string(messages));
            }
        }
    }
}

}  // namespace bench

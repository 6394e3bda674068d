#pragma once

#include "support/one_by_one.hpp"
#include "support/program.hpp"
#include "support/timed.hpp"

namespace bench {

// A cache line and less, packets, frames, and messages of several frames.
inline constexpr std::array<std::size_t, 10> message_sizes{16,   64,   256,   1024,  1350,
                                                           4096, 8192, 16384, 65536, std::size_t{1} << 20};

// A link in the record layer: each size, sealed, opened, and one after the other.
template <secure_link Link>
void add_record(const std::string& subject) {
    for (const std::size_t size : message_sizes) {
        for (const operation what : all_operations) {
            add<one_by_one<Link>>("record", subject, what, workload::of_size(size));
        }
    }
}

}  // namespace bench

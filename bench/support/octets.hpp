#pragma once

#include <handclasp/core/octets.hpp>

#include <algorithm>
#include <vector>

namespace bench {

namespace hc = handclasp;
using bytes = std::vector<std::byte>;

// Octets that differ from place to place and from seed to seed, so that a lost or doubled piece shows.
inline bytes pattern(std::size_t size, std::uint64_t seed) {
    bytes made(size);
    std::uint64_t state = seed + 1;
    for (std::size_t done = 0; done < size; done += sizeof state) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const std::uint64_t mixed = state ^ (state >> 29);
        std::memcpy(made.data() + done, &mixed, std::min(sizeof mixed, size - done));
    }
    return made;
}

// Whether part stands anywhere in whole.
inline bool contains(hc::octets whole, hc::octets part) {
    return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end();
}

}  // namespace bench

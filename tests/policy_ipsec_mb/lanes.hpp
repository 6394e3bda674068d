// Keys and bursts for the tests of IPsec-MB's lanes.
#pragma once

#include "support/catch.hpp"
#include "support/hex.hpp"

#include <handclasp/policy/cryptopp/aes_cbc.hpp>
#include <handclasp/policy/cryptopp/hmac.hpp>
#include <handclasp/policy/ipsec_mb/aes_cbc.hpp>
#include <handclasp/policy/ipsec_mb/hmac_sha256.hpp>

#include <algorithm>

namespace test {

namespace hc = handclasp;
namespace mb = handclasp::ipsec_mb;

template <std::size_t KeyBits>
using lane_aes = mb::aes_cbc<hc::aes_cbc<KeyBits>>;
template <std::size_t TagSize>
using lane_hmac = mb::hmac_sha256<hc::hmac<hc::sha256, TagSize>>;

template <class Cipher>
auto encryptor(const bytes& key) {
    return Cipher::encryptor::make(typename Cipher::key(key)).value();
}
template <class Cipher>
auto decryptor(const bytes& key) {
    return Cipher::decryptor::make(typename Cipher::key(key)).value();
}
template <class Mac>
Mac keyed(const bytes& key) {
    return Mac::make(std::span<const std::byte, Mac::key_size>(key)).value();
}
template <class Mac>
bytes tag_of(const Mac& mac, hc::octets message) {
    bytes tag(Mac::tag_size);
    REQUIRE(mac.authenticate(message, std::span<std::byte, Mac::tag_size>(tag)));
    return tag;
}

// Octets at some distance from an alignment of 64, with others around them that nobody may touch.
class placed {
public:
    placed(hc::octets source, std::size_t offset)
        : buffer_(source.size() + 192, std::byte{0xa5}), size_(source.size()) {
        const auto at = reinterpret_cast<std::uintptr_t>(buffer_.data());
        offset_ = 64 - at % 64 + offset;
        hc::copy(source, octets());
    }
    [[nodiscard]] hc::mutable_octets octets() { return hc::mutable_octets(buffer_).subspan(offset_, size_); }
    [[nodiscard]] bytes content() { return copy_of(octets()); }
    [[nodiscard]] bool nothing_touched_beside() const {
        const auto all = hc::octets(buffer_);
        const auto untouched = [](hc::octets part) {
            return std::ranges::all_of(part, [](std::byte octet) { return octet == std::byte{0xa5}; });
        };
        return untouched(all.first(offset_)) && untouched(all.subspan(offset_ + size_));
    }

private:
    bytes buffer_;
    std::size_t size_, offset_ = 0;
};

inline mb::engine new_engine() {
    return mb::engine::make().value();
}

template <class Job>
std::span<const Job> burst_of(const std::vector<Job>& jobs) {
    return jobs;
}

}  // namespace test

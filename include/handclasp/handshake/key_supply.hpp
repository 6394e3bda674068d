#pragma once

#include <handclasp/record/suite_concept.hpp>

namespace handclasp {

// Where a server gets the key pair of a session from. It is asked after a complete and valid request, and hands each
// pair out once.
template <class K, class Suite>
concept key_supply = requires(K k) {
    { k.take() } -> std::same_as<result<typename Suite::key_transport::key_pair>>;
};

// Generates each key pair when it is wanted.
template <protocol_suite Suite>
struct fresh_keys {
    // errc::random_source, errc::backend.
    [[nodiscard]] result<typename Suite::key_transport::key_pair> take() const noexcept {
        return Suite::key_transport::key_pair::generate(Suite::primitives::random::fill);
    }
};

}  // namespace handclasp
